//! Content of statements: read before, sealed after, in one transaction.

use softdelete::sealed::{Contents, Opened, Sealer};
use softdelete::{History, sd_query};

use crate::people::{Letter, count, keys, opened, people, person, read, sealer};

#[tokio::test]
async fn a_deletion_with_all_that_follows_it() {
    let (_database, pool) = people().await;
    let keys = keys();
    let (of_people, of_letters) = (sealer(&keys), Sealer::<Letter, _>::new(&keys));
    let transaction = pool.begin().await.unwrap();
    let people_before = of_people.read(&transaction, &[1, 2]).await.unwrap();
    let letters_before = of_letters
        .read(&transaction, &[1, 2, 3, 4, 5])
        .await
        .unwrap();
    assert_eq!(format!("{people_before:?}"), "Before { rows: 2, .. }");
    let name = "name 1";
    let effects = sd_query!(delete from people where name = $name by "admin")
        .effects(&transaction)
        .await
        .unwrap();
    of_people
        .seal(&transaction, people_before, &effects)
        .await
        .unwrap();
    of_letters
        .seal(&transaction, letters_before, &effects)
        .await
        .unwrap();
    transaction.commit().await.unwrap();

    assert_eq!(read(&opened(&pool, &keys, 1).await[0]), person(1));
    assert_eq!(opened(&pool, &keys, 2).await, []);
    let operation = effects.operation().unwrap();
    let records = History::new(&pool)
        .of_operation(operation)
        .collect()
        .await
        .unwrap();
    let contents = Contents::new(&pool, &keys)
        .open_all(&records)
        .await
        .unwrap();
    assert_eq!(contents.len(), 3);
    for (record, opened) in records.iter().zip(contents) {
        let json = opened.content().unwrap().into_json();
        assert!(json.as_str().contains("deletion_id"), "{record:?}");
    }
    // Only what was changed has a key.
    assert_eq!(
        count(&pool, "select count(*) from softdelete.subject_keys").await,
        3
    );
}

#[tokio::test]
async fn rows_are_locked_until_the_change() {
    let (database, pool) = people().await;
    let keys = keys();
    let sealer = sealer(&keys);
    let transaction = pool.begin().await.unwrap();
    let before = sealer.read(&transaction, &[1]).await.unwrap();
    let client = database.connect().await.unwrap();
    let update =
        r#"set lock_timeout = '50ms'; update "it's".people set name = 'other' where id = 1"#;
    client.batch_execute(update).await.unwrap_err();
    drop(before);
    transaction.rollback().await.unwrap();
    client.batch_execute(update).await.unwrap();
    assert_eq!(opened(&pool, &keys, 1).await, Vec::<Opened>::new());
}
