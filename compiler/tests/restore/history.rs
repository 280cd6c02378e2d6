//! What a restoration leaves on record.

use crate::shop::shop;
use crate::world::OPERATION;

const HISTORY: &str = "select action, table_name, row_key, actor, reason, detail from softdelete.history order by table_name, id";

#[test]
fn who_restores_what_and_why() {
    let world = shop();
    world.does(
        "restore users where id = 1 by 'me' because 'asked for'",
        &[
            "Restore users 1",
            "Restore orders 2",
            "Restore reviews 1",
            "Restore items 2",
        ],
    );
    let undone = "{\"deletion_id\": \"00000000-0000-0000-0000-000000000001\"}";
    assert_eq!(
        world.rows(HISTORY),
        [
            format!("restore reviews {{\"id\": 1000}} me asked for {undone}"),
            format!("restore users {{\"id\": 1}} me asked for {undone}"),
        ]
    );
    assert_eq!(
        world.rows("select distinct operation from softdelete.history"),
        [OPERATION]
    );
    assert_eq!(
        world.rows("select action, table_name, row_key, actor from softdelete.outbox"),
        ["restore reviews {\"id\": 1000} me"]
    );
}

#[test]
fn the_context_says_who_if_the_statement_does_not() {
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
        world.rows("select table_name, actor, reason from softdelete.history"),
        ["users context -"]
    );
}

#[test]
fn a_refused_restoration_leaves_nothing() {
    let world = shop();
    world.batch("insert into users (id, email) values (9, 'a')");
    assert!(world.query("select 1").is_ok());
    world.refuses(
        "restore reviews where id = 1000",
        &[
            "Restore reviews 1",
            "ParentDeleted reviews.user_id 1",
            "ParentDeleted reviews.order_id 1",
        ],
        softdelete_compiler::compile::Action::ParentDeleted,
    );
    assert_eq!(world.rows(HISTORY), Vec::<String>::new());
}
