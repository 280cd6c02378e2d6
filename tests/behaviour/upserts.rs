//! INSERT … ON CONFLICT and MERGE beside deleted rows.

use softdelete::Table;
use softdelete::tokio_postgres::Client;
use softdelete_testing::Database;

use crate::forum::*;
use crate::support::*;

/// Its name is its primary key, so that it is not free after a deletion.
#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "settings", soft_delete)]
struct Setting {
    #[column(primary_key)]
    name: String,
    value: i32,
}

static SETTINGS: Template = Template::of(
    "create table settings (name text primary key, value integer not null,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
     insert into settings values ('size', 1, null), ('old', 2, '2020-01-01Z')",
);

async fn settings_of() -> (Database, Client) {
    SETTINGS.copy().await
}

const ALL: &str = "select name, value, deleted_at is null as active from settings order by name";

#[tokio::test]
async fn an_upsert_of_a_free_key_inserts_beside_the_deleted_row() {
    let (_database, db) = forum().await;
    let touched = done!(&db,
        insert into users (id, email, age) values (5, "cid", 1) on conflict (email) do update set age = excluded.age);
    assert_eq!(touched, 1);
    assert_eq!(
        rows!(&db, row => (row.id, row.age), select id, age from users with deleted where email = "cid" order by id),
        [(3, 40), (5, 1)]
    );
}

#[tokio::test]
async fn an_upsert_of_a_used_key_updates_the_active_row() {
    let (_database, db) = forum().await;
    done!(&db, insert into users (id, email, age) values (5, "cid", 1));
    done!(&db, insert into users (id, email, age) values (6, "cid", 2) on conflict (email) do update set age = excluded.age);
    assert_eq!(
        rows!(&db, row => (row.id, row.age), select id, age from users with deleted where email = "cid" order by id),
        [(3, 40), (5, 2)]
    );
}

#[tokio::test]
async fn do_nothing_inserts_when_only_a_deleted_row_has_the_key() {
    let (_database, db) = forum().await;
    assert_eq!(
        done!(&db, insert into tags (id, name) values (4, "old") on conflict (name) do nothing),
        1
    );
    assert_eq!(
        done!(&db, insert into tags (id, name) values (5, "old") on conflict (name) do nothing),
        0
    );
    assert_eq!(ids!(&db, select id from tags where name = "old"), [4]);
}

#[tokio::test]
async fn do_nothing_on_a_primary_key_leaves_the_deleted_row_deleted() {
    let (_database, db) = settings_of().await;
    assert_eq!(
        done!(&db, insert into settings values ("old", 9) on conflict (name) do nothing),
        0
    );
    assert_eq!(
        raw(&db, ALL).await[0],
        r#"{"name":"old","value":2,"active":false}"#
    );
}

#[tokio::test]
async fn do_update_on_a_primary_key_does_not_write_into_a_deleted_row() {
    let (_database, db) = settings_of().await;
    let touched = done!(&db, insert into settings values ("old", 9) on conflict (name) do update set value = excluded.value);
    assert_eq!(touched, 0);
    assert_eq!(
        raw(&db, ALL).await[0],
        r#"{"name":"old","value":2,"active":false}"#
    );
}

#[tokio::test]
async fn do_update_on_a_primary_key_writes_into_an_active_row() {
    let (_database, db) = settings_of().await;
    let touched = done!(&db, insert into settings values ("size", 9) on conflict (name) do update set value = excluded.value);
    assert_eq!(touched, 1);
    assert_eq!(
        raw(&db, ALL).await[1],
        r#"{"name":"size","value":9,"active":true}"#
    );
}

#[tokio::test]
async fn do_restore_revives_the_deleted_row() {
    let (_database, db) = settings_of().await;
    assert_eq!(
        done!(&db, insert into settings values ("old", 9) on conflict (name) do restore),
        1
    );
    assert_eq!(
        raw(&db, ALL).await[0],
        r#"{"name":"old","value":2,"active":true}"#
    );
}

#[tokio::test]
async fn do_restore_may_set_columns() {
    let (_database, db) = settings_of().await;
    let touched = done!(&db, insert into settings values ("old", 9) on conflict (name) do restore set value = excluded.value);
    assert_eq!(touched, 1);
    assert_eq!(
        raw(&db, ALL).await[0],
        r#"{"name":"old","value":9,"active":true}"#
    );
}

