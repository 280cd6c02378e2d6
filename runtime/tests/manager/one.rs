//! Methods of one key.

use softdelete_runtime::{
    Audit, Cascade, Config, DeleteOutcome, EraseOutcome, HardDeleteOutcome, Interval, Manager,
    RestoreOutcome, StatementMode,
};

use crate::table::{Account, Seat, accounts, count};

#[tokio::test]
async fn deleted_already_deleted_and_not_found_are_told_apart() {
    let (_database, pool) = accounts().await;
    let manager = Manager::<Account>::new(&pool);
    let DeleteOutcome::Deleted(effects) = manager.delete(&1).await.unwrap() else {
        panic!("not deleted");
    };
    assert_eq!((effects.of("accounts"), effects.of("orders")), (1, 2));
    assert!(effects.operation().is_some());
    assert_eq!(
        manager.delete(&1).await.unwrap(),
        DeleteOutcome::AlreadyDeleted
    );
    assert_eq!(
        manager.delete(&5000).await.unwrap(),
        DeleteOutcome::NotFound
    );
}

#[tokio::test]
async fn restored_not_deleted_and_not_found_are_told_apart() {
    let (_database, pool) = accounts().await;
    let manager = Manager::<Account>::new(&pool);
    assert_eq!(
        manager.restore(&1).await.unwrap(),
        RestoreOutcome::NotDeleted
    );
    assert_eq!(
        manager.restore(&5000).await.unwrap(),
        RestoreOutcome::NotFound
    );
    manager.delete_strict(&1).await.unwrap();
    assert!(matches!(
        manager.restore(&1).await.unwrap(),
        RestoreOutcome::Restored(_)
    ));
    assert_eq!(manager.is_deleted(&1).await.unwrap(), Some(false));
}

#[tokio::test]
async fn deleting_again_keeps_the_first_time_and_actor() {
    let (database, pool) = accounts().await;
    let manager = Manager::<Account>::new(&pool);
    manager.delete_strict(&1).await.unwrap();
    let client = database.connect().await.unwrap();
    let sql = "select row_to_json(a)::text from accounts a where id = 1";
    let before: String = client.query_one(sql, &[]).await.unwrap().get(0);
    manager.by("other").delete(&1).await.unwrap();
    let after: String = client.query_one(sql, &[]).await.unwrap().get(0);
    assert_eq!(before, after);
}

#[tokio::test]
async fn strict_methods_return_errors() {
    let (_database, pool) = accounts().await;
    let manager = Manager::<Account>::new(&pool);
    assert!(
        manager
            .restore_strict(&1)
            .await
            .unwrap_err()
            .is_not_deleted()
    );
    manager.delete_strict(&1).await.unwrap();
    let error = manager.delete_strict(&1).await.unwrap_err();
    assert!(error.is_already_deleted() && !error.is_not_found());
    assert!(
        manager
            .delete_strict(&5000)
            .await
            .unwrap_err()
            .is_not_found()
    );
    assert!(
        manager
            .restore_strict(&5000)
            .await
            .unwrap_err()
            .is_not_found()
    );
    assert!(manager.hard_delete_strict(&1).await.unwrap_err().is_kept());
    assert!(
        manager
            .erase_strict(&5000)
            .await
            .unwrap_err()
            .is_not_found()
    );
    assert_eq!(
        error.to_string(),
        "the row is deleted already\n  hint: nothing was changed; use the method without `_strict` where that is an answer"
    );
}

#[tokio::test]
async fn a_row_within_retention_is_kept() {
    let (database, pool) = accounts().await;
    let manager = Manager::<Account>::new(&pool);
    assert_eq!(
        manager.hard_delete(&1).await.unwrap(),
        HardDeleteOutcome::Kept
    );
    manager.delete_strict(&1).await.unwrap();
    assert_eq!(
        manager.hard_delete(&1).await.unwrap(),
        HardDeleteOutcome::Kept
    );
    database.run("update accounts set deleted_at = now() - interval '40 days' where id = 1");
    let longer = Config::default().retention(Interval {
        days: 60,
        ..Interval::default()
    });
    let patient = Manager::<Account>::new(&pool).config(longer.unwrap());
    assert_eq!(
        patient.hard_delete(&1).await.unwrap(),
        HardDeleteOutcome::Kept
    );
    assert!(matches!(
        manager.hard_delete(&1).await.unwrap(),
        HardDeleteOutcome::Removed(_)
    ));
    assert_eq!(
        manager.hard_delete(&1).await.unwrap(),
        HardDeleteOutcome::NotFound
    );
    assert_eq!(manager.is_deleted(&1).await.unwrap(), None);
}

#[tokio::test]
async fn rows_marked_before_a_time_go() {
    let (database, pool) = accounts().await;
    let manager = Manager::<Account>::new(&pool);
    manager.delete_many(1..=10).await.unwrap();
    database.run("update accounts set deleted_at = now() - id * interval '10 days' where id <= 10");
    let day = std::time::Duration::from_hours(24);
    let time = std::time::SystemTime::now() - 55 * day;
    let effects = manager.hard_delete_before(time).await.unwrap();
    assert_eq!(effects.of("accounts"), 5);
    // What is not past retention stays, whatever time is asked for.
    let now = std::time::SystemTime::now();
    let effects = manager.hard_delete_before(now).await.unwrap();
    assert_eq!(effects.of("accounts"), 3);
}

