//! Mistakes of names.

use crate::support::check;

#[test]
fn unknown_table() {
    check(
        "select id from userz",
        "
        SD0101 at [userz]: table `userz` is not declared
        help: did you mean `users`?
        ",
    );
}

#[test]
fn unknown_column() {
    check(
        "select emial from users",
        "
        SD0102 at [emial]: column `emial` does not exist in table `users`
        help: did you mean `email`? The columns are `id`, `email`, `name`, `mood`, `age`, `home`, `created_at`, `deleted_at`, `deleted_by`, `deletion_reason`, `deletion_id`
        ",
    );
}

#[test]
fn unknown_qualified_column() {
    check(
        "select u.emial from users u",
        "
        SD0102 at [emial]: column `emial` does not exist in `u` (table `users`)
        help: did you mean `email`? The columns are `id`, `email`, `name`, `mood`, `age`, `home`, `created_at`, `deleted_at`, `deleted_by`, `deletion_reason`, `deletion_id`
        ",
    );
}

#[test]
fn table_behind_its_alias() {
    check(
        "select users.name from users u",
        "
        SD0103 at [users]: `users` is not in FROM
        help: the table `users` is called `u` here: perhaps you meant `u`
        ",
    );
}

#[test]
fn unknown_alias() {
    check(
        "select customers.id from users",
        "
        SD0103 at [customers]: `customers` is not in FROM
        help: in FROM there are `users`
        ",
    );
}

#[test]
fn ambiguous_column() {
    check(
        "select id from users u join orders o on o.user_id = u.id",
        "
        SD0104 at [id]: column `id` is ambiguous: several items of FROM have it
        help: write `o.id` or `u.id`
        ",
    );
}

#[test]
fn name_twice_in_from() {
    check(
        "select u.id from users u, orders u",
        "
        SD0105 at [u]: the name `u` stands more than once in FROM
        help: give one of them another name: `u as …`
        ",
    );
}

#[test]
fn sibling_without_lateral() {
    check(
        "select u.id, s.x from users u, (select id as x from orders where user_id = u.id) s",
        "
        SD0106 at [u]: `u` is in FROM, but cannot be used in this part of it
        help: a query in FROM sees the items to its left only with the word LATERAL before it (and not across a RIGHT or FULL JOIN); an ON condition sees only the two sides of its join
        ",
    );
}

#[test]
fn lateral_across_a_full_join() {
    check(
        "select u.id from users u full join lateral (select id as x from orders where user_id = u.id) s on true",
        "
        SD0106 at [u]: `u` is in FROM, but cannot be used in this part of it
        help: a query in FROM sees the items to its left only with the word LATERAL before it (and not across a RIGHT or FULL JOIN); an ON condition sees only the two sides of its join
        ",
    );
}

/// PostgreSQL finds the column left of the RIGHT JOIN first, and refuses it, although another item has one of the name.
#[test]
fn column_across_a_right_join() {
    check(
        "select 1 as x from orders o right join (users u join lateral (select id as x) s on true) on true",
        "
        SD0106 at [id]: `o` is in FROM, but cannot be used in this part of it
        help: a query in FROM sees the items to its left only with the word LATERAL before it (and not across a RIGHT or FULL JOIN); an ON condition sees only the two sides of its join
        ",
    );
    check(
        "select 1 as x from orders o right join (users u join lateral (select user_id as x) s on true) on true",
        "
        SD0106 at [user_id]: `o` is in FROM, but cannot be used in this part of it
        help: a query in FROM sees the items to its left only with the word LATERAL before it (and not across a RIGHT or FULL JOIN); an ON condition sees only the two sides of its join
        ",
    );
}

/// The name means the item across the join, which may not be used, and not the one of the query around.
#[test]
fn name_across_a_right_join() {
    check(
        "select (select 1 from orders u right join lateral (select u.id) s on true) as x from users u",
        "
        SD0106 at [u]: `u` is in FROM, but cannot be used in this part of it
        help: a query in FROM sees the items to its left only with the word LATERAL before it (and not across a RIGHT or FULL JOIN); an ON condition sees only the two sides of its join
        ",
    );
    // Without LATERAL it is not seen at all.
    check(
        "select (select 1 from orders u cross join (select u.id) s) as x from users u",
        "x: integer",
    );
}

#[test]
fn cte_twice() {
    check(
        "with x as (select 1 as a), x as (select 2 as a) select a from x",
        "
        SD0108 at [x]: `x` stands twice in WITH
        ",
    );
}

#[test]
fn cte_too_early() {
    check(
        "with x as (select * from y), y as (select 1 as a) select a from x",
        "
        SD0109 at [y]: `y` cannot be used here yet
        help: without RECURSIVE a WITH query sees those before it; with RECURSIVE it may use itself in the second arm of a UNION
        ",
    );
}

