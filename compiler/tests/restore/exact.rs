//! What comes back: the rows named and exactly those that the same deletion took along.

use softdelete_compiler::compile::Options;

use crate::shop::{ACTIVE, shop};

#[test]
fn what_was_deleted_together_comes_back_together() {
    let world = shop();
    world.does(
        "restore users where id = 1",
        &[
            "Restore users 1",
            "Restore orders 2",
            "Restore reviews 1",
            "Restore items 2",
        ],
    );
    // What was deleted before (order 20 with item 200) and separately (item 102) stays deleted.
    assert_eq!(
        world.rows(ACTIVE),
        [
            "users 1",
            "users 2",
            "orders 10",
            "orders 11",
            "orders 31",
            "items 100",
            "items 101",
            "items 310",
            "reviews 1000"
        ]
    );
    let marks =
        "select deleted_at, deleted_by, deletion_reason, deletion_id from orders where id = 10";
    assert_eq!(world.rows(marks), ["- - - -"]);
}

#[test]
fn a_row_restored_twice_changes_nothing() {
    let world = shop();
    world.does(
        "restore users where id = 1",
        &[
            "Restore users 1",
            "Restore orders 2",
            "Restore reviews 1",
            "Restore items 2",
        ],
    );
    let before = world.state();
    world.does("restore users where id = 1", &[]);
    world.does("restore users where id = 2", &[]);
    world.does("restore users where id = 3", &[]);
    assert_eq!(world.state(), before);
}

#[test]
fn a_row_in_the_middle_takes_only_what_hangs_on_it() {
    let world = shop();
    world.does(
        "restore orders where id = 30 with parents",
        &[
            "Restore orders 1",
            "Restore items 1",
            "RestoreParent products 1",
        ],
    );
    assert_eq!(
        world.rows("select id from items where deleted_at = 'infinity' order by id"),
        ["300", "310"]
    );
}

#[test]
fn a_row_that_is_named_and_a_descendant_comes_back_once() {
    let world = shop();
    world.does(
        "restore items where order_id in (10, 11, 20, 30) and id = 102 with parents",
        &[
            "Restore items 1",
            "RestoreParent orders 1",
            "RestoreParent users 1",
        ],
    );
}

#[test]
fn deletions_of_a_time_come_back() {
    let world = shop();
    world.does(
        "restore orders deleted between '2020-12-01' and '2021-02-01' where id > 0 with parents",
        &[
            "Restore orders 1",
            "Restore items 1",
            "RestoreParent products 1",
        ],
    );
    let world = shop();
    world.does(
        "restore orders deleted before '2019-01-01' where id > 0",
        &[],
    );
    world.does(
        "restore all users deleted after '2022-01-01'",
        &[
            "Restore users 1",
            "Restore orders 2",
            "Restore reviews 1",
            "Restore items 2",
        ],
    );
}

#[test]
fn the_rows_come_back_as_the_answer() {
    let world = shop();
    let text = "restore users u where u.id = 1 returning u.id, u.email, u.deleted_at is null as active, \
                (select count(*) from orders) as n";
    // The subquery sees what was active before, as in any statement that changes rows.
    assert_eq!(world.returns(text), ["1 a t 1"]);
    assert_eq!(
        world.rows("select count(*) from orders where deleted_at is null"),
        ["3"]
    );
    assert_eq!(world.returns(text), Vec::<String>::new());
}

#[test]
fn the_rows_named_are_counted_for_keys() {
    let world = shop();
    let options = Options {
        count_named: true,
        ..Options::default()
    };
    world.does_with("restore tickets where id = 1", options, &[]);
    world.does_with("restore users where id = 2", options, &["Named users 1"]);
    world.does_with(
        "restore users where id in (1, 2, 3)",
        options,
        &[
            "Restore users 1",
            "Restore orders 2",
            "Restore reviews 1",
            "Restore items 2",
            "Named users 2",
        ],
    );
}

#[test]
fn conditions_may_ask_other_tables() {
    let world = shop();
    world.does(
        "restore users where exists (select 1 from orders with deleted o where o.user_id = users.id and o.id = 20)",
        &[
            "Restore users 1",
            "Restore orders 2",
            "Restore reviews 1",
            "Restore items 2",
        ],
    );
}

#[test]
fn common_table_expressions_of_the_user_can_be_read() {
    let world = shop();
    world.does(
        "with picked as (select 1::int8 as id) restore users where id in (select id from picked)",
        &[
            "Restore users 1",
            "Restore orders 2",
            "Restore reviews 1",
            "Restore items 2",
        ],
    );
}
