//! Types and nullability of results.

use crate::support::check;

#[test]
fn struct_of_a_table() {
    check(
        "select from users where created_at > $since",
        "
        struct of users
        $since: timestamp with time zone (users.created_at)
        ",
    );
}

#[test]
fn left_join_keeps_one_side() {
    check(
        "select u.id, o.id as order_id from users u left join orders o on o.user_id = u.id",
        "
        id: bigint not null (users.id)
        order_id: bigint (orders.id)
        ",
    );
}

#[test]
fn right_join_keeps_the_other() {
    check(
        "select u.id as a, o.id as b from users u right join orders o on u.id = o.user_id",
        "
        a: bigint (users.id)
        b: bigint not null (orders.id)
        ",
    );
}

#[test]
fn full_join_keeps_none_but_merges() {
    check(
        "select id, a.email, b.total from users a full join orders b using (id)",
        "
        id: bigint not null
        email: text (users.email)
        total: numeric (orders.total)
        ",
    );
}

#[test]
fn outer_join_over_an_inner_one() {
    check(
        "select u.id as uid, o.id as oid, i.id as iid from users u left join (orders o join items i on i.order_id = o.id) on o.user_id = u.id",
        "
        uid: bigint not null (users.id)
        oid: bigint (orders.id)
        iid: bigint (items.id)
        ",
    );
}

#[test]
fn condition_settles_an_outer_join() {
    check(
        "select u.id as uid, o.id as oid, i.id as iid from users u left join (orders o join items i on i.order_id = o.id) on o.user_id = u.id where i.qty > 3",
        "
        uid: bigint not null (users.id)
        oid: bigint not null (orders.id)
        iid: bigint not null (items.id)
        ",
    );
}

#[test]
fn condition_settles_only_its_own_join() {
    check(
        "select u.id as uid, o.id as oid, i.id as iid from users u left join orders o on o.user_id = u.id left join items i on i.order_id = o.id where o.total = 3",
        "
        uid: bigint not null (users.id)
        oid: bigint not null (orders.id)
        iid: bigint (items.id)
        ",
    );
}

#[test]
fn condition_of_an_outer_join_settles_nothing() {
    check(
        "select o.id, o.note, u.name from users u left join orders o on o.user_id = u.id and o.note = u.name",
        "
        id: bigint (orders.id)
        note: text (orders.note)
        name: text (users.name)
        ",
    );
}

#[test]
fn outer_join_in_a_derived_table() {
    check(
        "select x.a, x.b from (select u.id as a, o.id as b from users u left join orders o on true) x",
        "
        a: bigint not null (users.id)
        b: bigint (orders.id)
        ",
    );
}

#[test]
fn outer_join_in_a_common_table_expression() {
    check(
        "with t as (select o.id from users u left join orders o on true) select id from t",
        "
        id: bigint (orders.id)
        ",
    );
}

#[test]
fn conditions_exclude_null() {
    check(
        "select name, age from users where name is not null and age = $a",
        "
        name: text not null (users.name)
        age: integer not null (users.age)
        $a: integer (users.age)
        ",
    );
}

#[test]
fn both_sides_of_or() {
    check(
        "select name from users where name = 'x' or name like $p",
        "
        name: text not null (users.name)
        $p: text
        ",
    );
}

#[test]
fn one_side_of_or_says_nothing() {
    check(
        "select name from users where name = 'x' or age = 3",
        "
        name: text (users.name)
        ",
    );
}

#[test]
fn negated_equality_excludes_null() {
    check(
        "select name from users where not (name = 'x')",
        "
        name: text not null (users.name)
        ",
    );
}

#[test]
fn is_not_true_does_not() {
    check(
        "select name from users where (name = 'x') is not true",
        "
        name: text (users.name)
        ",
    );
}

#[test]
fn not_in_a_query_does_not() {
    check(
        "select name from users where name not in (select note from orders)",
        "
        name: text (users.name)
        ",
    );
}

#[test]
fn coalesce_in_a_condition_does_not() {
    check(
        "select name from users where coalesce(name, 'a') = 'a'",
        "
        name: text (users.name)
        ",
    );
}

#[test]
fn whole_rows() {
    check(
        "select u, o from users u left join orders o on o.user_id = u.id",
        "
        u: struct of users, 7 columns
        o: struct of orders, 6 columns, may be missing
        ",
    );
}

#[test]
fn aggregates_over_all() {
    check(
        "select max(total) as m, sum(total), count(*), avg(total) as a from orders",
        "
        m: numeric (orders.total)
        sum: numeric
        count: bigint not null
        a: numeric
        ",
    );
}

#[test]
fn aggregates_over_groups() {
    check(
        "select user_id, max(total) as m, min(note) as n, count(note) as c from orders group by user_id",
        "
        user_id: bigint not null (orders.user_id)
        m: numeric not null (orders.total)
        n: text (orders.note)
        c: bigint not null
        ",
    );
}

