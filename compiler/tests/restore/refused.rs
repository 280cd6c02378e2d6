//! Restorations that are refused, and that change nothing then.

use softdelete_compiler::catalog::{OnDelete, Schema};
use softdelete_compiler::compile::Action;

use crate::schema::{schema, table};
use crate::shop::{shop, tables};
use crate::world::mistakes;

#[test]
fn a_row_under_a_deleted_one_is_refused() {
    let world = shop();
    world.refuses(
        "restore orders where id = 10",
        &[
            "Restore orders 1",
            "Restore items 2",
            "Restore reviews 1",
            "ParentDeleted orders.user_id 1",
            "ParentDeleted reviews.user_id 1",
        ],
        Action::ParentDeleted,
    );
    world.refuses(
        "restore orders where id = 10 returning id",
        &[
            "Restore orders 1",
            "Restore items 2",
            "Restore reviews 1",
            "ParentDeleted orders.user_id 1",
            "ParentDeleted reviews.user_id 1",
        ],
        Action::ParentDeleted,
    );
    // Item 300 is of a product that is deleted.
    world.refuses(
        "restore orders where id = 30",
        &[
            "Restore orders 1",
            "Restore items 1",
            "ParentDeleted items.product_id 1",
        ],
        Action::ParentDeleted,
    );
}

#[test]
fn a_row_whose_parent_is_gone_is_refused() {
    let world = shop();
    world.batch(
        "insert into tickets (id, user_id, deleted_at, deletion_id) values (1, 77, now(), d(9))",
    );
    for text in [
        "restore tickets where id = 1",
        "restore tickets where id = 1 with parents",
    ] {
        world.refuses(
            text,
            &["Restore tickets 1", "ParentDeleted tickets.user_id 1"],
            Action::ParentDeleted,
        );
    }
}

#[test]
fn a_reference_that_is_kept_forbids_nothing() {
    let mut tables = tables();
    let visits = &mut tables.tables[7];
    assert_eq!(visits.name, "visits");
    visits.references[0].parent = None;
    visits.soft_delete = None;
    assert_eq!(mistakes(&tables, "restore users where id = 1"), ["SD0409"]);
    let alone = schema(vec![
        table("a", "id int8!").soft(),
        table("b", "id int8!, a_id int8!")
            .soft()
            .refers("a_id -> a(id)", OnDelete::Keep),
    ]);
    let world = crate::world::World::new(
        alone,
        "insert into a values (1, now()); insert into b values (1, 1, now())",
    );
    world.does("restore b where id = 1", &["Restore b 1"]);
}

fn pair(child: crate::schema::Declared, parent: crate::schema::Declared) -> Schema {
    schema(vec![
        parent,
        child.refers("a_id -> a(id)", OnDelete::Cascade),
    ])
}

#[test]
fn it_must_be_known_what_was_deleted_together() {
    let parent = || table("a", "id int8!").soft();
    let child = || table("b", "id int8!, a_id int8!").soft();
    let fine = pair(child(), parent());
    assert_eq!(
        mistakes(&fine, "restore a where id = 1"),
        Vec::<&str>::new()
    );
    for tables in [
        pair(child().without_id(), parent()),
        pair(child(), parent().without_id()),
    ] {
        assert_eq!(mistakes(&tables, "restore a where id = 1"), ["SD0411"]);
        // Nothing hangs on a row of the child.
        assert_eq!(
            mistakes(&tables, "restore b where id = 1"),
            Vec::<&str>::new()
        );
    }
}

#[test]
fn relatives_must_be_known() {
    let mut tables = tables();
    for child in &mut tables.tables[0].children {
        child.table = None;
    }
    assert_eq!(mistakes(&tables, "restore users where id = 1"), ["SD0409"]);
    let mut tables = crate::shop::tables();
    tables.tables[1].references[0].parent = None;
    assert_eq!(mistakes(&tables, "restore orders where id = 1"), ["SD0409"]);
}

#[test]
fn who_restores_needs_a_place_and_one_value() {
    let tables = tables();
    for (text, code) in [
        ("restore notes where id = 1 by 'me'", "SD0412"),
        ("restore notes where id = 1 because 'why'", "SD0412"),
        ("restore users where id = 1 by email", "SD0432"),
    ] {
        assert_eq!(mistakes(&tables, text), [code], "{text}");
    }
}
