//! Methods in place of statements, with declared tables.

use std::time::{Duration, SystemTime};

use softdelete::tokio_postgres::NoTls;
use softdelete::{
    Config, DeleteOutcome, EraseOutcome, HardDeleteOutcome, History, HistoryAction, Interval,
    Manager, Outbox, Pool, RestoreOutcome, SqlType, Table, Uuid, sd_query,
};
use softdelete_testing::Database;

/// The key of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, SqlType)]
struct PersonId(i64);

#[derive(Clone, Debug, PartialEq, Table)]
#[table(
    name = "people",
    schema = "crm",
    soft_delete,
    audit,
    outbox,
    retention = "30 days",
    children(notes, members)
)]
struct Person {
    #[column(primary_key)]
    id: PersonId,
    #[column(personal = "'erased-' || id")]
    email: String,
    #[column(personal)]
    name: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "notes", schema = "crm", soft_delete, audit)]
struct Note {
    #[column(primary_key)]
    id: Uuid,
    #[column(references(people.id), on_delete = cascade)]
    person_id: PersonId,
    #[column(personal = "''")]
    text: String,
}

/// A member of an organisation: a key of two columns, of which one refers to a person.
#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "members", schema = "crm", soft_delete)]
struct Member {
    #[column(primary_key)]
    org: String,
    #[column(primary_key, references(people.id), on_delete = cascade)]
    person_id: PersonId,
}

/// 100 people with two notes each, and a membership of each in `acme`.
async fn crm() -> (Database, Pool) {
    let database = Database::create();
    database.run(softdelete::schema::SYSTEM_SQL);
    database.run(
        "create schema crm; \
         create table crm.people (id bigint primary key, email text not null, name text, \
            deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid); \
         create table crm.notes (id uuid primary key default gen_random_uuid(), person_id bigint not null, text text not null, \
            deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid); \
         create table crm.members (org text, person_id bigint, \
            deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid, primary key (org, person_id)); \
         insert into crm.people (id, email, name) select n, 'mail' || n, 'name' || n from generate_series(1, 100) n; \
         insert into crm.notes (person_id, text) select n, 'about ' || n from generate_series(1, 100) n, generate_series(1, 2); \
         insert into crm.members (org, person_id) select 'acme', n from generate_series(1, 100) n",
    );
    let pool = Pool::builder()
        .max_size(6)
        .connect_with(database.config(), NoTls)
        .await
        .unwrap();
    (database, pool)
}

async fn active_notes(db: &Pool) -> i64 {
    let row = sd_query!(select count(*) from notes).fetch_one(db).await;
    row.unwrap().count
}

#[tokio::test]
async fn a_row_goes_and_comes_back_with_what_follows_it() {
    let (_database, db) = crm().await;
    let people = Manager::<Person>::new(&db)
        .by("admin")
        .because("account closed");
    let id = PersonId(7);
    let DeleteOutcome::Deleted(effects) = people.delete(&id).await.unwrap() else {
        panic!("not deleted");
    };
    assert_eq!(effects.of("crm.people"), 1);
    assert_eq!(effects.of("crm.notes"), 2);
    assert_eq!(effects.of("crm.members"), 1);
    assert_eq!(people.is_deleted(&id).await.unwrap(), Some(true));
    assert_eq!(active_notes(&db).await, 198);
    assert_eq!(
        people.delete(&id).await.unwrap(),
        DeleteOutcome::AlreadyDeleted
    );
    let RestoreOutcome::Restored(effects) = people.restore(&id).await.unwrap() else {
        panic!("not restored");
    };
    assert_eq!(effects.of("notes"), 2);
    assert_eq!(
        people.restore(&id).await.unwrap(),
        RestoreOutcome::NotDeleted
    );
    assert_eq!(
        people.restore(&PersonId(0)).await.unwrap(),
        RestoreOutcome::NotFound
    );
    assert_eq!(active_notes(&db).await, 200);
    assert_eq!(people.is_deleted(&PersonId(0)).await.unwrap(), None);
}