#[test]
fn more_names_than_columns() {
    check(
        "select t.a from (select 1 as b) t(a, c)",
        "
        SD0110 at [c]: there are 2 names for 1 column
        ",
    );
}

#[test]
fn using_without_the_column() {
    check(
        "select u.id from users u join orders o using (user_id)",
        "
        SD0102 at [user_id]: column `user_id` of USING does not exist on the left side of the join
        help: the columns are `id`, `email`, `name`, `mood`, `age`, `home`, `created_at`, `deleted_at`, `deleted_by`, `deletion_reason`, `deletion_id`
        ",
    );
}

#[test]
fn column_twice() {
    check(
        "insert into users (email, email) values ('a', 'b')",
        "
        SD0111 at [email]: column `email` is written twice
        ",
    );
}

#[test]
fn unknown_window() {
    check(
        "select sum(total) over totals as s from orders",
        "
        SD0112 at [totals]: there is no window `totals`
        help: define it: `window totals as (partition by … order by …)`
        ",
    );
}

#[test]
fn recursion_twice() {
    check(
        "with recursive x(a) as (select 1 union all select y.a from x, x y) select a from x",
        "
        SD0114 at [x]: `x` may stand only once in its recursive query
        ",
    );
}

#[test]
fn recursion_in_a_subquery() {
    check(
        "with recursive x(a) as (select 1 union all select (select a from x)) select a from x",
        "
        SD0114 at [x]: `x` cannot refer to itself in a subquery
        ",
    );
}

#[test]
fn recursion_under_an_outer_join() {
    check(
        "with recursive x(a) as (select 1::int8 union all select u.id from users u left join x on x.a = u.id) select a from x",
        "
        SD0114 at [x]: `x` cannot refer to itself on the nullable side of an outer join
        ",
    );
}

#[test]
fn recursion_with_an_aggregate() {
    check(
        "with recursive x(a) as (select 1::int8 union all select count(*) from x) select a from x",
        "
        SD0114 at [count(*)]: an aggregate cannot stand in the recursive query of a recursive common table expression
        ",
    );
}

#[test]
fn recursion_of_another_type() {
    check(
        "with recursive x(a) as (select 1 union all select a + 1.5 from x) select a from x",
        "
        SD0114 at [1]: column `a` is of type `integer` in the first query of the recursion, but of type `numeric` over all
        help: cast it in the first query: `(…)::numeric`
        ",
    );
}

#[test]
fn lock_of_nothing() {
    check(
        "select id from users for update of orders",
        "
        SD0115 at [orders]: `orders` is not in FROM
        ",
    );
}

#[test]
fn unknown_field() {
    check(
        "select (home).zipp from users",
        "
        SD0116 at [zipp]: there is no field `zipp`
        help: did you mean `zip`? The fields are `street`, `zip`
        ",
    );
}

#[test]
fn unknown_function() {
    check(
        "select lowwer(email) as l from users",
        "
        SD0117 at [lowwer]: there is no function `lowwer`
        help: did you mean `lower`? A function of your own of this name is called with its schema, `schema.lowwer(…)`
        ",
    );
}

#[test]
fn star_of_nothing() {
    check(
        "select *",
        "
        SD0118 at [*]: `*` needs a FROM
        ",
    );
}

#[test]
fn name_of_the_result_in_a_condition() {
    check(
        "select total * 2 as twice from orders where twice > 5",
        "
        SD0102 at [twice]: column `twice` does not exist in table `orders`
        help: `twice` is a name of the result, which only ORDER BY and GROUP BY may use: repeat its expression, or put the query into FROM
        ",
    );
}

#[test]
fn several_at_once() {
    check(
        "select nope from users where nada = 1 and exists (select 1 from orders where nix = users.id)",
        "
        SD0102 at [nope]: column `nope` does not exist in table `users`
        help: did you mean `name`? The columns are `id`, `email`, `name`, `mood`, `age`, `home`, `created_at`, `deleted_at`, `deleted_by`, `deletion_reason`, `deletion_id`
        SD0102 at [nada]: column `nada` does not exist in table `users`
        help: did you mean `name`? The columns are `id`, `email`, `name`, `mood`, `age`, `home`, `created_at`, `deleted_at`, `deleted_by`, `deletion_reason`, `deletion_id`
        SD0102 at [nix]: column `nix` does not exist
        help: the columns are `id`, `user_id`, `total`, `note`, `mood`, `placed_on`, `deleted_at`, `deleted_by`, `deletion_reason`, `deletion_id`, `email`, `name`, …
        ",
    );
}

#[test]
fn a_mistake_hides_what_follows_from_it() {
    check(
        "select x.a + 1 as b from (select * from userz) x where x.c = 'a' order by b",
        "
        SD0101 at [userz]: table `userz` is not declared
        help: did you mean `users`?
        ",
    );
}