#[tokio::test]
async fn a_row_is_erased_in_either_state() {
    let (database, pool) = accounts().await;
    let manager = Manager::<Account>::new(&pool);
    manager.delete_strict(&1).await.unwrap();
    for id in [1, 2] {
        assert!(matches!(
            manager.erase(&id).await.unwrap(),
            EraseOutcome::Erased(_)
        ));
    }
    assert_eq!(manager.erase(&5000).await.unwrap(), EraseOutcome::NotFound);
    let client = database.connect().await.unwrap();
    let erased = "select count(*) from accounts where email like 'erased%'";
    assert_eq!(count(&client, erased).await, 2);
}

#[tokio::test]
async fn actor_and_reason_are_recorded() {
    let (database, pool) = accounts().await;
    let manager = Manager::<Account>::new(&pool);
    manager
        .by("admin")
        .because("it's \"closed\"; -- ☃")
        .delete_strict(&1)
        .await
        .unwrap();
    let acting = pool.as_actor("context");
    Manager::<Account, _>::new(&acting)
        .delete_strict(&2)
        .await
        .unwrap();
    Manager::<Account, _>::new(&acting)
        .by("nearer")
        .delete_strict(&3)
        .await
        .unwrap();
    let client = database.connect().await.unwrap();
    let rows = client
        .query(
            "select deleted_by, deletion_reason from accounts where id <= 3 order by id",
            &[],
        )
        .await
        .unwrap();
    let recorded: Vec<(Option<String>, Option<String>)> =
        rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        recorded,
        [
            (some("admin"), some("it's \"closed\"; -- ☃")),
            (some("context"), None),
            (some("nearer"), None),
        ]
    );
}

#[tokio::test]
async fn keys_of_several_columns() {
    let (_database, pool) = accounts().await;
    let manager = Manager::<Seat>::new(&pool);
    let seat = ("main".to_owned(), 3);
    assert!(matches!(
        manager.delete(&seat).await.unwrap(),
        DeleteOutcome::Deleted(_)
    ));
    assert_eq!(manager.is_deleted(&seat).await.unwrap(), Some(true));
    let other = ("side".to_owned(), 3);
    assert_eq!(manager.is_deleted(&other).await.unwrap(), Some(false));
    let mut states = manager
        .states(&[seat.clone(), other.clone(), ("none".to_owned(), 3)])
        .await
        .unwrap();
    states.sort();
    assert_eq!(states, [(seat.clone(), true), (other, false)]);
    assert!(matches!(
        manager.restore(&seat).await.unwrap(),
        RestoreOutcome::Restored(_)
    ));
}

#[tokio::test]
async fn a_plan_changes_nothing() {
    let (_database, pool) = accounts().await;
    let manager = Manager::<Account>::new(&pool).because("planned");
    let plan = manager.plan_delete(&[1, 2, 5000]).await.unwrap();
    assert_eq!((plan.of("accounts"), plan.of("orders")), (2, 4));
    assert_eq!(manager.is_deleted(&1).await.unwrap(), Some(false));
}

#[tokio::test]
async fn what_settings_and_tables_do_not_allow_is_not_sent() {
    let (_database, pool) = accounts().await;
    let seat = ("main".to_owned(), 1);
    let seats = || Manager::<Seat>::new(&pool);
    let required = Config::default().audit(Audit::Required);
    let refused = [
        seats()
            .config(required)
            .delete_strict(&seat)
            .await
            .unwrap_err(),
        seats()
            .because("no")
            .delete_strict(&seat)
            .await
            .unwrap_err(),
        seats().erase_strict(&seat).await.unwrap_err(),
        seats()
            .hard_delete_before(std::time::SystemTime::now())
            .await
            .unwrap_err(),
        seats().history_of(&seat).try_next().await.unwrap_err(),
        Manager::<Account>::new(&pool)
            .config(Config::default().cascade(Cascade::Refuse))
            .delete_strict(&1)
            .await
            .unwrap_err(),
    ];
    for error in refused {
        assert!(error.is_not_allowed(), "{error}");
        assert!(error.hint().is_some(), "{error}");
    }
    let longer = Config::default().retention(Interval {
        days: 1,
        ..Interval::default()
    });
    let error = seats().config(longer.unwrap()).hard_delete(&seat).await;
    assert!(error.unwrap_err().is_not_allowed());
    assert_eq!(seats().is_deleted(&seat).await.unwrap(), Some(false));
}

#[tokio::test]
async fn every_executor_serves_and_so_do_unnamed_statements() {
    let (database, pool) = accounts().await;
    let client = database.connect().await.unwrap();
    Manager::<Account, _>::new(&client)
        .delete_strict(&1)
        .await
        .unwrap();
    let connection = pool.get().await.unwrap();
    let unnamed = Config::default().statements(StatementMode::Unnamed);
    Manager::<Account, _>::new(&connection)
        .config(unnamed)
        .delete_strict(&2)
        .await
        .unwrap();
    let prepared = connection
        .client()
        .query_one("select count(*) from pg_prepared_statements", &[])
        .await
        .unwrap();
    // The one is the query itself.
    assert_eq!(prepared.get::<_, i64>(0), 1);
    pool.transaction(async |tx| {
        Manager::<Account, _>::new(&tx).delete_strict(&3).await?;
        tx.rollback().await
    })
    .await
    .unwrap();
    assert_eq!(
        count(
            &client,
            "select count(*) from accounts where deleted_at is not null"
        )
        .await,
        2
    );
}
