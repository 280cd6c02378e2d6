//! Guard triggers refuse DELETE and TRUNCATE, and let hard deletes through.

use softdelete_compiler::ddl::{REFUSED_BY_GUARD, Unsuited, archive, guard, guard_functions};
use softdelete_testing::Database;
use tokio_postgres::Client;

use crate::world::*;

async fn guarded(mode: Mode) -> (Database, Client) {
    let schema = family(mode, mode);
    let database = family_database(mode, mode);
    let client = database.connect().await.expect("connects");
    run_twice(&client, &guard_functions()).await;
    for table in 0..2 {
        run_twice(&client, &archive(&schema, table).unwrap_or_default()).await;
        run_twice(&client, &guard(&schema, table).expect("it is suited")).await;
    }
    runs(
        &client,
        "INSERT INTO parent (id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c')",
    )
    .await;
    (database, client)
}

#[tokio::test]
async fn delete_and_truncate_are_refused() {
    for mode in MODES {
        let (_database, client) = guarded(mode).await;
        for sql in [
            "DELETE FROM parent",
            "DELETE FROM parent WHERE id = 2",
            "TRUNCATE parent",
            "TRUNCATE child, parent CASCADE",
            "WITH gone AS (DELETE FROM parent RETURNING id) SELECT * FROM gone",
        ] {
            let refused = state(&client, sql).await;
            assert_eq!(refused, REFUSED_BY_GUARD, "{mode:?}: {sql}");
        }
        assert_eq!(number(&client, "SELECT count(*) FROM parent").await, 3);
        // Nothing is destroyed by what meets no row.
        runs(&client, "DELETE FROM parent WHERE id = 99").await;
    }
}

#[tokio::test]
async fn the_message_says_what_to_write() {
    let (_database, client) = guarded(Mode::Timestamp).await;
    let error = client
        .batch_execute("DELETE FROM parent")
        .await
        .expect_err("it is refused");
    let error = error.as_db_error().expect("by the server");
    assert_eq!(
        error.message(),
        "DELETE would destroy rows of public.parent"
    );
    assert!(
        error
            .hint()
            .is_some_and(|hint| hint.contains("`hard delete`"))
    );
    assert_eq!(error.table(), Some("parent"));
}

#[tokio::test]
async fn a_hard_delete_passes_and_nothing_after_it() {
    for mode in [Mode::Timestamp, Mode::Flag, Mode::Sentinel] {
        let (_database, client) = guarded(mode).await;
        runs(&client, "BEGIN").await;
        runs(&client, &hard_delete("parent", "id = 1")).await;
        let refused = state(&client, "DELETE FROM parent WHERE id = 2").await;
        assert_eq!(refused, REFUSED_BY_GUARD, "{mode:?}");
        runs(&client, &hard_delete("parent", "id = 1")).await;
        assert_eq!(number(&client, "SELECT count(*) FROM parent").await, 2);
        // One that meets no row passes as well.
        runs(&client, &hard_delete("parent", "id = 99")).await;
        assert_eq!(state(&client, "DELETE FROM parent").await, REFUSED_BY_GUARD);
    }
}

#[tokio::test]
async fn a_prepared_hard_delete_passes_each_time() {
    let (_database, client) = guarded(Mode::Timestamp).await;
    let hard = client
        .prepare(&hard_delete("parent", "id = $1"))
        .await
        .expect("it is prepared");
    for id in [1_i64, 2] {
        assert_eq!(client.execute(&hard, &[&id]).await.expect("it passes"), 1);
        assert_eq!(state(&client, "DELETE FROM parent").await, REFUSED_BY_GUARD);
    }
}

