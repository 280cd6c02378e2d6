//! What rows held is read back as they held it, and is not to be read without the key.

use softdelete::sealed::{Contents, Opened, Sealer};
use softdelete::{Config, DeleteOutcome, HistoryAction, Manager, RestoreOutcome, StatementMode};

use crate::people::{Coat, Hall, Person, Seat, count, keys, opened, people, person, read, sealer};

#[tokio::test]
async fn each_change_of_a_row_has_the_content_before_it() {
    let (database, pool) = people().await;
    let keys = keys();
    let sealer = sealer(&keys);
    let manager = Manager::<Person>::new(&pool).by("admin").sealing(&sealer);
    manager.delete_strict(&40).await.unwrap();
    manager.restore_strict(&40).await.unwrap();
    database.run(r#"update "it's".people set name = 'ann', "E-mail" = null where id = 40"#);
    manager.delete_strict(&40).await.unwrap();
    database
        .run(r#"update "it's".people set deleted_at = now() - interval '2 days' where id = 40"#);
    manager.hard_delete_strict(&40).await.unwrap();

    let records = manager.history_of(&40).collect().await.unwrap();
    let actions: Vec<_> = records.iter().map(|record| record.action.clone()).collect();
    assert_eq!(
        actions,
        [
            HistoryAction::Delete,
            HistoryAction::Restore,
            HistoryAction::Delete,
            HistoryAction::Purge
        ]
    );
    let opened = opened(&pool, &keys, 40).await;
    let people: Vec<Person> = opened.iter().map(read).collect();
    let ann = Person {
        name: "ann".to_owned(),
        email: None,
        ..person(40)
    };
    assert_eq!(people, [person(40), person(40), ann.clone(), ann]);
    // Declared columns, those of the mark too, and no others.
    let content = opened[1].clone().content().unwrap();
    assert!(
        content.as_str().contains("deleted_by"),
        "{}",
        content.as_str()
    );
    assert!(content.as_str().contains("admin"));
    assert!(!content.as_str().contains("undeclared"));
    // One data key for all of it.
    assert_eq!(
        count(&pool, "select count(*) from softdelete.subject_keys").await,
        1
    );
    assert_eq!(format!("{:?}", opened[0]), "Content(Content)");
    content.parse::<Vec<i32>>().unwrap_err();
}

#[tokio::test]
async fn what_is_stored_shows_nothing() {
    let (_database, pool) = people().await;
    let keys = keys();
    let sealer = sealer(&keys);
    let manager = Manager::<Person>::new(&pool).sealing(&sealer);
    manager.delete_strict(&1).await.unwrap();
    let shown = "select count(*) from softdelete.history_content, softdelete.subject_keys \
        where position('name'::bytea in content) > 0 or position('\\x01010101'::bytea in wrapped) > 0";
    assert_eq!(count(&pool, shown).await, 0);
    let stored = "select count(*) from softdelete.history_content where length(content) > 50";
    assert_eq!(count(&pool, stored).await, 1);
}

#[tokio::test]
async fn what_is_not_changed_is_not_sealed() {
    let (_database, pool) = people().await;
    let keys = keys();
    let sealer = sealer(&keys);
    let manager = Manager::<Person>::new(&pool).sealing(&sealer);
    manager.delete_strict(&1).await.unwrap();
    assert!(matches!(
        manager.delete(&1).await.unwrap(),
        DeleteOutcome::AlreadyDeleted
    ));
    assert!(matches!(
        manager.delete(&99).await.unwrap(),
        DeleteOutcome::NotFound
    ));
    assert!(matches!(
        manager.restore(&2).await.unwrap(),
        RestoreOutcome::NotDeleted
    ));
    // Not past retention.
    manager.hard_delete_strict(&1).await.unwrap_err();
    assert_eq!(
        count(&pool, "select count(*) from softdelete.history_content").await,
        1
    );
    assert_eq!(
        count(&pool, "select count(*) from softdelete.subject_keys").await,
        1
    );
    // What a manager without sealing does has none.
    Manager::<Person>::new(&pool)
        .delete_strict(&2)
        .await
        .unwrap();
    assert_eq!(opened(&pool, &keys, 2).await, [Opened::Absent]);
}

#[tokio::test]
async fn content_is_there_exactly_if_the_change_is() {
    let (_database, pool) = people().await;
    let keys = keys();
    let sealer = sealer(&keys);
    let transaction = pool.begin().await.unwrap();
    let manager = Manager::<Person, _>::new(&transaction).sealing(&sealer);
    manager.delete_strict(&1).await.unwrap();
    transaction.rollback().await.unwrap();
    assert_eq!(
        count(&pool, "select count(*) from softdelete.history_content").await,
        0
    );
    let transaction = pool.begin().await.unwrap();
    let manager = Manager::<Person, _>::new(&transaction).sealing(&sealer);
    manager.delete_strict(&1).await.unwrap();
    manager.delete_strict(&2).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(read(&opened(&pool, &keys, 2).await[0]), person(2));
    // On behalf of somebody.
    let admin = pool.as_actor("admin");
    let manager = Manager::<Person, _>::new(&admin).sealing(&sealer);
    manager.delete_strict(&3).await.unwrap();
    let records = manager.history_of(&3).collect().await.unwrap();
    assert_eq!(records[0].actor.as_deref(), Some("admin"));
}

#[tokio::test]
async fn many_keys_at_once() {
    let (_database, pool) = people().await;
    let keys = keys();
    let sealer = sealer(&keys);
    let manager = Manager::<Person>::new(&pool).sealing(&sealer).in_one();
    let bulk = manager.delete_many((1..=40).chain([1, 99])).await.unwrap();
    assert_eq!((bulk.changed, bulk.unchanged, bulk.missing), (40, 1, 1));
    for id in [1, 17, 40] {
        assert_eq!(read(&opened(&pool, &keys, id).await[0]), person(id));
    }
    assert_eq!(
        count(&pool, "select count(*) from softdelete.history_content").await,
        40
    );
    let bulk = manager.restore_many(1..=40).await.unwrap();
    assert_eq!(bulk.changed, 40);
    assert_eq!(
        count(&pool, "select count(*) from softdelete.subject_keys").await,
        40
    );
}

#[tokio::test]
async fn keys_of_several_columns() {
    let (_database, pool) = people().await;
    let keys = keys();
    let sealer = Sealer::<Seat, _>::new(&keys);
    let manager = Manager::<Seat>::new(&pool).sealing(&sealer);
    manager
        .delete_many([(Hall::Main, 1), (Hall::Main, 2), (Hall::Side, 1)])
        .await
        .unwrap();
    let records = manager
        .history_of(&(Hall::Main, 2))
        .collect()
        .await
        .unwrap();
    let content = Contents::new(&pool, &keys).open(&records[0]).await.unwrap();
    let seat: Seat = content.content().unwrap().parse().unwrap();
    let guest = Some("guest \"2\"".to_owned());
    assert_eq!(
        seat,
        Seat {
            hall: Hall::Main,
            number: 2,
            guest
        }
    );
}

#[tokio::test]
async fn rows_that_go_to_an_archive_are_sealed_when_they_go() {
    let (_database, pool) = people().await;
    let keys = keys();
    let sealer = Sealer::<Coat, _>::new(&keys);
    let manager = Manager::<Coat>::new(&pool).sealing(&sealer);
    manager.delete_strict(&1).await.unwrap();
    manager.restore_strict(&1).await.unwrap();
    let records = manager.history_of(&1).collect().await.unwrap();
    let contents = Contents::new(&pool, &keys);
    let mut opened = contents.open_all(&records).await.unwrap();
    assert_eq!(opened.pop(), Some(Opened::Absent));
    let coat: Coat = opened.pop().unwrap().content().unwrap().parse().unwrap();
    assert_eq!(coat.owner, "ann");
}

#[tokio::test]
async fn nothing_is_prepared_where_the_settings_say_so() {
    let (_database, pool) = people().await;
    let keys = keys();
    let sealer = sealer(&keys);
    let transaction = pool.begin().await.unwrap();
    let config = Config::default().statements(StatementMode::Unnamed);
    let manager = Manager::<Person, _>::new(&transaction).config(config);
    let manager = manager.sealing(&sealer);
    manager.delete_strict(&1).await.unwrap();
    manager.erase_strict(&1).await.unwrap();
    let prepared =
        "select count(*) from pg_prepared_statements where statement like '%softdelete.%'";
    let row = transaction.client().query_one(prepared, &[]).await.unwrap();
    // The question itself.
    assert_eq!(row.get::<_, i64>(0), 1);
}
