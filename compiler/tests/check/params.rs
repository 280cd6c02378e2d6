//! Types of parameters: the first use that needs one gives it.

use crate::support::check;

#[test]
fn comparison() {
    check(
        "select id from users where email = $email and age > $age",
        "
        id: bigint not null (users.id)
        $email: text (users.email)
        $age: integer (users.age)
        ",
    );
}

#[test]
fn lists() {
    check(
        "select id from users where id in $ids and mood not in $moods",
        "
        id: bigint not null (users.id)
        $ids: bigint[] (users.id)
        $moods: mood[] (users.mood)
        ",
    );
}

#[test]
fn any() {
    check(
        "select id from users where name = any($names)",
        "
        id: bigint not null (users.id)
        $names: text[] (users.name)
        ",
    );
}

#[test]
fn operators_take_it_to_be_of_the_other_type() {
    check(
        "select age + $n as x from users",
        "
        x: integer
        $n: integer
        ",
    );
}

#[test]
fn limit_and_offset() {
    check(
        "select id from users limit $l offset $o",
        "
        id: bigint not null (users.id)
        $l: bigint
        $o: bigint
        ",
    );
}

#[test]
fn assigned() {
    check(
        "insert into users (email, name) values ($e, $n)",
        "
        $e: text not null (users.email)
        $n: text (users.name)
        ",
    );
}

#[test]
fn assigned_from_a_query() {
    check(
        "insert into orders (user_id, total, placed_on) select id, $t, $d from users",
        "
        $t: numeric not null (orders.total)
        $d: date not null (orders.placed_on)
        ",
    );
}

#[test]
fn set() {
    check(
        "update users set email = $e, name = $n where id = $id",
        "
        $e: text not null (users.email)
        $n: text (users.name)
        $id: bigint (users.id)
        ",
    );
}

#[test]
fn several_at_once() {
    check(
        "update users set (email, age) = ($e, $a) where id = $id",
        "
        $e: text not null (users.email)
        $a: integer (users.age)
        $id: bigint (users.id)
        ",
    );
}

#[test]
fn structs() {
    check(
        "insert into users $user",
        "
        $user: struct (id, email, name, mood, age, home, created_at)
        ",
    );
}

#[test]
fn rows() {
    check(
        "insert into orders (user_id, total, placed_on) values $rows returning id",
        "
        id: bigint not null (orders.id)
        $rows: struct (user_id, total, placed_on)
        ",
    );
}

#[test]
fn rows_leave_generated_columns_out() {
    check(
        "insert into items values $rows",
        "
        $rows: struct (id, order_id, sku, qty, tags, meta)
        ",
    );
}

#[test]
fn scopes() {
    check(
        "select id from users as of $t",
        "
        id: bigint not null (users.id)
        $t: timestamp with time zone
        ",
    );
}

#[test]
fn by_and_because() {
    check(
        "delete from users where id = $id by $who because $why",
        "
        $id: bigint (users.id)
        $who: text (users.deleted_by)
        $why: text (users.deletion_reason)
        ",
    );
}

#[test]
fn between() {
    check(
        "select id from orders where placed_on between $a and $b",
        "
        id: bigint not null (orders.id)
        $a: date (orders.placed_on)
        $b: date (orders.placed_on)
        ",
    );
}

#[test]
fn rows_of_values() {
    check(
        "select id from orders where (user_id, placed_on) = ($a, $b)",
        "
        id: bigint not null (orders.id)
        $a: bigint (orders.user_id)
        $b: date (orders.placed_on)
        ",
    );
}

#[test]
fn branches() {
    check(
        "select case when id = 1 then name else $d end as x, coalesce(age, $a) as y from users",
        "
        x: text (users.name)
        y: integer (users.age)
        $d: text
        $a: integer
        ",
    );
}

#[test]
fn used_twice() {
    check(
        "select id from users where $x::int is null or age = $x",
        "
        id: bigint not null (users.id)
        $x: integer (users.age)
        ",
    );
}

#[test]
fn functions() {
    check(
        "select lower($s) as l, generate_series($a::int4, $b) as g",
        "
        l: text
        g: integer
        $s: text
        $a: integer
        $b: integer
        ",
    );
}

#[test]
fn alone_in_a_target_list() {
    check(
        "select $x as x",
        "
        x: text
        $x: text
        ",
    );
}
