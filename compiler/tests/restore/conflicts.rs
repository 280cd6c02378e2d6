//! Keys that an active row has meanwhile.

use softdelete_compiler::catalog::OnDelete;
use softdelete_compiler::compile::Action;

use crate::schema::{schema, table};
use crate::shop::shop;
use crate::world::World;

#[test]
fn a_key_that_is_taken_is_told_and_refused() {
    let world = shop();
    world.batch("insert into users (id, email) values (9, 'a')");
    world.refuses(
        "restore users where id = 1",
        &[
            "Restore users 1",
            "Restore orders 2",
            "Restore reviews 1",
            "Restore items 2",
            "Conflict users.email 1",
        ],
        Action::Conflict,
    );
}

#[test]
fn rows_that_would_come_back_may_have_one_key() {
    let world = shop();
    world.batch(
        "insert into users (id, email, deleted_at, deletion_id) values (9, 'a', now(), d(9))",
    );
    world.refuses(
        "restore users where id in (1, 9)",
        &[
            "Restore users 2",
            "Restore orders 2",
            "Restore reviews 1",
            "Restore items 2",
            "Conflict users.email 2",
        ],
        Action::Conflict,
    );
}

#[test]
fn a_table_alone_tells_conflicts_too() {
    for (declared, mark) in [
        (
            table("t", "id int8!, code text, part text").soft(),
            "deleted_at = now()",
        ),
        (
            table("t", "id int8!, code text, part text").flagged(),
            "is_deleted = true",
        ),
        (
            table("t", "id int8!, code text, part text").sentinel(),
            "deleted_at = now()",
        ),
    ] {
        let world = World::new(
            schema(vec![declared.unique("code, part").unique("part")]),
            &format!(
                "insert into t (id, code, part) values (1, 'a', 'b'); update t set {mark};
                 insert into t (id, code, part) values (2, 'c', null); update t set {mark} where id = 2;
                 insert into t (id, code, part) values (3, 'a', 'b'), (4, 'c', null)"
            ),
        );
        world.refuses(
            "restore t where id in (1, 2)",
            &["Restore t 2", "Conflict t.code+part 1", "Conflict t.part 1"],
            Action::Conflict,
        );
        world.does("restore t where id = 2", &["Restore t 1"]);
    }
}

#[test]
fn a_parent_that_is_revived_may_have_a_key_that_is_taken() {
    let tables = schema(vec![
        table("users", "id int8!, email text")
            .soft()
            .unique("email"),
        table("orders", "id int8!, user_id int8!")
            .soft()
            .refers("user_id -> users(id)", OnDelete::Cascade),
    ]);
    let world = World::new(
        tables,
        "insert into users (id, email, deleted_at, deletion_id) values (1, 'a', now(), d(1)), (2, 'a', null, null);
         insert into orders (id, user_id, deleted_at, deletion_id) values (1, 1, now(), d(2))",
    );
    world.refuses(
        "restore orders where id = 1 with parents",
        &[
            "Restore orders 1",
            "RestoreParent users 1",
            "Conflict users.email 1",
        ],
        Action::Conflict,
    );
}
