//! History as typed records.

use std::time::{Duration, SystemTime};

use futures_util::StreamExt;
use softdelete_runtime::{Config, History, HistoryAction, Manager};

use crate::table::{Account, accounts};

#[tokio::test]
async fn what_happened_to_a_row_in_order() {
    let (_database, pool) = accounts().await;
    let manager = Manager::<Account>::new(&pool).by("admin").because("why");
    let effects = manager.delete_strict(&1).await.unwrap();
    manager.delete_strict(&2).await.unwrap();
    manager.restore_strict(&1).await.unwrap();
    Manager::<Account>::new(&pool)
        .delete_strict(&1)
        .await
        .unwrap();
    let records = manager.history_of(&1).collect().await.unwrap();
    let told: Vec<_> = records
        .iter()
        .map(|record| {
            let (actor, reason) = (record.actor.as_deref(), record.reason.as_deref());
            (record.action.clone(), actor, reason)
        })
        .collect();
    assert_eq!(
        told,
        [
            (HistoryAction::Delete, Some("admin"), Some("why")),
            (HistoryAction::Restore, Some("admin"), Some("why")),
            (HistoryAction::Delete, None, None),
        ]
    );
    assert!(
        records
            .iter()
            .all(|record| record.key == 1 && record.table == "accounts")
    );
    assert_eq!(Some(records[0].operation), effects.operation());
    let age = SystemTime::now().duration_since(records[0].at).unwrap();
    assert!(age < Duration::from_mins(10));
    assert_eq!(manager.history_of(&5).collect().await.unwrap(), []);
}

#[tokio::test]
async fn pages_are_joined() {
    let (_database, pool) = accounts().await;
    let start = SystemTime::now() - Duration::from_secs(5);
    let config = Config::default().chunk_size(7).unwrap();
    let manager = Manager::<Account>::new(&pool).config(config);
    manager.delete_many(1..=35).await.unwrap();
    let keys: Vec<i64> = manager
        .history_since(start)
        .map(|record| record.unwrap().key)
        .collect()
        .await;
    assert_eq!(keys, (1..=35).collect::<Vec<_>>());
    let later = SystemTime::now() + Duration::from_mins(10);
    assert_eq!(manager.history_since(later).collect().await.unwrap(), []);
    // Nothing is held between pages: a pool of few connections serves many streams.
    let mut streams: Vec<_> = (0..20).map(|_| manager.history_since(start)).collect();
    for stream in &mut streams {
        assert_eq!(stream.try_next().await.unwrap().unwrap().key, 1);
    }
}

#[tokio::test]
async fn of_an_operation_and_of_any_table() {
    let (_database, pool) = accounts().await;
    let start = SystemTime::now() - Duration::from_secs(5);
    let manager = Manager::<Account>::new(&pool);
    manager.delete_strict(&9).await.unwrap();
    let bulk = manager.in_one().delete_many([1, 2]).await.unwrap();
    assert_eq!(bulk.changed, 2);
    let typed = Manager::<Account>::new(&pool);
    let operation = typed.history_of(&2).collect().await.unwrap()[0].operation;
    let history = History::new(&pool);
    let records = history.of_operation(operation).collect().await.unwrap();
    let keys: Vec<&str> = records.iter().map(|record| record.key.as_str()).collect();
    assert_eq!(keys, [r#"{"id": 1}"#, r#"{"id": 2}"#]);
    assert_eq!(history.since(start).collect().await.unwrap().len(), 3);
    let of_table = async |schema, table| {
        let records = history.of_table(schema, table, start).collect().await;
        records.unwrap().len()
    };
    assert_eq!(of_table(None, "accounts").await, 3);
    assert_eq!(of_table(Some("public"), "accounts").await, 0);
    assert_eq!(of_table(None, "orders").await, 0);
}

#[cfg(feature = "json")]
#[tokio::test]
async fn keys_and_details_are_parsed() {
    let (database, pool) = accounts().await;
    database.run(
        r#"insert into softdelete.history (operation, action, schema_name, table_name, row_key, detail)
           values (gen_random_uuid(), 'unlink', 'app', 'notes', '{"org": 1, "name": "a\"b"}', '{"user_id": 7}')"#,
    );
    let history = History::new(&pool);
    let records = history.since(SystemTime::UNIX_EPOCH).collect().await;
    let record = &records.unwrap()[0];
    let key: serde_json::Value = record.key.parse().unwrap();
    assert_eq!(key["name"], "a\"b");
    let detail: std::collections::HashMap<String, i64> =
        record.detail.as_ref().unwrap().parse().unwrap();
    assert_eq!(detail["user_id"], 7);
    assert_eq!(record.schema.as_deref(), Some("app"));
    record.key.parse::<Vec<i32>>().unwrap_err();
}
