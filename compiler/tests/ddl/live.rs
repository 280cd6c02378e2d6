//! Live foreign keys, between tables of every way of marking.

use softdelete_compiler::catalog::{OnDelete, Schema};
use softdelete_compiler::ddl::{Deferral, LIVE, Options, Unsuited, all, archive, live_foreign_key};
use softdelete_testing::Database;
use tokio_postgres::Client;

use crate::world::*;

const FOREIGN_KEY: &str = "23503";

async fn made(parent: Mode, child: Mode) -> (Database, Client) {
    let schema = family(parent, child);
    let database = family_database(parent, child);
    let client = database.connect().await.expect("connects");
    for table in 0..2 {
        run_twice(&client, &archive(&schema, table).unwrap_or_default()).await;
    }
    let key = live_foreign_key(&schema, 1, 0, Deferral::NotDeferrable).expect("it is suited");
    run_twice(&client, &key).await;
    runs(
        &client,
        "INSERT INTO parent (id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c');
         INSERT INTO child (id, parent_id) VALUES (10, 1), (11, 1), (20, 2), (99, NULL)",
    )
    .await;
    (database, client)
}

#[tokio::test]
async fn an_active_row_under_a_deleted_one_is_refused() {
    for parent in MODES {
        for child in MODES {
            let (_database, client) = made(parent, child).await;
            let delete_parent = parent.delete("parent", "id, name", "id = 1");
            let delete_child = child.delete("child", "id, parent_id", "parent_id = 1");
            let refused = state(&client, &delete_parent).await;
            assert_eq!(refused, FOREIGN_KEY, "{parent:?} {child:?}");
            runs(&client, &delete_child).await;
            runs(&client, &delete_parent).await;
            let restore_child = child.restore("child", "id, parent_id", "parent_id = 1");
            for sql in [
                "INSERT INTO child (id, parent_id) VALUES (12, 1)",
                "UPDATE child SET parent_id = 1 WHERE id = 20",
                restore_child.as_str(),
            ] {
                let refused = state(&client, sql).await;
                assert_eq!(refused, FOREIGN_KEY, "{parent:?} {child:?} {sql}");
            }
            runs(&client, &parent.restore("parent", "id, name", "id = 1")).await;
            runs(&client, &restore_child).await;
            let active = number(&client, "SELECT count(*) FROM child WHERE softdelete_live").await;
            assert_eq!(active, 4, "{parent:?} {child:?}");
        }
    }
}

#[tokio::test]
async fn a_cascade_in_one_statement_passes_in_any_order() {
    let (_database, client) = made(Mode::Timestamp, Mode::Timestamp).await;
    let from_above = "WITH p AS (UPDATE parent SET deleted_at = now() WHERE id = 1 RETURNING id)
        UPDATE child SET deleted_at = now() FROM p WHERE child.parent_id = p.id";
    let restored = "WITH c AS (UPDATE child SET deleted_at = NULL WHERE parent_id = 1)
        UPDATE parent SET deleted_at = NULL WHERE id = 1";
    let from_below = "WITH c AS (UPDATE child SET deleted_at = now() WHERE parent_id = 1)
        UPDATE parent SET deleted_at = now() WHERE id = 1";
    for sql in [from_above, restored, from_below] {
        runs(&client, sql).await;
    }
    let active = number(&client, "SELECT count(*) FROM child WHERE softdelete_live").await;
    assert_eq!(active, 2);
}

#[tokio::test]
async fn links_may_be_cut_in_the_statement_that_deletes() {
    let (_database, client) = made(Mode::Timestamp, Mode::Timestamp).await;
    runs(
        &client,
        "WITH c AS (UPDATE child SET parent_id = NULL WHERE parent_id = 1)
         UPDATE parent SET deleted_at = now() WHERE id = 1",
    )
    .await;
}

#[tokio::test]
async fn a_child_without_soft_deletion_is_always_active() {
    let schema = family(Mode::Timestamp, Mode::None);
    let database = family_database(Mode::Timestamp, Mode::None);
    let client = database.connect().await.expect("connects");
    let key = live_foreign_key(&schema, 1, 0, Deferral::NotDeferrable).expect("it is suited");
    run_twice(&client, &key).await;
    runs(
        &client,
        "INSERT INTO parent (id) VALUES (1); INSERT INTO child (id, parent_id) VALUES (10, 1)",
    )
    .await;
    let delete = "UPDATE parent SET deleted_at = now() WHERE id = 1";
    assert_eq!(state(&client, delete).await, FOREIGN_KEY);
    runs(&client, "DELETE FROM child").await;
    runs(&client, delete).await;
}

