//! Content that was changed, or put in another's place, does not open.

use std::time::SystemTime;

use softdelete::sealed::Contents;
use softdelete::{History, Manager};

use crate::people::{Person, keys, people, person, read, sealer};

#[tokio::test]
async fn nothing_else_opens() {
    let (_database, pool) = people().await;
    let keys = keys();
    let sealer = sealer(&keys);
    let manager = Manager::<Person>::new(&pool).sealing(&sealer);
    manager.delete_strict(&40).await.unwrap();
    manager.delete_strict(&41).await.unwrap();
    manager.restore_strict(&40).await.unwrap();
    // What somebody may do who may write everything.
    for tampering in [
        "select",
        // Bytes.
        "update softdelete.history_content set content = set_byte(content, 20, get_byte(content, 20) # 1)",
        "update softdelete.history_content set content = ''",
        "update softdelete.subject_keys set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)",
        "update softdelete.subject_keys set wrapped = substr(wrapped, 1, 12)",
        // The content of another record: of another row, and of the same row.
        "update softdelete.history_content set content = (select content from softdelete.history_content where history = 2), \
            key = (select key from softdelete.history_content where history = 2) where history = 1",
        "update softdelete.history_content set content = (select content from softdelete.history_content where history = 3) where history = 1",
        // What the record says.
        "update softdelete.history set operation = gen_random_uuid()",
        "update softdelete.history set action = 'purge'",
        "update softdelete.history set table_name = 'persons'",
        "update softdelete.history set schema_name = null",
        "update softdelete.history set row_key = '{\"id\": 7}'",
        // The key of another subject, and another subject's name.
        "update softdelete.subject_keys set wrapped = (select wrapped from softdelete.subject_keys where subject::text like '%: 41}%')  where subject::text like '%: 40}%'",
        "update softdelete.subject_keys set subject = '\"nobody\"' where subject::text like '%: 40}%'",
    ] {
        let transaction = pool.begin().await.unwrap();
        transaction
            .batch_execute(&format!(
                "set local softdelete.history_maintenance = 'on'; {tampering}"
            ))
            .await
            .expect(tampering);
        let records = History::new(&transaction)
            .since(SystemTime::UNIX_EPOCH)
            .collect()
            .await
            .unwrap();
        let opened = Contents::new(&transaction, &keys).open(&records[0]).await;
        if tampering == "select" {
            assert_eq!(read(&opened.unwrap()), person(40));
        } else {
            let error = opened.expect_err(tampering);
            assert!(error.is_tampered(), "{tampering}: {error}");
        }
        transaction.rollback().await.unwrap();
    }
}
