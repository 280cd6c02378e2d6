//! Keys that are unique among active rows.

use softdelete_compiler::ddl::{Deferral, NullKeys, Unsuited, archive, unique_among_active};
use softdelete_testing::Database;
use tokio_postgres::Client;

use crate::world::*;

const UNIQUE: &str = "23505";
const EXCLUDED: &str = "23P01";

async fn with_key(mode: Mode, nulls: NullKeys, deferral: Deferral) -> (Database, Client) {
    let schema = family(mode, mode);
    let database = family_database(mode, mode);
    let client = database.connect().await.expect("connects");
    run_twice(&client, &archive(&schema, 0).unwrap_or_default()).await;
    let key = unique_among_active(&schema, 0, &[1], nulls, deferral).expect("it is suited");
    run_twice(&client, &key).await;
    runs(&client, "INSERT INTO parent (id, name) VALUES (1, 'a')").await;
    (database, client)
}

#[tokio::test]
async fn a_deleted_row_stands_in_nobodys_way() {
    for (deferral, refused) in [
        (Deferral::NotDeferrable, UNIQUE),
        (Deferral::Immediate, EXCLUDED),
    ] {
        for mode in MODES {
            let (_database, client) = with_key(mode, NullKeys::Distinct, deferral).await;
            let again = "INSERT INTO parent (id, name) VALUES (2, 'a')";
            assert_eq!(state(&client, again).await, refused, "{mode:?}");
            runs(&client, &mode.delete("parent", "id, name", "id = 1")).await;
            runs(&client, again).await;
            let restore = mode.restore("parent", "id, name", "id = 1");
            assert_eq!(state(&client, &restore).await, refused, "{mode:?}");
            // Nulls are distinct.
            runs(&client, "INSERT INTO parent (id) VALUES (3), (4)").await;
        }
    }
}

#[tokio::test]
async fn a_deferred_key_lets_rows_swap() {
    for mode in MODES {
        let (_database, client) = with_key(mode, NullKeys::Distinct, Deferral::Deferred).await;
        runs(
            &client,
            "INSERT INTO parent (id, name) VALUES (2, 'b');
             BEGIN;
             UPDATE parent SET name = 'b' WHERE id = 1;
             UPDATE parent SET name = 'a' WHERE id = 2;
             COMMIT;
             BEGIN;
             UPDATE parent SET name = 'a' WHERE id = 1",
        )
        .await;
        assert_eq!(state(&client, "COMMIT").await, EXCLUDED, "{mode:?}");
    }
}

#[tokio::test]
async fn nulls_are_equal_only_where_it_is_said() {
    let database = Database::create();
    if database.server().version() < 15 {
        return;
    }
    for mode in MODES {
        let (_database, client) =
            with_key(mode, NullKeys::NotDistinct, Deferral::NotDeferrable).await;
        runs(&client, "INSERT INTO parent (id) VALUES (3)").await;
        let again = "INSERT INTO parent (id) VALUES (4)";
        assert_eq!(state(&client, again).await, UNIQUE, "{mode:?}");
        runs(&client, &mode.delete("parent", "id, name", "id = 3")).await;
        runs(&client, again).await;
    }
}

#[tokio::test]
async fn an_upsert_infers_the_index() {
    for (mode, target) in [
        (Mode::Timestamp, "(name) WHERE deleted_at IS NULL"),
        (Mode::Flag, "(name) WHERE NOT is_deleted"),
        (Mode::Sentinel, "(name, deleted_at)"),
        (Mode::Archive, "(name)"),
    ] {
        let (_database, client) = with_key(mode, NullKeys::Distinct, Deferral::NotDeferrable).await;
        let upsert = format!(
            "INSERT INTO parent (id, name) VALUES (2, 'a') ON CONFLICT {target} DO NOTHING"
        );
        runs(&client, &upsert).await;
        assert_eq!(number(&client, "SELECT count(*) FROM parent").await, 1);
    }
}

#[test]
fn what_no_constraint_can_hold_is_refused() {
    let schema = family(Mode::Timestamp, Mode::None);
    let deferred = unique_among_active(&schema, 0, &[1], NullKeys::NotDistinct, Deferral::Deferred);
    assert!(matches!(deferred, Err(Unsuited::DeferredNulls { .. })));
    let plain = unique_among_active(
        &schema,
        1,
        &[1],
        NullKeys::Distinct,
        Deferral::NotDeferrable,
    );
    assert!(matches!(plain, Err(Unsuited::NotSoftDelete { .. })));
}