#[tokio::test]
async fn do_restore_leaves_an_active_row_as_it_is() {
    let (_database, db) = settings_of().await;
    let touched = done!(&db, insert into settings values ("size", 9) on conflict (name) do restore set value = excluded.value);
    assert_eq!(touched, 0);
    assert_eq!(
        raw(&db, ALL).await[1],
        r#"{"name":"size","value":1,"active":true}"#
    );
}

#[tokio::test]
async fn do_restore_inserts_what_is_not_there() {
    let (_database, db) = settings_of().await;
    assert_eq!(
        done!(&db, insert into settings values ("new", 9) on conflict (name) do restore),
        1
    );
    assert_eq!(raw(&db, ALL).await.len(), 3);
}

#[tokio::test]
async fn many_rows_with_new_active_and_deleted_keys_at_once() {
    let (_database, db) = settings_of().await;
    let many =
        [("new", 1), ("size", 1), ("old", 1)].map(|(name, value)| (name.to_owned(), value + 10));
    let touched = done!(&db, insert into settings (name, value) values $many on conflict (name) do update set value = excluded.value);
    assert_eq!(touched, 2);
    let found =
        rows!(&db, row => (row.name, row.value), select name, value from settings order by name);
    assert_eq!(found, [("new".to_owned(), 11), ("size".into(), 11)]);
}

#[tokio::test]
async fn an_upsert_returns_the_row_that_it_touched() {
    let (_database, db) = settings_of().await;
    let found = rows!(&db, row => row.value,
        insert into settings values ("size", 5) on conflict (name) do update set value = settings.value + excluded.value returning value);
    assert_eq!(found, [6]);
    let none = rows!(&db, row => row.value,
        insert into settings values ("old", 5) on conflict (name) do update set value = 0 returning value);
    assert_eq!(none, Vec::<i32>::new());
}

#[tokio::test]
async fn find_or_make() {
    let (_database, db) = forum().await;
    // The deleted one is not found, so one is made; the second time it is found.
    for (id, expected) in [(8_i64, 8), (9, 8)] {
        let found = ids!(&db,
            with made as (insert into tags (id, name) values ($id, "old") on conflict (name) do nothing returning id)
            select id from made union all select id from tags where name = "old");
        assert_eq!(found, [expected]);
    }
}

#[tokio::test]
async fn merge_updates_active_rows_and_inserts_where_only_a_deleted_one_is() {
    let (_database, db) = forum().await;
    let touched = done!(&db,
        merge into tags t using (values (1, "rot"), (7, "new")) as s (id, name) on t.id = s.id
        when matched then update set name = s.name
        when not matched then insert (id, name) values (s.id, s.name));
    assert_eq!(touched, 2);
    let found = rows!(&db, row => (row.id, row.name), select id, name from tags order by id);
    assert_eq!(
        found,
        [(1, "rot".to_owned()), (2, "blue".into()), (7, "new".into())]
    );
}

#[tokio::test]
async fn merge_does_not_update_a_deleted_row() {
    let (_database, db) = forum().await;
    let touched = done!(&db,
        merge into profiles f using users with deleted u on f.user_id = u.id when matched then update set bio = f.bio || "!");
    assert_eq!(touched, 1);
    assert_eq!(
        raw(&db, "select bio from profiles order by id").await,
        [r#"{"bio":"a!"}"#, r#"{"bio":"b"}"#, r#"{"bio":"c"}"#]
    );
}

#[tokio::test]
async fn the_source_of_a_merge_has_no_deleted_rows() {
    let (_database, db) = forum().await;
    let touched = done!(&db,
        merge into visits v using posts p on v.id = p.id when not matched then insert (id, user_id, page) values (p.id, p.user_id, p.title));
    assert_eq!(touched, 3);
    assert_eq!(
        ids!(&db, select id from visits where id >= 10 order by id),
        [10, 12, 13]
    );
}

#[tokio::test]
async fn do_restore_asks_for_no_active_parent_as_an_insert_asks_for_none() {
    let (_database, db) = forum().await;
    done!(&db, delete from posts where id = 12);
    assert_eq!(
        done!(&db, insert into comments (id, post_id, text) values (105, 12, "new")),
        1
    );
    assert_eq!(
        done!(&db, insert into comments (id, post_id, text) values (104, 12, "new") on conflict (id) do restore),
        1
    );
    assert_eq!(
        ids!(&db, select id from comments where post_id = 12 order by id),
        [104, 105]
    );
    // The statement of its own does ask.
    assert!(refused!(&db, restore comments where id = 102).is_parent_deleted());
}