#[tokio::test]
async fn deleted_separately_stays_deleted() {
    let (_database, db) = crm().await;
    let id = PersonId(3);
    let note = sd_query!(select id from notes where person_id = $id limit 1)
        .fetch_one(&db)
        .await
        .unwrap();
    Manager::<Note>::new(&db)
        .delete_strict(&note.id)
        .await
        .unwrap();
    let people = Manager::<Person>::new(&db);
    people.delete_strict(&id).await.unwrap();
    let effects = people.restore_strict(&id).await.unwrap();
    assert_eq!(effects.of("notes"), 1);
    assert_eq!(active_notes(&db).await, 199);
}

#[tokio::test]
async fn a_child_under_a_deleted_parent_needs_its_parents() {
    let (_database, db) = crm().await;
    let id = PersonId(3);
    Manager::<Person>::new(&db)
        .delete_strict(&id)
        .await
        .unwrap();
    let members = Manager::<Member>::new(&db);
    let member = ("acme".to_owned(), id);
    let error = members.restore(&member).await.unwrap_err();
    assert!(error.refusal().is_some(), "{error}");
    let plan = members
        .plan_restore(std::slice::from_ref(&member))
        .await
        .unwrap();
    assert!(!plan.is_possible());
    members
        .with_parents()
        .restore_strict(&member)
        .await
        .unwrap();
    let people = Manager::<Person>::new(&db);
    assert_eq!(people.is_deleted(&id).await.unwrap(), Some(false));
}

#[tokio::test]
async fn many_rows_in_chunks_and_in_one() {
    let (_database, db) = crm().await;
    let config = Config::default().chunk_size(30).unwrap();
    let people = Manager::<Person>::new(&db).config(config);
    let bulk = people.delete_many((1..=110).map(PersonId)).await.unwrap();
    assert_eq!((bulk.changed, bulk.missing, bulk.statements), (100, 10, 4));
    assert_eq!(bulk.effects().of("notes"), 200);
    assert_eq!(active_notes(&db).await, 0);
    let bulk = people
        .in_one()
        .restore_many((1..=100).map(PersonId))
        .await
        .unwrap();
    assert_eq!((bulk.changed, bulk.statements), (100, 1));
    assert_eq!(active_notes(&db).await, 200);
    let members = Manager::<Member>::new(&db);
    let keys = (91..=105).map(|n| ("acme".to_owned(), PersonId(n)));
    let bulk = members.delete_many(keys).await.unwrap();
    assert_eq!((bulk.changed, bulk.missing), (10, 5));
}

#[tokio::test]
async fn plans_name_what_follows() {
    let (_database, db) = crm().await;
    let people = Manager::<Person>::new(&db);
    let plan = people
        .plan_delete(&[PersonId(1), PersonId(2)])
        .await
        .unwrap();
    assert!(plan.is_possible());
    assert_eq!((plan.of("people"), plan.of("notes")), (2, 4));
    let tree = plan.to_string();
    assert!(tree.contains("4 rows of crm.notes deleted"), "{tree}");
    assert_eq!(active_notes(&db).await, 200);
}

#[tokio::test]
async fn nothing_within_retention_is_really_deleted() {
    let (database, db) = crm().await;
    let people = Manager::<Person>::new(&db);
    let id = PersonId(1);
    assert_eq!(
        people.hard_delete(&id).await.unwrap(),
        HardDeleteOutcome::Kept
    );
    people.delete_strict(&id).await.unwrap();
    assert_eq!(
        people.hard_delete(&id).await.unwrap(),
        HardDeleteOutcome::Kept
    );
    database.run(
        "update crm.people set deleted_at = now() - interval '40 days' where id = 1; \
         delete from crm.notes where person_id = 1; delete from crm.members where person_id = 1",
    );
    let sixty = Interval {
        days: 60,
        ..Interval::default()
    };
    let patient = Config::default().retention(sixty).unwrap();
    let patient = Manager::<Person>::new(&db).config(patient);
    assert_eq!(
        patient.hard_delete(&id).await.unwrap(),
        HardDeleteOutcome::Kept
    );
    let before = SystemTime::now() - Duration::from_hours(50 * 24);
    let effects = people.hard_delete_before(before).await.unwrap();
    assert_eq!(effects.of("people"), 0);
    let HardDeleteOutcome::Removed(effects) = people.hard_delete(&id).await.unwrap() else {
        panic!("not removed");
    };
    assert_eq!(effects.of("people"), 1);
    assert_eq!(
        people.hard_delete(&id).await.unwrap(),
        HardDeleteOutcome::NotFound
    );
}