#[test]
fn aggregates_with_filter() {
    check(
        "select sum(age) filter (where id > 1) as s, count(age) filter (where id > 1) as c from users group by id",
        "
        s: bigint
        c: bigint not null
        ",
    );
}

#[test]
fn aggregate_of_no_grouping_set() {
    check(
        "select max(id) as m from users group by ()",
        "
        m: bigint (users.id)
        ",
    );
}

#[test]
fn rollup_leaves_columns_out() {
    check(
        "select mood, count(*) from users group by rollup (mood)",
        "
        mood: mood (users.mood)
        count: bigint not null
        ",
    );
}

#[test]
fn windows() {
    check(
        "select row_number() over w as r, lag(id) over w as l, lag(id, 1, 0::int8) over w as d, first_value(id) over w as f, sum(total) over w as s from orders window w as (order by id)",
        "
        r: bigint not null
        l: bigint (orders.id)
        d: bigint not null (orders.id)
        f: bigint not null (orders.id)
        s: numeric not null
        ",
    );
}

#[test]
fn window_without_the_current_row() {
    check(
        "select sum(id) over (rows between 1 preceding and 1 preceding) as s from users",
        "
        s: numeric
        ",
    );
}

#[test]
fn frames_around_the_current_row() {
    check(
        "select sum(id) over (rows between 1 preceding and 1 following) as a, sum(id) over (rows unbounded preceding) as b, first_value(id) over (order by id groups between current row and 2 following exclude ties) as c, sum(id) over (rows between 1 preceding and 1 following exclude group) as d, sum(id) over (order by id range between 1 preceding and 1 following) as e from users",
        "
        a: numeric not null
        b: numeric not null
        c: bigint not null (users.id)
        d: numeric
        e: numeric
        ",
    );
}

#[test]
fn elements_that_are_not_null() {
    check(
        "select order_id = any (array[1, 2]) as a, name = any (array['a']) as b, email like all (array['a', name]) as c, order_id = any ($ids) as d, email = any (array['a', 'b']::text[]) as e, 1 = any (array[[1], [2]]) as f, 1 = any (array[tags::int[]]) as g from users, items where users.id = items.id",
        "
        a: boolean not null
        b: boolean
        c: boolean
        d: boolean
        e: boolean not null
        f: boolean not null
        g: boolean
        $ids: bigint[] (items.order_id)
        ",
    );
}

#[test]
fn first_arguments_decide() {
    check(
        "select concat_ws(',', name) as a, concat_ws(name, ',') as b, format('%s', name) as c, format('%s', variadic array[name]) as d, array_remove(array[1], null) as e, array_fill(age, array[2]) as f, string_to_array(email, null) as g from users",
        "
        a: text not null
        b: text
        c: text not null
        d: text not null
        e: integer[] not null
        f: integer[] not null
        g: text[] not null
        ",
    );
}

#[test]
fn xml_of_what_is_not_null() {
    check(
        "select xmlparse(content email) as a, xmlparse(content name) as b, xmlpi(name x) as c, xmlpi(name x, name) as d, xmlconcat(xmlparse(content name), '<a/>') as e, xmlforest(name, age) as f, xmlforest(name, email) as g, xmlserialize(content xmlelement(name x) as text) as h, xmlroot('<a/>', version name) as i, xmlexists('/a' passing '<a/>') as j from users",
        "
        a: xml not null
        b: xml
        c: xml not null
        d: xml
        e: xml not null
        f: xml
        g: xml not null
        h: text not null
        i: xml not null
        j: boolean not null
        ",
    );
}

#[test]
fn conditional_expressions() {
    check(
        "select case when id > 1 then 'a' end as x, coalesce(name, 'x') as y, coalesce(name, note) as z, nullif(id, 3) as w from users join orders using (id)",
        "
        x: text
        y: text not null (users.name)
        z: text
        w: bigint (users.id)
        ",
    );
}

#[test]
fn subqueries() {
    check(
        "select (select name from users limit 1) as a, (select count(*) from users) as b, exists (select 1 from users) as c, array(select id from users) as d",
        "
        a: text (users.name)
        b: bigint not null
        c: boolean not null
        d: bigint[] not null
        ",
    );
}

#[test]
fn subquery_of_groups_may_be_empty() {
    check(
        "select (select count(*) from users group by id) as b, (select 1) as c, (select max(id) from users having true) as d",
        "
        b: bigint
        c: integer not null
        d: bigint (users.id)
        ",
    );
}

#[test]
fn strict_operators_and_functions() {
    check(
        "select name || 'x' as a, concat(name, 'x') as b, name is null as c, age = 3 as d, age is distinct from 3 as e, lower(email) as f from users",
        "
        a: text
        b: text not null
        c: boolean not null
        d: boolean
        e: boolean not null
        f: text not null
        ",
    );
}

