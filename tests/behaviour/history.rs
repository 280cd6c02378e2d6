//! What is left to tell who did what, and the hooks around it.

use std::sync::Mutex;

use softdelete::tokio_postgres::Client;
use softdelete::{
    EraseOutcome, Event, Executor, HistoryAction, HookError, Hooks, Manager, Outbox, Table,
    sd_query,
};
use softdelete_testing::Database;

use crate::support::*;

#[derive(Clone, Debug, PartialEq, Table)]
#[table(
    name = "patients",
    soft_delete,
    audit,
    outbox,
    hold = "legal_hold",
    children(visits)
)]
struct Patient {
    #[column(primary_key)]
    id: i64,
    #[column(personal = "'erased-' || id")]
    email: String,
    #[column(personal)]
    name: Option<String>,
    #[column(default)]
    legal_hold: bool,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "visits", soft_delete, audit)]
struct Visit {
    #[column(primary_key)]
    id: i64,
    #[column(references(patients.id), on_delete = cascade)]
    patient_id: i64,
    #[column(personal)]
    note: Option<String>,
}

static CLINIC: Template = Template::of(
    "create table patients (id bigint primary key, email text not null, name text, legal_hold boolean not null default false,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
     create table visits (id bigint primary key, patient_id bigint not null, note text,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
     insert into patients (id, email, name, legal_hold) values (1, 'ann', 'Ann', false), (2, 'bob', 'Bob', false), (3, 'cid', 'Cid', true);
     insert into visits (id, patient_id, note) values (10, 1, 'cold'), (11, 1, 'flu'), (20, 2, 'leg')",
);

async fn clinic() -> (Database, Client) {
    CLINIC.copy().await
}

const HISTORY: &str = "select action, table_name as t, row_key->>'id' as id, actor, reason from softdelete.history order by id";

#[tokio::test]
async fn a_deletion_writes_a_record_for_every_row() {
    let (_database, db) = clinic().await;
    done!(&db, delete from patients where id = 1 by "admin" because "moved");
    let records = raw(
        &db,
        "select table_name as t, (row_key->>'id')::bigint as id from softdelete.history
        where action = 'delete' and actor = 'admin' and reason = 'moved' order by 2",
    )
    .await;
    assert_eq!(
        records,
        [
            r#"{"t":"patients","id":1}"#,
            r#"{"t":"visits","id":10}"#,
            r#"{"t":"visits","id":11}"#
        ]
    );
}

#[tokio::test]
async fn what_changes_nothing_writes_nothing() {
    let (_database, db) = clinic().await;
    done!(&db, restore patients where id = 1);
    done!(&db, delete from patients where id = 99);
    done!(&db, update patients set name = "x" where id = 1);
    assert_eq!(raw(&db, HISTORY).await, Vec::<String>::new());
    done!(&db, delete from patients where id = 2);
    let once = raw(&db, HISTORY).await;
    done!(&db, delete from patients where id = 2);
    assert_eq!(raw(&db, HISTORY).await, once);
}

#[tokio::test]
async fn a_rollback_takes_the_record_along() {
    let (_database, mut db) = clinic().await;
    let transaction = db.transaction().await.unwrap();
    done!(&transaction, delete from patients where id = 1);
    transaction.rollback().await.unwrap();
    assert_eq!(raw(&db, HISTORY).await, Vec::<String>::new());
}

#[tokio::test]
async fn the_life_of_a_row_in_its_order() {
    let (_database, db) = clinic().await;
    let patients = Manager::<Patient, _>::new(&db);
    patients.delete_strict(&1).await.unwrap();
    patients.restore_strict(&1).await.unwrap();
    patients.delete_strict(&1).await.unwrap();
    patients.erase_strict(&1).await.unwrap();
    let records = patients.history_of(&1).collect().await.unwrap();
    let actions: Vec<_> = records.iter().map(|record| record.action.clone()).collect();
    assert_eq!(
        actions,
        [
            HistoryAction::Delete,
            HistoryAction::Restore,
            HistoryAction::Delete,
            HistoryAction::Erase
        ]
    );
    assert!(records.iter().all(|record| record.key == 1));
}

#[tokio::test]
async fn a_restoration_says_who_and_why() {
    let (_database, db) = clinic().await;
    done!(&db, delete from patients where id = 2);
    done!(&db, restore patients where id = 2 by "boss" because "a mistake");
    let records = Manager::<Visit, _>::new(&db)
        .history_of(&20)
        .collect()
        .await
        .unwrap();
    let last = records.last().unwrap();
    assert_eq!(
        (&last.action, last.actor.as_deref(), last.reason.as_deref()),
        (&HistoryAction::Restore, Some("boss"), Some("a mistake"))
    );
}

#[tokio::test]
async fn the_executor_names_the_actor() {
    let (_database, db) = clinic().await;
    sd_query!(delete from visits where id = 20)
        .execute(&db.as_actor("night shift"))
        .await
        .unwrap();
    let records = Manager::<Visit, _>::new(&db)
        .history_of(&20)
        .collect()
        .await
        .unwrap();
    assert_eq!(records[0].actor.as_deref(), Some("night shift"));
}

#[tokio::test]
async fn erasing_overwrites_what_is_personal_and_keeps_the_row() {
    let (_database, db) = clinic().await;
    assert_eq!(done!(&db, erase patients where id = 1), 1);
    let row = one!(&db, select from patients where id = 1);
    assert_eq!((row.email.as_str(), row.name), ("erased-1", None));
    assert_eq!(
        rows!(&db, row => (row.id, row.note), select id, note from visits order by id),
        [(10, None), (11, None), (20, Some("leg".to_owned()))]
    );
}

#[tokio::test]
async fn erasing_reaches_deleted_rows() {
    let (_database, db) = clinic().await;
    done!(&db, delete from patients where id = 1);
    assert_eq!(done!(&db, erase patients where id = 1), 1);
    assert_eq!(
        raw(
            &db,
            "select email, note from patients p join visits v on v.patient_id = p.id where p.id = 1"
        )
        .await,
        [r#"{"email":"erased-1","note":null}"#; 2]
    );
    assert_eq!(ids!(&db, select id from patients order by id), [2, 3]);
}

#[tokio::test]
async fn a_row_on_hold_is_not_erased() {
    let (_database, db) = clinic().await;
    assert!(refused!(&db, erase patients where id in (1, 3)).is_held());
    assert_eq!(
        rows!(&db, row => row.name, select name from patients where id = 1),
        [Some("Ann".to_owned())]
    );
    let patients = Manager::<Patient, _>::new(&db);
    assert!(patients.erase(&3).await.unwrap_err().is_held());
    assert_eq!(patients.erase(&9).await.unwrap(), EraseOutcome::NotFound);
}

#[tokio::test]
async fn messages_wait_in_the_outbox_until_they_are_taken() {
    let (database, db) = clinic().await;
    done!(&db, delete from patients where id in (1, 2));
    done!(&db, restore patients where id = 2);
    let messages = raw(
        &db,
        "select action, (row_key->>'id')::bigint as id from softdelete.outbox order by action, 2",
    )
    .await;
    assert_eq!(
        messages,
        [
            r#"{"action":"delete","id":1}"#,
            r#"{"action":"delete","id":2}"#,
            r#"{"action":"restore","id":2}"#
        ]
    );
    let pool = softdelete::Pool::connect(&database.url()).await.unwrap();
    let taken = Outbox::new(&pool).drain(async |_| Ok(())).await.unwrap();
    assert_eq!(taken, 3);
    assert_eq!(
        raw(&db, "select 1 as x from softdelete.outbox").await,
        Vec::<String>::new()
    );
}

/// Writes down what it is told, and lets nobody delete patient 2.
#[derive(Default)]
struct Watch(Mutex<Vec<String>>);

impl Hooks<Patient> for &Watch {
    async fn before_delete(&self, event: &Event<'_, Patient>) -> Result<(), HookError> {
        self.0
            .lock()
            .unwrap()
            .push(format!("before {:?}", event.keys));
        if event.keys.contains(&2) {
            Err("no".into())
        } else {
            Ok(())
        }
    }

    async fn after_delete(
        &self,
        event: &Event<'_, Patient>,
        effects: &softdelete::Effects,
    ) -> Result<(), HookError> {
        self.0
            .lock()
            .unwrap()
            .push(format!("after {:?}: {}", event.keys, effects.total()));
        Ok(())
    }
}

#[tokio::test]
async fn hooks_run_before_and_after() {
    let (_database, db) = clinic().await;
    let watch = Watch::default();
    Manager::<Patient, _>::new(&db)
        .hooks(&watch)
        .delete_strict(&1)
        .await
        .unwrap();
    assert_eq!(*watch.0.lock().unwrap(), ["before [1]", "after [1]: 3"]);
}

#[tokio::test]
async fn a_hook_may_forbid() {
    let (_database, db) = clinic().await;
    let watch = Watch::default();
    let error = Manager::<Patient, _>::new(&db)
        .hooks(&watch)
        .delete(&2)
        .await
        .unwrap_err();
    assert!(error.is_vetoed(), "{error}");
    assert_eq!(*watch.0.lock().unwrap(), ["before [2]"]);
    assert_eq!(ids!(&db, select id from patients order by id), [1, 2, 3]);
    assert_eq!(raw(&db, HISTORY).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_statement_runs_no_hooks() {
    let (_database, db) = clinic().await;
    let watch = Watch::default();
    let _manager = Manager::<Patient, _>::new(&db).hooks(&watch);
    assert_eq!(done!(&db, delete from patients where id = 2), 1);
    assert_eq!(*watch.0.lock().unwrap(), Vec::<String>::new());
}
