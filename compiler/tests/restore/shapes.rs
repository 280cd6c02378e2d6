//! Keys and circles: composite keys, tables that refer to each other, several keys to one parent, other schemas.

use softdelete_compiler::catalog::OnDelete;
use softdelete_compiler::compile::Action;

use crate::schema::{schema, table};
use crate::world::World;

#[test]
fn composite_keys() {
    let tables = schema(vec![
        table("teams", "org int8!, id text!").key("org, id").soft(),
        table("members", "org int8!, n int8!, team text")
            .key("org, n")
            .sentinel()
            .refers("org, team -> teams(org, id)", OnDelete::Cascade),
        table("badges", "id uuid!, org int8, member int8")
            .flagged()
            .refers("org, member -> members(org, n)", OnDelete::Cascade),
    ]);
    let world = World::new(
        tables,
        "insert into teams (org, id, deleted_at, deletion_id) values (1, 'x', now(), d(1)), (2, 'x', now(), d(2));
         insert into members (org, n, team, deleted_at, deletion_id) values
            (1, 1, 'x', now(), d(1)), (1, 2, 'x', now(), d(3)), (2, 1, 'x', now(), d(2)), (1, 3, null, now(), d(1));
         insert into badges (id, org, member, is_deleted, deletion_id) values
            (d(71), 1, 1, true, d(1)), (d(72), 2, 1, true, d(2)), (d(73), 1, null, true, d(1))",
    );
    world.refuses(
        "restore members where org = 1 and n = 1",
        &[
            "Restore members 1",
            "Restore badges 1",
            "ParentDeleted members.org+team 1",
        ],
        Action::ParentDeleted,
    );
    // A key of which a part is NULL refers to nothing.
    world.does("restore members where n = 3", &["Restore members 1"]);
    world.does(
        "restore badges where id = '00000000-0000-0000-0000-000000000073'",
        &["Restore badges 1"],
    );
    world.does(
        "restore teams where org = 1",
        &["Restore teams 1", "Restore members 1", "Restore badges 1"],
    );
    world.does(
        "restore badges where id = '00000000-0000-0000-0000-000000000072' with parents",
        &[
            "Restore badges 1",
            "RestoreParent members 1",
            "RestoreParent teams 1",
        ],
    );
}

#[test]
fn tables_that_refer_to_each_other() {
    let tables = schema(vec![
        table("a", "id int8!, b_id text")
            .soft()
            .refers("b_id -> b(id)", OnDelete::Cascade),
        table("b", "id text!, a_id int8")
            .flagged()
            .refers("a_id -> a(id)", OnDelete::Cascade),
        table("c", "id int8!, b_id text")
            .soft()
            .refers("b_id -> b(id)", OnDelete::Cascade),
    ]);
    let setup = "insert into a (id, b_id, deleted_at, deletion_id) values
            (1, 'z', now(), d(1)), (2, 'y', now(), d(1)), (3, 'y', now(), d(2)), (4, null, now(), d(1));
         insert into b (id, a_id, is_deleted, deletion_id) values ('y', 1, true, d(1)), ('z', 2, true, d(1)), ('w', 4, true, d(1));
         insert into c (id, b_id, deleted_at, deletion_id) values (1, 'z', now(), d(1)), (2, 'z', now(), d(3))";
    let world = World::new(tables.clone(), setup);
    world.does(
        "restore a where id = 1",
        &["Restore a 2", "Restore b 2", "Restore c 1"],
    );
    assert_eq!(
        world.rows("select id from a where deleted_at is null order by 1"),
        ["1", "2"]
    );
    let world = World::new(tables, setup);
    world.does(
        "restore c where id = 2 with parents",
        &["Restore c 1", "RestoreParent b 2", "RestoreParent a 2"],
    );
}

#[test]
fn several_keys_to_one_parent() {
    let tables = schema(vec![
        table("users", "id int8!").soft(),
        table("letters", "id int8!, sender int8!, receiver int8")
            .soft()
            .refers("sender -> users(id)", OnDelete::Cascade)
            .refers("receiver -> users(id)", OnDelete::Cascade),
    ]);
    let world = World::new(
        tables,
        "insert into users (id, deleted_at, deletion_id) values (1, now(), d(1)), (2, now(), d(2));
         insert into letters (id, sender, receiver, deleted_at, deletion_id) values
            (1, 1, 1, now(), d(1)), (2, 1, null, now(), d(1)), (3, 2, 1, now(), d(1)), (4, 1, 2, now(), d(2))",
    );
    world.refuses(
        "restore users where id = 1",
        &[
            "Restore users 1",
            "Restore letters 3",
            "ParentDeleted letters.sender 1",
        ],
        Action::ParentDeleted,
    );
    world.does(
        "restore users where id in (1, 2)",
        &["Restore users 2", "Restore letters 4"],
    );
}

#[test]
fn tables_of_other_schemas() {
    let tables = schema(vec![
        table("users", "id int8!").schema("app").soft().audit(),
        table("orders", "id int8!, user_id int8!")
            .schema("sales")
            .soft()
            .audit()
            .refers("user_id -> users(id)", OnDelete::Cascade),
    ]);
    let world = World::new(
        tables,
        "insert into app.users (id, deleted_at, deletion_id) values (1, now(), d(1));
         insert into sales.orders (id, user_id, deleted_at, deletion_id) values (1, 1, now(), d(1))",
    );
    world.does(
        "restore users as sd_users where id = 1",
        &["Restore users 1", "Restore orders 1"],
    );
    assert_eq!(
        world.rows("select schema_name, table_name from softdelete.history order by 2"),
        ["sales orders", "app users"]
    );
}

#[test]
fn a_table_without_children_or_parents_needs_no_more_than_an_update() {
    let tables = schema(vec![table("notes", "id int8!").soft()]);
    let world = World::new(
        tables,
        "insert into notes (id, deleted_at) values (1, now()), (2, null)",
    );
    world.does("restore all notes", &["Restore notes 1"]);
    assert_eq!(
        world.rows("select count(*) from notes where deleted_at is null"),
        ["2"]
    );
}
