//! Whoever is erased cannot be read again, others can, and that it was done stays written.

use softdelete::sealed::{Contents, Opened, Sealer, shred, shred_erased};
use softdelete::{EraseOutcome, HistoryAction, Manager, sd_query};

use crate::people::{Letter, Person, count, keys, letters, opened, people, person, read, sealer};

#[tokio::test]
async fn content_of_an_erased_row_is_lost_and_of_others_is_not() {
    let (_database, pool) = people().await;
    let keys = keys();
    let sealer = sealer(&keys);
    let manager = Manager::<Person>::new(&pool).sealing(&sealer);
    manager.delete_many([1, 2]).await.unwrap();
    manager.restore_strict(&1).await.unwrap();
    manager.erase_strict(&1).await.unwrap();
    assert_eq!(
        opened(&pool, &keys, 1).await,
        [Opened::Shredded, Opened::Shredded, Opened::Absent]
    );
    assert_eq!(read(&opened(&pool, &keys, 2).await[0]), person(2));
    let records = manager.history_of(&1).collect().await.unwrap();
    assert_eq!(records[2].action, HistoryAction::Erase);
    // What comes afterwards has a new key, and nothing personal in it.
    manager.delete_strict(&1).await.unwrap();
    let later = opened(&pool, &keys, 1).await;
    assert_eq!(read(&later[3]).name, "erased 1");
    assert_eq!(later[0], Opened::Shredded);
}

#[tokio::test]
async fn what_is_gone_is_erased_all_the_same() {
    let (database, pool) = people().await;
    let keys = keys();
    let sealer = sealer(&keys);
    let manager = Manager::<Person>::new(&pool).sealing(&sealer);
    manager.delete_strict(&40).await.unwrap();
    database
        .run(r#"update "it's".people set deleted_at = now() - interval '2 days' where id = 40"#);
    manager.hard_delete_strict(&40).await.unwrap();
    assert!(matches!(
        manager.erase(&40).await.unwrap(),
        EraseOutcome::NotFound
    ));
    assert_eq!(
        opened(&pool, &keys, 40).await,
        [Opened::Shredded, Opened::Shredded]
    );
}

#[tokio::test]
async fn what_is_held_is_not_erased() {
    let (database, pool) = people().await;
    let keys = keys();
    let sealer = sealer(&keys);
    let manager = Manager::<Person>::new(&pool).sealing(&sealer);
    manager.delete_strict(&1).await.unwrap();
    manager.restore_strict(&1).await.unwrap();
    database.run(r#"update "it's".people set held = true where id = 1"#);
    let error = manager.erase_strict(&1).await.unwrap_err();
    assert!(error.is_held(), "{error}");
    assert_eq!(read(&opened(&pool, &keys, 1).await[0]), person(1));
}

#[tokio::test]
async fn content_of_children_that_an_erasure_overwrites_is_lost_too() {
    let (_database, pool) = people().await;
    let keys = keys();
    let of_letters = Sealer::<Letter, _>::new(&keys);
    let manager = Manager::<Letter>::new(&pool).sealing(&of_letters);
    manager.delete_many([1, 3]).await.unwrap();
    let sealer = sealer(&keys);
    Manager::<Person>::new(&pool)
        .sealing(&sealer)
        .erase_strict(&1)
        .await
        .unwrap();
    let contents = Contents::new(&pool, &keys);
    let mut outcomes = Vec::new();
    for id in [1, 3] {
        let records = manager.history_of(&id).collect().await.unwrap();
        outcomes.push(contents.open(&records[0]).await.unwrap());
    }
    // The first is of person 1, the other of person 2.
    assert_eq!(outcomes[0], Opened::Shredded);
    let letter: Letter = outcomes.pop().unwrap().content().unwrap().parse().unwrap();
    assert_eq!(letter.text, "dear 3");
}

#[tokio::test]
async fn subjects_that_the_application_names_span_tables() {
    let (_database, pool) = people().await;
    let keys = keys();
    let name = |id: i64| format!("person \"{id}\" \\ é");
    let of_people = sealer(&keys).subject_of(move |id| name(*id));
    // Letters 1 and 2 are of person 1.
    let of_letters = Sealer::<Letter, _>::new(&keys).subject_of(move |id| name((id + 1) / 2));
    let of_person = Manager::<Person>::new(&pool).sealing(&of_people);
    let manager = Manager::<Letter>::new(&pool).sealing(&of_letters);
    manager.delete_many([1, 2, 3]).await.unwrap();
    of_person.delete_many([1, 2]).await.unwrap();
    assert_eq!(
        count(&pool, "select count(*) from softdelete.subject_keys").await,
        2
    );
    let contents = Contents::new(&pool, &keys);
    let states = async || {
        let mut states = Vec::new();
        for id in [1, 2, 3] {
            let records = manager.history_of(&id).collect().await.unwrap();
            let opened = contents.open(&records[0]).await.unwrap();
            states.push(opened.content().is_some());
        }
        states
    };
    assert_eq!(states().await, [true, true, true]);
    of_person.erase_strict(&1).await.unwrap();
    assert_eq!(states().await, [false, false, true]);
    assert!(shred(&pool, &name(2)).await.unwrap());
    assert!(!shred(&pool, &name(2)).await.unwrap());
    assert_eq!(states().await, [false, false, false]);
    assert_eq!(opened(&pool, &keys, 2).await[0], Opened::Shredded);
}

#[tokio::test]
async fn an_erasure_by_statement_takes_the_keys_of_all_it_overwrites() {
    let (_database, pool) = people().await;
    let keys = keys();
    let of_letters = Sealer::<Letter, _>::new(&keys);
    let manager = Manager::<Letter>::new(&pool).sealing(&of_letters);
    manager.delete_many([1, 2, 3]).await.unwrap();
    let text = "dear 1";
    let transaction = pool.begin().await.unwrap();
    let effects = sd_query!(erase letters with deleted where text = $text)
        .effects(&transaction)
        .await
        .unwrap();
    let operation = effects.operation().unwrap();
    assert_eq!(shred_erased(&transaction, operation).await.unwrap(), 1);
    transaction.commit().await.unwrap();
    assert_eq!(
        count(&pool, "select count(*) from softdelete.subject_keys").await,
        2
    );
    assert_eq!(of_letters.shred(&pool, &[2, 3, 99]).await.unwrap(), 2);
}