#[test]
fn set_operations() {
    check(
        "select name from users except select note from orders",
        "
        name: text
        ",
    );
}

#[test]
fn union_of_both() {
    check(
        "select id, name from users union select user_id, 'x' from orders",
        "
        id: bigint not null
        name: text
        ",
    );
}

#[test]
fn union_with_null() {
    check(
        "select id from users union all select null",
        "
        id: bigint
        ",
    );
}

#[test]
fn values_of_rows() {
    check(
        "values (1, 'a'), (2, null)",
        "
        column1: integer not null
        column2: text
        ",
    );
}

#[test]
fn recursion_reaches_its_nullability() {
    check(
        "with recursive t as (select 1 as n, 'a' as s union all select n + 1, null from t) select n, s from t",
        "
        n: integer not null
        s: text
        ",
    );
}

#[test]
fn functions_in_from() {
    check(
        "select g.n, g.ordinality from generate_series(1, 10) with ordinality as g(n, ordinality)",
        "
        n: integer not null
        ordinality: bigint not null
        ",
    );
}

#[test]
fn unnest_of_several() {
    check(
        "select x, y from unnest(array[1, 2], array['a']) as t(x, y)",
        "
        x: integer
        y: text
        ",
    );
}

#[test]
fn sets_side_by_side() {
    check(
        "select generate_series(1, 2) as a, generate_series(1, 3) as b",
        "
        a: integer
        b: integer
        ",
    );
}

#[test]
fn json_columns() {
    check(
        "select key, value from items, jsonb_each(meta)",
        "
        key: text
        value: jsonb
        ",
    );
}

#[test]
fn lateral() {
    check(
        "select u.name, l.total from users u cross join lateral (select total from orders o where o.user_id = u.id order by id limit 1) l",
        "
        name: text (users.name)
        total: numeric not null (orders.total)
        ",
    );
}

#[test]
fn fields_and_subscripts() {
    check(
        "select (home).zip, meta['c'] as c, tags[1] as t, tags[1:2] as s from users, items",
        "
        zip: character varying
        c: jsonb
        t: text
        s: text[]
        ",
    );
}

#[test]
fn special_forms() {
    check(
        "select created_at at time zone 'utc' as z, trim(both from email) as e, substring(email from 2) as s, position('a' in name) as p from users",
        "
        z: timestamp without time zone not null
        e: text not null
        s: text not null
        p: integer
        ",
    );
}

#[test]
fn marks_of_the_alias() {
    check(
        "select name as n!, id as i? from users",
        "
        n: text not null (users.name)
        i: bigint (users.id)
        ",
    );
}

#[test]
fn implied_columns_by_name_only() {
    check(
        "select deleted_at, ctid from users with deleted",
        "
        deleted_at: timestamp with time zone (users.deleted_at)
        ctid: tid not null
        ",
    );
}

#[test]
fn natural_join_meets_on_declared_columns() {
    check(
        "select u.mood, id from users u natural join orders o",
        "
        mood: mood not null (users.mood)
        id: bigint not null (users.id)
        ",
    );
}

#[test]
fn origin_goes_through() {
    check(
        "select max(x.m) as m from (select mood as m from users) x",
        "
        m: mood (users.mood)
        ",
    );
}

#[test]
fn old_and_new() {
    check(
        "update users set name = $name, age = age + 1 where id = $id returning old.name as before, new.name as after, id",
        "
        before: text (users.name)
        after: text (users.name)
        id: bigint not null (users.id)
        $name: text (users.name)
        $id: bigint (users.id)
        ",
    );
}

#[test]
fn returning_does_not_trust_the_condition() {
    check(
        "update users set name = null where name is not null returning name",
        "
        name: text (users.name)
        ",
    );
}

#[test]
fn inserted_rows_have_no_old_version() {
    check(
        "insert into users (email) values ($e) returning old.id as before, id",
        "
        before: bigint (users.id)
        id: bigint not null (users.id)
        $e: text not null (users.email)
        ",
    );
}

#[test]
fn casts() {
    check(
        "select mood::text as m, 'happy'::mood as h, age::text as a, $x::int as p from users",
        "
        m: text not null
        h: mood not null
        a: text
        p: integer
        $x: integer
        ",
    );
}

#[test]
fn arrays_of_a_cast() {
    check(
        "select array[]::text[] as a, array['happy', $m]::mood[] as b",
        "
        a: text[] not null
        b: mood[] not null
        $m: mood
        ",
    );
}

#[test]
fn subscripts_of_several_dimensions() {
    check(
        "select (array[array[1, 2]])[1][2] as a, (array[array[1, 2]])[1:1][2] as b",
        "
        a: integer
        b: integer[]
        ",
    );
}

#[test]
fn negative_constants() {
    check(
        "select -2147483648 as a, -2147483649 as b, -9223372036854775808 as c",
        "
        a: integer not null
        b: bigint not null
        c: bigint not null
        ",
    );
}