#[tokio::test]
async fn composite_keys_and_trees() {
    let mut tree = table(
        "parent",
        &["org int8", "id int8", "up_org int8", "up int8"],
        Mode::Timestamp,
    );
    tree.primary_key = vec![0, 1];
    tree.references = vec![reference(&[2, 3], &["org", "id"], OnDelete::Cascade)];
    let schema = Schema {
        tables: vec![tree],
        ..Schema::default()
    };
    let database = Database::create();
    database.run(
        "CREATE TABLE parent (org bigint, id bigint, up_org bigint, up bigint, deleted_at timestamptz,
            deleted_by text, deletion_id uuid, PRIMARY KEY (org, id))",
    );
    let client = database.connect().await.expect("connects");
    let key = live_foreign_key(&schema, 0, 0, Deferral::NotDeferrable).expect("it is suited");
    run_twice(&client, &key).await;
    runs(
        &client,
        "INSERT INTO parent (org, id, up_org, up) VALUES (1, 1, NULL, NULL), (1, 2, 1, 1), (1, 3, 1, 2)",
    )
    .await;
    for (sql, expected) in [
        (
            "UPDATE parent SET deleted_at = now() WHERE id = 2",
            FOREIGN_KEY,
        ),
        (
            "UPDATE parent SET deleted_at = now() WHERE id IN (2, 3)",
            "",
        ),
        (
            "UPDATE parent SET deleted_at = NULL WHERE id = 3",
            FOREIGN_KEY,
        ),
        // A row that refers to itself.
        (
            "INSERT INTO parent (org, id, up_org, up) VALUES (1, 9, 1, 9)",
            "",
        ),
        ("UPDATE parent SET deleted_at = now() WHERE id = 9", ""),
    ] {
        assert_eq!(state(&client, sql).await, expected, "{sql}");
    }
}

#[tokio::test]
async fn a_deferred_key_is_checked_at_commit() {
    let schema = family(Mode::Timestamp, Mode::Timestamp);
    let database = family_database(Mode::Timestamp, Mode::Timestamp);
    let client = database.connect().await.expect("connects");
    let key = live_foreign_key(&schema, 1, 0, Deferral::Deferred).expect("it is suited");
    run_twice(&client, &key).await;
    runs(
        &client,
        "INSERT INTO parent (id) VALUES (1); INSERT INTO child (id, parent_id) VALUES (10, 1);
         BEGIN;
         UPDATE parent SET deleted_at = now();
         UPDATE child SET deleted_at = now();
         COMMIT;
         BEGIN;
         UPDATE child SET deleted_at = NULL",
    )
    .await;
    assert_eq!(state(&client, "COMMIT").await, FOREIGN_KEY);
}

#[tokio::test]
async fn rows_that_were_there_are_checked_too() {
    let schema = family(Mode::Timestamp, Mode::Timestamp);
    let database = family_database(Mode::Timestamp, Mode::Timestamp);
    let client = database.connect().await.expect("connects");
    runs(
        &client,
        "INSERT INTO parent (id, deleted_at) VALUES (1, now()); INSERT INTO child (id, parent_id) VALUES (10, 1)",
    )
    .await;
    let key = live_foreign_key(&schema, 1, 0, Deferral::NotDeferrable).expect("it is suited");
    let (validation, made) = key.split_last().expect("there are statements");
    run_twice(&client, made).await;
    assert_eq!(state(&client, &validation.sql).await, FOREIGN_KEY);
}

#[test]
fn what_is_not_suited_says_so() {
    let not_soft = family(Mode::None, Mode::Timestamp);
    let refused = |schema: &Schema| live_foreign_key(schema, 1, 0, Deferral::NotDeferrable);
    assert_eq!(
        refused(&not_soft),
        Err(Unsuited::NotSoftDelete {
            table: "parent".to_owned()
        })
    );
    let mut schema = family(Mode::Timestamp, Mode::Timestamp);
    schema.tables[1].references[0].on_delete = OnDelete::Keep;
    let kept = Unsuited::Kept {
        table: "child".to_owned(),
    };
    assert_eq!(refused(&schema), Err(kept));
    let mut schema = family(Mode::Timestamp, Mode::Timestamp);
    schema.tables[1].references[0].parent = None;
    assert!(matches!(
        refused(&schema),
        Err(Unsuited::UnknownParent { .. })
    ));
    let mut schema = family(Mode::Timestamp, Mode::Timestamp);
    schema.tables[1].references[0].target = vec!["other".to_owned()];
    assert!(matches!(
        refused(&schema),
        Err(Unsuited::UnknownColumn { .. })
    ));
    let mut schema = family(Mode::Timestamp, Mode::Timestamp);
    schema.tables[0].columns[1].name = LIVE.to_owned();
    assert!(matches!(refused(&schema), Err(Unsuited::NameTaken { .. })));
    assert!(!all(&schema, &Options::default()).is_empty());
}
