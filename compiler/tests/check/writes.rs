//! Mistakes of INSERT, UPDATE, DELETE and MERGE.

use crate::support::check;

#[test]
fn too_few_values() {
    check(
        "insert into users (email, name) values ('a')",
        "
        SD0257 at [name]: there is 1 value for 2 columns
        ",
    );
}

#[test]
fn too_many_values() {
    check(
        "insert into users (email) values ('a', 'b')",
        "
        SD0257 at ['b']: there are 2 values for 1 column
        ",
    );
}

#[test]
fn too_many_columns_of_a_query() {
    check(
        "insert into users (email) select email, name from users",
        "
        SD0257 at [name]: the query gives 2 columns, but 1 is written
        ",
    );
}

#[test]
fn value_of_another_type() {
    check(
        "insert into users (email, age) values ('a', 'b'::text)",
        "
        SD0258 at ['b'::text]: column `age` is of type `integer`, but this is of type `text`
        help: cast it: `(…)::integer`
        ",
    );
}

#[test]
fn null_into_not_null() {
    check(
        "insert into users (email) values (null)",
        "
        SD0259 at [null]: column `email` takes no NULL
        help: give it a value, or declare the field as `Option<…>`
        ",
    );
}

#[test]
fn column_without_a_value() {
    check(
        "insert into users (name) values ('x')",
        "
        SD0261 at [users]: column `email` of `users` takes no NULL and has no default, but gets no value
        help: add them to the column list, or declare their default: `#[column(default)]`
        ",
    );
}

#[test]
fn generated_column() {
    check(
        "insert into items (order_id, sku, qty, tags, line) values (1, 'a', 2, '{}', 3)",
        "
        SD0262 at [line]: column `line` is generated and cannot be written
        help: leave it out, or write DEFAULT
        ",
    );
}

#[test]
fn overriding_writes_an_identity_column() {
    check(
        "insert into items (order_id, sku, qty, tags, line) overriding system value values (1, 'a', 2, '{}', 3)",
        "",
    );
}

#[test]
fn conflict_target_that_is_no_key() {
    check(
        "insert into users (email) values ('a') on conflict (name) do nothing",
        "
        SD0263 at [(name)]: `(name)` is no primary key and no unique key of `users`
        help: the keys are `(id)`, `(email)`; another is declared with `#[column(unique)]`
        ",
    );
}

#[test]
fn conflict_on_a_key_of_several() {
    check(
        "insert into orders (user_id, total, placed_on) values (1, 2, now()) on conflict (placed_on, user_id) do update set total = excluded.total + orders.total returning id",
        "
        id: bigint not null (orders.id)
        ",
    );
}

#[test]
fn excluded_makes_columns_ambiguous() {
    check(
        "insert into users (email) values ('a') on conflict (email) do update set name = email",
        "
        SD0104 at [email]: column `email` is ambiguous: several items of FROM have it
        help: write `excluded.email` or `users.email`
        ",
    );
}

#[test]
fn set_null() {
    check(
        "update users set email = null where id = 1",
        "
        SD0259 at [null]: column `email` takes no NULL
        help: give it a value, or declare the field as `Option<…>`
        ",
    );
}

#[test]
fn row_of_another_length() {
    check(
        "update users set (name, age) = ('x', 1, 2) where id = 1",
        "
        SD0257 at [('x', 1, 2)]: there are 3 values for 2 columns
        ",
    );
}

#[test]
fn mistakes_everywhere() {
    check(
        "update users set nmae = 'x', age = 'y' where idd = 1 returning idd2",
        "
        SD0102 at [nmae]: column `nmae` does not exist in table `users`
        help: did you mean `name`? The columns are `id`, `email`, `name`, `mood`, `age`, `home`, `created_at`, `deleted_at`, `deleted_by`, `deletion_reason`, `deletion_id`
        SD0265 at ['y']: 'y' is no value of type `integer`
        SD0102 at [idd]: column `idd` does not exist in table `users`
        help: did you mean `id`? The columns are `id`, `email`, `name`, `mood`, `age`, `home`, `created_at`, `deleted_at`, `deleted_by`, `deletion_reason`, `deletion_id`
        SD0102 at [idd2]: column `idd2` does not exist in table `users`
        help: did you mean `id`? The columns are `id`, `email`, `name`, `mood`, `age`, `home`, `created_at`, `deleted_at`, `deleted_by`, `deletion_reason`, `deletion_id`
        ",
    );
}

#[test]
fn merge() {
    check(
        "merge into orders o using users u on o.user_id = u.id when matched then update set note = u.nmae when not matched then insert (user_id, total, placed_on) values (u.id, 0, o.placed_on)",
        "
        SD0102 at [nmae]: column `nmae` does not exist in `u` (table `users`)
        help: did you mean `name`? The columns are `id`, `email`, `name`, `mood`, `age`, `home`, `created_at`, `deleted_at`, `deleted_by`, `deletion_reason`, `deletion_id`
        SD0103 at [o]: `o` is not in FROM
        help: in FROM there are `u`
        ",
    );
}

#[test]
fn delete_with_others() {
    check(
        "delete from users u using orders o where o.user_id = u.id and o.total > $t returning u.id, o.total",
        "
        id: bigint not null (users.id)
        total: numeric not null (orders.total)
        $t: numeric (orders.total)
        ",
    );
}

#[test]
fn restore() {
    check(
        "restore users where id = $id by $who because 'asked for' returning id",
        "
        id: bigint not null (users.id)
        $id: bigint (users.id)
        $who: text (users.deleted_by)
        ",
    );
}
