//! Links that a deletion cut are tied again: those of that very deletion, and only where they are still NULL.

use softdelete_compiler::catalog::OnDelete;

use crate::schema::{schema, table};
use crate::world::{OPERATION, World};

fn world() -> World {
    let tables = schema(vec![
        table("users", "id int8!").soft().audit(),
        table("notes", "id int8!, user_id int8, editor int8")
            .soft()
            .refers("user_id -> users(id)", OnDelete::SetNull)
            .refers("editor -> users(id)", OnDelete::SetNull),
    ]);
    World::new(
        tables,
        "insert into users (id, deleted_at, deletion_id) values (1, now(), d(1)), (2, now(), d(2)), (3, null, null);
         insert into notes (id, user_id, editor) values (1, null, null), (2, 3, null), (3, null, 3), (4, null, null), (5, null, null);
         insert into softdelete.history (operation, action, table_name, row_key, detail) values
            (d(1), 'unlink', 'notes', '{\"id\": 1}', '{\"user_id\": 1}'),
            (d(1), 'unlink', 'notes', '{\"id\": 1}', '{\"editor\": 1}'),
            (d(1), 'unlink', 'notes', '{\"id\": 2}', '{\"user_id\": 1}'),
            (d(1), 'unlink', 'notes', '{\"id\": 3}', '{\"user_id\": 1}'),
            (d(7), 'unlink', 'notes', '{\"id\": 4}', '{\"user_id\": 1}'),
            (d(2), 'unlink', 'notes', '{\"id\": 5}', '{\"editor\": 2}'),
            (d(1), 'unlink', 'others', '{\"id\": 5}', '{\"user_id\": 1}')",
    )
}

const LINKS: &str = "select id, user_id, editor from notes order by id";

#[test]
fn links_that_the_deletion_cut_are_tied_again() {
    let world = world();
    world.does(
        "restore users where id = 1 by 'me' because 'back'",
        &[
            "Restore users 1",
            "Relink notes.user_id 2",
            "Relink notes.editor 1",
        ],
    );
    // Note 2 was given to another user meanwhile, note 4 was cut by an earlier deletion.
    assert_eq!(
        world.rows(LINKS),
        ["1 1 1", "2 3 -", "3 1 3", "4 - -", "5 - -"]
    );
    assert_eq!(
        world.rows(&format!(
            "select table_name, row_key, actor, reason, detail from softdelete.history
             where action = 'relink' and operation = '{OPERATION}' order by detail::text, row_key::text"
        )),
        [
            "notes {\"id\": 1} me back {\"editor\": 1}",
            "notes {\"id\": 1} me back {\"user_id\": 1}",
            "notes {\"id\": 3} me back {\"user_id\": 1}",
        ]
    );
}

#[test]
fn links_of_several_deletions_are_tied_at_once() {
    let world = world();
    world.does(
        "restore all users",
        &[
            "Restore users 2",
            "Relink notes.user_id 2",
            "Relink notes.editor 2",
        ],
    );
    assert_eq!(
        world.rows(LINKS),
        ["1 1 1", "2 3 -", "3 1 3", "4 - -", "5 - 2"]
    );
}

#[test]
fn a_row_that_comes_back_has_its_link_tied_as_it_does() {
    let tables = schema(vec![
        table("staff", "id int8!, boss int8, mentor int8")
            .soft()
            .audit()
            .refers("boss -> staff(id)", OnDelete::Cascade)
            .refers("mentor -> staff(id)", OnDelete::SetNull),
    ]);
    // 3 had 1 for a mentor until 1 was deleted, and went later, with its boss 2; 4 had too, and is active.
    let world = World::new(
        tables,
        "insert into staff (id, boss, mentor, deleted_at, deletion_id) values
            (1, null, null, now(), d(1)), (2, null, null, now(), d(2)), (3, 2, null, now(), d(2)), (4, null, null, null, null);
         insert into softdelete.history (operation, action, table_name, row_key, detail) values
            (d(1), 'unlink', 'staff', '{\"id\": 3}', '{\"mentor\": 1}'),
            (d(1), 'unlink', 'staff', '{\"id\": 4}', '{\"mentor\": 1}')",
    );
    world.does(
        "restore staff where id in (1, 2)",
        &["Restore staff 3", "Relink staff.mentor 2"],
    );
    assert_eq!(
        world.rows("select id, boss, mentor, deleted_at from staff order by id"),
        ["1 - - -", "2 - - -", "3 2 1 -", "4 - 1 -"]
    );
}

#[test]
fn composite_links() {
    let tables = schema(vec![
        table("teams", "org int8!, id text!")
            .key("org, id")
            .soft()
            .audit(),
        table("people", "id int8!, org int8, team text")
            .schema("hr")
            .refers("org, team -> teams(org, id)", OnDelete::SetNull),
    ]);
    let world = World::new(
        tables,
        "insert into teams (org, id, deleted_at, deletion_id) values (1, 'a', now(), d(1));
         insert into hr.people (id) values (1), (2);
         insert into hr.people (id, org) values (3, 1);
         insert into softdelete.history (operation, action, schema_name, table_name, row_key, detail) values
            (d(1), 'unlink', 'hr', 'people', '{\"id\": 1}', '{\"org\": 1, \"team\": \"a\"}'),
            (d(1), 'unlink', null, 'people', '{\"id\": 2}', '{\"org\": 1, \"team\": \"a\"}'),
            (d(1), 'unlink', 'hr', 'people', '{\"id\": 3}', '{\"org\": 1, \"team\": \"a\"}')",
    );
    world.does(
        "restore teams where id = 'a'",
        &["Restore teams 1", "Relink people.org+team 1"],
    );
    assert_eq!(
        world.rows("select id, org, team from hr.people order by id"),
        ["1 1 a", "2 - -", "3 1 -"]
    );
}