#[test]
fn unknown_column_of_insert() {
    check(
        "insert into users (email, nmae) values ('a', 'b')",
        "
        SD0102 at [nmae]: column `nmae` does not exist in table `users`
        help: did you mean `name`? The columns are `id`, `email`, `name`, `mood`, `age`, `home`, `created_at`, `deleted_at`, `deleted_by`, `deletion_reason`, `deletion_id`
        ",
    );
}

#[test]
fn unknown_column_of_set() {
    check(
        "update users set nmae = 'a' where id = 1",
        "
        SD0102 at [nmae]: column `nmae` does not exist in table `users`
        help: did you mean `name`? The columns are `id`, `email`, `name`, `mood`, `age`, `home`, `created_at`, `deleted_at`, `deleted_by`, `deletion_reason`, `deletion_id`
        ",
    );
}

#[test]
fn out_parameter_under_an_alias() {
    check(
        "select value, e.value as same, e as whole from json_array_elements('[1]') e",
        "
        value: json
        same: json
        whole: json
        ",
    );
    check(
        "select * from jsonb_array_elements_text('[1]') as e (line)",
        "
        line: text
        ",
    );
    check(
        "select * from upper('a') as e",
        "
        e: text not null
        ",
    );
}

#[test]
fn recursive_with_in_any_order() {
    check(
        "with recursive x (id) as (select * from y union all select id + 1 from x where id < 5), y (id) as (values (1)) select * from x",
        "
        id: integer not null
        ",
    );
    check(
        "with recursive a as (select * from users), users as (select 1 as one) select * from a",
        "
        one: integer not null
        ",
    );
    check(
        "with recursive x (id) as (select * from y), y (id) as (select id + 1 from x) select * from x",
        "
        SD0109 at [y]: `y` cannot be used here yet
        help: without RECURSIVE a WITH query sees those before it; with RECURSIVE it may use itself in the second arm of a UNION
        ",
    );
    check(
        "with recursive x as (with y as (select 2 as b) select * from y), y as (select * from x) select * from y",
        "
        b: integer not null
        ",
    );
}

#[test]
fn marks_of_a_recursion_inside_of_it() {
    check(
        "with recursive t as (select 0 as x union all select x + 1 from t where not c and p is not null) cycle x set c using p select * from t",
        "
        x: integer not null
        c: boolean
        p: record[] not null
        ",
    );
    check(
        "with recursive t as (select 0 as x union all select t.* from t where s is not null) search depth first by x set s select * from t",
        "
        x: integer not null
        s: record[] not null
        ",
    );
    check(
        "with recursive t as (select 0 as x union all select q.x + 1 from (select * from t) q where not q.c) cycle x set c using p select * from t",
        "
        SD0102 at [c]: column `c` does not exist in `q`
        help: the columns are `x`
        ",
    );
}

/// PostgreSQL has them in `*` only on the level of the WITH.
#[test]
fn marks_of_a_recursion_in_a_star_further_in() {
    const WITH: &str = "with recursive t as (select 0 as x union all select x + 1 from t where x < 2) cycle x set c using p";
    for query in [
        "select * from (select * from t) q",
        "select * from (table t) q",
        "select q.* from (select t.* from t) q",
        "select * from t union select * from t",
        "select x from t where exists (select * from t)",
    ] {
        check(
            &format!("{WITH} {query}"),
            "
            x: integer not null
            ",
        );
    }
    check(
        &format!("{WITH} select q.c from (select c from t) q"),
        "
        c: boolean
        ",
    );
    check(
        &format!("{WITH} select q.c from (select a.c from t a natural join t b) q"),
        "
        c: boolean not null
        ",
    );
}

#[test]
fn inner_star_over_two_columns_of_one_name() {
    check(
        "select count(*) as n from (select * from (select a.id, b.id from users a, users b) s, orders o) t",
        "
        SD0104 at [*]: `*` stands for two columns called `id`, which cannot be told apart
        help: list the columns in place of `*`, or give them names of their own in FROM
        ",
    );
    check(
        "select count(*) as n from (select * from (select a.id, b.id from users a, users b) s) t",
        "
        n: bigint not null
        ",
    );
    check(
        "select count(*) as n from (select * from users a, users b) t",
        "
        n: bigint not null
        ",
    );
}

#[test]
fn definitions_for_an_expression() {
    check(
        "select * from coalesce(row(1, 2)) as q (a int, b text)",
        "
        a: integer
        b: text
        ",
    );
    check(
        "select * from current_date as q (a date)",
        "
        SD0279 at [a]: only a function that returns `record` takes a list of column definitions
        ",
    );
}
