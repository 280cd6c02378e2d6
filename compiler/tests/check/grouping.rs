//! Mistakes of grouping, aggregates, windows and order.

use crate::support::check;

#[test]
fn ungrouped_beside_an_aggregate() {
    check(
        "select name, count(*) from users",
        "
        SD0301 at [name]: `users.name` must stand in GROUP BY or in an aggregate
        help: an aggregate makes one row of all: add `group by users.name`, or aggregate it too: `max(users.name)`
        ",
    );
}

#[test]
fn ungrouped() {
    check(
        "select total, count(*) from orders group by user_id",
        "
        SD0301 at [total]: `orders.total` must stand in GROUP BY or in an aggregate
        help: add `orders.total` to GROUP BY, or aggregate it: `max(orders.total)`
        ",
    );
}

#[test]
fn primary_key_is_enough() {
    check(
        "select name, count(*) from users group by id",
        "
        name: text (users.name)
        count: bigint not null
        ",
    );
}

#[test]
fn primary_key_of_a_derived_table_is_not() {
    check(
        "select x.name, count(*) from (select id, name from users) x group by x.id",
        "
        SD0301 at [x.name]: `x.name` must stand in GROUP BY or in an aggregate
        help: add `x.name` to GROUP BY, or aggregate it: `max(x.name)`
        ",
    );
}

#[test]
fn grouped_expression() {
    check(
        "select upper(note) as u, count(*) from orders group by upper(orders.note)",
        "
        u: text
        count: bigint not null
        ",
    );
}

#[test]
fn part_of_a_grouped_expression() {
    check(
        "select note, count(*) from orders group by upper(note)",
        "
        SD0301 at [note]: `orders.note` must stand in GROUP BY or in an aggregate
        help: add `orders.note` to GROUP BY, or aggregate it: `max(orders.note)`
        ",
    );
}

#[test]
fn grouped_by_the_name_of_a_result() {
    check(
        "select date_trunc('month', placed_on) as m, sum(total) as s from orders group by m order by date_trunc('month', placed_on)",
        "
        m: timestamp with time zone not null
        s: numeric not null
        ",
    );
}

/// PostgreSQL finds a query again that GROUP BY means by its number or name.
#[test]
fn grouped_by_a_query_of_the_target_list() {
    for by in ["1", "n", "rollup (n)"] {
        check(
            &format!(
                "select (select max(x.id) from orders x where x.user_id = o.user_id) as n, count(*) as c from orders o group by {by}"
            ),
            "
            n: bigint (orders.id)
            c: bigint not null
            ",
        );
    }
}

#[test]
fn ungrouped_in_having() {
    check(
        "select order_id, sum(qty) as s from items group by order_id having qty > 1",
        "
        SD0301 at [qty]: `items.qty` must stand in GROUP BY or in an aggregate
        help: add `items.qty` to GROUP BY, or aggregate it: `max(items.qty)`
        ",
    );
}

#[test]
fn ungrouped_in_order_by() {
    check(
        "select mood, count(*) from users group by mood order by name",
        "
        SD0301 at [name]: `users.name` must stand in GROUP BY or in an aggregate
        help: add `users.name` to GROUP BY, or aggregate it: `max(users.name)`
        ",
    );
}

#[test]
fn ungrouped_in_a_subquery() {
    check(
        "select o.user_id, (select count(*) from items i where i.order_id = o.id) as n from orders o group by o.user_id",
        "
        SD0301 at [o.id]: `o.id` must stand in GROUP BY or in an aggregate
        help: add `o.id` to GROUP BY, or aggregate it: `max(o.id)`
        ",
    );
}

#[test]
fn aggregate_of_an_outer_query() {
    check(
        "select (select sum(o.total) from users u) as s from orders o",
        "
        s: numeric
        ",
    );
}

#[test]
fn aggregate_in_where() {
    check(
        "select id from users where count(*) > 1",
        "
        SD0302 at [count(*)]: an aggregate cannot stand in WHERE
        help: conditions on groups stand in HAVING; to compare with an aggregate, use a query: `x = (select max(x) from …)`
        ",
    );
}

#[test]
fn nested_aggregates() {
    check(
        "select sum(count(*)) as x from users",
        "
        SD0303 at [sum(count(*))]: calls of aggregates cannot be nested
        help: aggregate in a query in FROM, and aggregate its result
        ",
    );
}

#[test]
fn window_in_where() {
    check(
        "select id from users where row_number() over () = 1",
        "
        SD0304 at [row_number() over ()]: a window function cannot stand in WHERE
        help: compute it in a query in FROM, and use its result outside
        ",
    );
}

#[test]
fn set_in_where() {
    check(
        "select id from users where generate_series(1, 2) = 1",
        "
        SD0305 at [generate_series(1, 2)]: a function that returns a set cannot stand in WHERE
        help: put it into FROM: `from …, lateral f(…) as x`
        ",
    );
}

#[test]
fn ordinal_out_of_range() {
    check(
        "select id from users order by 4",
        "
        SD0306 at [4]: ORDER BY 4: the target list has 1 column
        ",
    );
}

#[test]
fn constant_in_order_by() {
    check(
        "select id from users order by 'id'",
        "
        SD0306 at ['id']: a constant in ORDER BY orders nothing
        help: write a column, without quotes
        ",
    );
}

#[test]
fn order_of_distinct() {
    check(
        "select distinct name from users order by id",
        "
        SD0307 at [id]: with SELECT DISTINCT, ORDER BY may use only what is in the target list
        help: add it to the target list, or drop DISTINCT
        ",
    );
}

#[test]
fn order_of_distinct_on() {
    check(
        "select distinct on (name) name, id from users order by id",
        "
        SD0307 at [id]: ORDER BY must begin with the expressions of DISTINCT ON
        help: order by them first; the entries after them choose the row that is kept
        ",
    );
}

#[test]
fn order_of_a_union() {
    check(
        "select id from users union select user_id from orders order by id + 1",
        "
        SD0306 at [id + 1]: ORDER BY of a set operation takes names and numbers of its columns, no expressions
        help: put the query into FROM: `select * from (…) order by …`
        ",
    );
}

#[test]
fn lock_of_groups() {
    check(
        "select count(*) from users for update",
        "
        SD0308 at [for update]: FOR UPDATE and its kin cannot stand with aggregates
        ",
    );
}

#[test]
fn lock_of_a_union() {
    check(
        "select id from users union select id from orders for update",
        "
        SD0308 at [for update]: FOR UPDATE and its kin cannot stand with a set operation
        ",
    );
}

#[test]
fn refined_window() {
    check(
        "select sum(id) over (w order by id) as s from users window w as (order by id)",
        "
        SD0309 at [w]: ORDER BY of the window it refines cannot be overridden
        ",
    );
}

#[test]
fn grouping_without_group_by() {
    check(
        "select grouping(id) as g from users",
        "
        SD0310 at [grouping(id)]: GROUPING needs a GROUP BY, whose expressions are its arguments
        ",
    );
}