#[tokio::test]
async fn purge_takes_the_settings_of_the_manager() {
    let (database, db) = crm().await;
    let people = Manager::<Person>::new(&db);
    people.delete_many((1..=10).map(PersonId)).await.unwrap();
    database.run(
        "update crm.people set deleted_at = now() - id * interval '10 days' where id <= 10; \
         update crm.notes set deleted_at = now() - interval '1 year' where person_id <= 10; \
         update crm.members set deleted_at = now() - interval '1 year' where person_id <= 10",
    );
    let long = Interval {
        days: 75,
        ..Interval::default()
    };
    let config = Config::default().retention(long).unwrap();
    let report = Manager::<Person>::new(&db)
        .config(config)
        .by("nightly")
        .because("retention")
        .purge()
        .await
        .unwrap();
    let removed = |table: &str| {
        let tables = report.tables.iter();
        let found = tables.filter(|purged| purged.table == table);
        found.map(|purged| purged.removed).sum::<u64>()
    };
    assert_eq!(removed("people"), 3);
    let records = people.history_of(&PersonId(9)).collect().await.unwrap();
    let last = records.last().unwrap();
    assert_eq!(last.action, HistoryAction::Purge);
    assert_eq!(last.actor.as_deref(), Some("nightly"));
    assert_eq!(last.reason.as_deref(), Some("retention"));
}

#[tokio::test]
async fn personal_columns_are_erased_downwards() {
    let (database, db) = crm().await;
    let people = Manager::<Person>::new(&db).by("dpo").because("request 12");
    let EraseOutcome::Erased(effects) = people.erase(&PersonId(5)).await.unwrap() else {
        panic!("not erased");
    };
    assert_eq!((effects.of("people"), effects.of("notes")), (1, 2));
    let client = database.connect().await.unwrap();
    let left = client
        .query_one(
            "select count(*) from crm.people p join crm.notes n on n.person_id = p.id \
             where p.id = 5 and p.email = 'erased-5' and p.name is null and n.text = ''",
            &[],
        )
        .await
        .unwrap();
    assert_eq!(left.get::<_, i64>(0), 2);
    assert_eq!(
        people.erase(&PersonId(0)).await.unwrap(),
        EraseOutcome::NotFound
    );
    let records = people.history_of(&PersonId(5)).collect().await.unwrap();
    assert_eq!(records[0].action, HistoryAction::Erase);
    assert_eq!(records[0].reason.as_deref(), Some("request 12"));
}

#[tokio::test]
async fn history_has_typed_keys_and_restorations_too() {
    let (_database, db) = crm().await;
    let start = SystemTime::now() - Duration::from_mins(1);
    let people = Manager::<Person>::new(&db).by("admin").because("why");
    let id = PersonId(2);
    let effects = people.delete_strict(&id).await.unwrap();
    people.restore_strict(&id).await.unwrap();
    let records = people.history_of(&id).collect().await.unwrap();
    let actions: Vec<_> = records.iter().map(|record| record.action.clone()).collect();
    assert_eq!(actions, [HistoryAction::Delete, HistoryAction::Restore]);
    for record in &records {
        assert_eq!(record.key, id);
        assert_eq!(record.schema.as_deref(), Some("crm"));
        assert_eq!(record.actor.as_deref(), Some("admin"));
        assert_eq!(record.reason.as_deref(), Some("why"));
    }
    let notes = Manager::<Note>::new(&db);
    let of_notes = notes.history_since(start).collect().await.unwrap();
    assert_eq!(of_notes.len(), 4);
    let note = of_notes[0].key;
    assert_eq!(notes.history_of(&note).collect().await.unwrap().len(), 2);
    let history = History::new(&db);
    let operation = effects.operation().unwrap();
    let of_operation = history.of_operation(operation).collect().await.unwrap();
    // One person, two notes; members keep no history.
    assert_eq!(of_operation.len(), 3);
    let later = SystemTime::now() + Duration::from_mins(1);
    assert_eq!(people.history_since(later).collect().await.unwrap(), []);
}