#[tokio::test]
async fn rows_move_to_the_archive_and_back() {
    let mode = Mode::Archive;
    let (_database, client) = guarded(mode).await;
    runs(&client, &mode.delete("parent", "id, name", "id <= 2")).await;
    let archived = "SELECT count(*) FROM parent_archive";
    assert_eq!(number(&client, archived).await, 2);
    for sql in ["DELETE FROM parent_archive", "TRUNCATE parent_archive"] {
        assert_eq!(state(&client, sql).await, REFUSED_BY_GUARD, "{sql}");
    }
    // A deletion that archives something else than what it takes.
    let other = "WITH gone AS (DELETE FROM parent WHERE id = 3 RETURNING id)
        INSERT INTO parent_archive (id, deleted_at) SELECT 4, now() FROM gone";
    assert_eq!(state(&client, other).await, REFUSED_BY_GUARD);
    runs(&client, &mode.restore("parent", "id, name", "id = 1")).await;
    runs(&client, &hard_delete("parent_archive", "id = 2")).await;
    assert_eq!(number(&client, archived).await, 0);
    assert_eq!(number(&client, "SELECT count(*) FROM parent").await, 2);
}

#[tokio::test]
async fn other_settings_of_the_session_change_nothing() {
    let (_database, client) = guarded(Mode::Timestamp).await;
    runs(
        &client,
        "SET datestyle = 'SQL, DMY'; SET timezone = 'Asia/Kolkata'; SET search_path = ''",
    )
    .await;
    assert_eq!(
        state(&client, "DELETE FROM public.parent").await,
        REFUSED_BY_GUARD
    );
    runs(&client, &hard_delete("public.parent", "id = 1")).await;
}

#[tokio::test]
async fn a_plain_foreign_key_does_not_get_around_the_guard() {
    let (_database, client) = guarded(Mode::Timestamp).await;
    runs(
        &client,
        "CREATE TABLE above (id bigint PRIMARY KEY); INSERT INTO above VALUES (1), (2), (3);
         ALTER TABLE parent ADD FOREIGN KEY (id) REFERENCES above ON DELETE CASCADE",
    )
    .await;
    assert_eq!(
        state(&client, "DELETE FROM above WHERE id = 1").await,
        REFUSED_BY_GUARD
    );
    runs(&client, &hard_delete("above", "id = 1")).await;
    assert_eq!(number(&client, "SELECT count(*) FROM parent").await, 2);
}

#[test]
fn a_table_without_soft_deletion_is_not_guarded() {
    let schema = family(Mode::None, Mode::None);
    let refused = guard(&schema, 0);
    assert!(matches!(refused, Err(Unsuited::NotSoftDelete { .. })));
}

/// A statement as softdelete sends it, without an actor and the number of the deletion.
fn compiled(schema: &softdelete_compiler::catalog::Schema, text: &str) -> String {
    let mut errors = softdelete_compiler::diagnostic::Errors::new();
    let style = softdelete_compiler::lex::ParamStyle::Named;
    let source = softdelete_compiler::lex::sql(text, style, &mut errors);
    let options = softdelete_compiler::compile::Options {
        struct_rows: false,
        ..Default::default()
    };
    let outcome = softdelete_compiler::compile::compile(&source, schema, &options);
    assert!(outcome.errors.is_empty(), "{text}: {:?}", outcome.errors);
    let sql = outcome.statement.expect("it is compiled").sql;
    sql.replace("$1", "NULL").replace("$2", "NULL")
}

#[tokio::test]
async fn what_softdelete_sends_passes() {
    for mode in MODES {
        let (_database, client) = guarded(mode).await;
        let schema = family(mode, mode);
        runs(&client, &mode.delete("parent", "id, name", "id = 1")).await;
        runs(
            &client,
            &compiled(&schema, "hard delete from parent only deleted where id = 1"),
        )
        .await;
        runs(
            &client,
            &compiled(&schema, "delete from parent where id = 2"),
        )
        .await;
        runs(&client, &compiled(&schema, "restore parent where id = 2")).await;
        runs(
            &client,
            &compiled(&schema, "hard delete from parent with deleted where id = 3"),
        )
        .await;
        assert_eq!(
            number(&client, "SELECT count(*) FROM parent").await,
            1,
            "{mode:?}"
        );
        assert_eq!(state(&client, "DELETE FROM parent").await, REFUSED_BY_GUARD);
    }
}
