//! `with parents`: the ancestors of what comes back are revived, and nothing else of theirs.

use softdelete_compiler::catalog::OnDelete;

use crate::schema::{schema, table};
use crate::shop::{ACTIVE, shop};
use crate::world::World;

#[test]
fn the_chain_is_revived_and_nothing_beside_it() {
    let world = shop();
    world.does(
        "restore items where id = 100 with parents",
        &[
            "Restore items 1",
            "RestoreParent orders 1",
            "RestoreParent users 1",
        ],
    );
    assert_eq!(
        world.rows(ACTIVE),
        [
            "users 1",
            "users 2",
            "orders 10",
            "orders 31",
            "items 100",
            "items 310"
        ]
    );
}

#[test]
fn other_parents_of_descendants_are_revived_too() {
    let world = shop();
    world.does(
        "restore orders where id = 10 with parents",
        &[
            "Restore orders 1",
            "Restore items 2",
            "Restore reviews 1",
            "RestoreParent users 1",
        ],
    );
}

#[test]
fn active_parents_are_left_alone() {
    let world = shop();
    world.batch("update orders set deleted_at = null, deletion_id = null where id = 20");
    world.batch("update users set deleted_at = null, deletion_id = null");
    world.does(
        "restore items where id = 200 with parents",
        &["Restore items 1"],
    );
}

/// A tree in one table, whose branches are deleted with their stem.
fn tree() -> World {
    let tables = schema(vec![
        table("nodes", "id int8!, parent_id int8")
            .soft()
            .refers("parent_id -> nodes(id)", OnDelete::Cascade),
    ]);
    // 1 – 2 – 3 – 4 by one deletion, 5 under 4 by another; 6 under 1 was deleted before.
    World::new(
        tables,
        "insert into nodes (id, parent_id, deleted_at, deletion_id) values
            (1, null, now(), d(1)), (2, 1, now(), d(1)), (3, 2, now(), d(1)), (4, 3, now(), d(1)), (5, 4, now(), d(2)),
            (6, 1, now(), d(3)), (7, null, null, null), (8, 7, now(), d(4)), (9, 8, now(), d(4))",
    )
}

const NODES: &str = "select id from nodes where deleted_at is null order by id";

#[test]
fn a_tree_comes_back_to_its_end() {
    let world = tree();
    world.does("restore nodes where id = 1", &["Restore nodes 4"]);
    assert_eq!(world.rows(NODES), ["1", "2", "3", "4", "7"]);
}

#[test]
fn a_branch_of_a_tree_needs_its_stem() {
    let world = tree();
    world.refuses(
        "restore nodes where id = 3",
        &["Restore nodes 2", "ParentDeleted nodes.parent_id 1"],
        softdelete_compiler::compile::Action::ParentDeleted,
    );
    world.does(
        "restore nodes where id = 3 with parents",
        &["Restore nodes 2", "RestoreParent nodes 2"],
    );
    assert_eq!(world.rows(NODES), ["1", "2", "3", "4", "7"]);
}

#[test]
fn a_parent_that_the_same_statement_restores_is_there() {
    let world = tree();
    world.does("restore nodes where id in (1, 5, 6)", &["Restore nodes 6"]);
    let world = tree();
    world.does("restore nodes where id in (8, 9)", &["Restore nodes 2"]);
    let world = tree();
    world.does("restore all nodes", &["Restore nodes 8"]);
    assert_eq!(
        world.rows("select count(*) from nodes where deleted_at is null"),
        ["9"]
    );
}