#[tokio::test]
async fn messages_follow_the_commit() {
    let (_database, db) = crm().await;
    let people = Manager::<Person>::new(&db);
    people
        .delete_many([PersonId(1), PersonId(2)])
        .await
        .unwrap();
    db.transaction(async |tx| {
        let people = Manager::<Person, _>::new(&tx);
        people.delete_strict(&PersonId(3)).await?;
        tx.rollback().await
    })
    .await
    .unwrap();
    people.restore_strict(&PersonId(1)).await.unwrap();
    let outbox = Outbox::new(&db);
    let taken = outbox.take(async |batch| {
        let told: Vec<String> = batch
            .messages()
            .iter()
            .map(|message| format!("{} {}", message.action, message.key))
            .collect();
        let expected = [
            r#"delete {"id": 1}"#,
            r#"delete {"id": 2}"#,
            r#"restore {"id": 1}"#,
        ];
        assert_eq!(told, expected);
        Ok(())
    });
    assert_eq!(taken.await.unwrap(), 3);
}

#[tokio::test]
async fn the_actor_of_the_executor_is_recorded() {
    let (_database, db) = crm().await;
    let acting = db.as_actor("ann");
    let people = Manager::<Person, _>::new(&acting);
    people.delete_strict(&PersonId(1)).await.unwrap();
    people.by("bob").delete_strict(&PersonId(2)).await.unwrap();
    let who = sd_query!(select deleted_by from people only deleted order by id);
    let who: Vec<_> = who
        .fetch_all(&db)
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.deleted_by)
        .collect();
    assert_eq!(who, [Some("ann".to_owned()), Some("bob".to_owned())]);
}

#[tokio::test]
async fn tasks_purge_too() {
    let (_database, db) = crm().await;
    let purge = tokio::spawn(async move {
        let people = Manager::<Person>::new(&db).by("nightly");
        let age = Interval {
            days: 1,
            ..Interval::default()
        };
        people
            .purge_with(|purge| purge.workers(2).older_than(age))
            .await
    });
    let report = purge.await.unwrap().unwrap();
    assert!(!report.cancelled);
}

/// What the names and values of other programs may be made of.
#[tokio::test]
async fn keys_actors_and_reasons_are_never_sql() {
    let (_database, db) = crm().await;
    let nasty = [
        "'; drop table crm.members; --",
        "\\'; /* */ $1 \"x\"",
        "\u{202e}☃\u{0301}",
        "{a,b}",
        "NULL",
        "",
    ];
    for text in nasty {
        let id = PersonId(1);
        sd_query!(insert into members (org, person_id) values ($text, $id))
            .execute(&db)
            .await
            .unwrap();
        let members = Manager::<Member>::new(&db).by(text).because(text);
        let key = (text.to_owned(), id);
        members.delete_strict(&key).await.unwrap();
        let row = sd_query!(
            select deleted_by, deletion_reason from members only deleted where org = $text
        )
        .fetch_one(&db)
        .await
        .unwrap();
        assert_eq!(row.deleted_by.as_deref(), Some(text));
        assert_eq!(row.deletion_reason.as_deref(), Some(text));
    }
    let nul = Manager::<Member>::new(&db).because("a\0b");
    let error = nul.delete(&("acme".to_owned(), PersonId(1))).await;
    assert!(error.unwrap_err().is_invalid_parameter());
}
