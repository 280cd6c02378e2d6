//! The same rules for every way to mark a row: a time, a flag, a time that is infinite while the row is active, an archive.

use softdelete::tokio_postgres::Client;
use softdelete::{DeleteOutcome, Lifecycle, Manager, RestoreOutcome, Table, sd_query};

use crate::support::*;

#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "timed", soft_delete, children(timed_parts))]
struct Timed {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    name: String,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "timed_parts", soft_delete)]
struct TimedPart {
    #[column(primary_key)]
    id: i64,
    #[column(references(timed.id), on_delete = cascade)]
    whole_id: i64,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(
    name = "flagged",
    soft_delete(flag = "is_deleted", id = "deletion_id"),
    children(flagged_parts)
)]
struct Flagged {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    name: String,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(
    name = "flagged_parts",
    soft_delete(flag = "is_deleted", id = "deletion_id")
)]
struct FlaggedPart {
    #[column(primary_key)]
    id: i64,
    #[column(references(flagged.id), on_delete = cascade)]
    whole_id: i64,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(
    name = "endless",
    soft_delete(at = "valid_to", until = "infinity", id = "deletion_id"),
    children(endless_parts)
)]
struct Endless {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    name: String,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(
    name = "endless_parts",
    soft_delete(at = "valid_to", until = "infinity", id = "deletion_id")
)]
struct EndlessPart {
    #[column(primary_key)]
    id: i64,
    #[column(references(endless.id), on_delete = cascade)]
    whole_id: i64,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(
    name = "moved",
    soft_delete(archive = "moved_archive", id = "deletion_id"),
    children(moved_parts)
)]
struct Moved {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    name: String,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(
    name = "moved_parts",
    soft_delete(archive = "moved_parts_archive", id = "deletion_id")
)]
struct MovedPart {
    #[column(primary_key)]
    id: i64,
    #[column(references(moved.id), on_delete = cascade)]
    whole_id: i64,
}

/// Each has 1 'a' with parts 10 and 11, 2 'b' with part 20, and 3 'c' without any.
static MARKED: Template = Template::of(
    "create table timed (id bigint primary key, name text not null, deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
     create unique index on timed (name) where deleted_at is null;
     create table timed_parts (id bigint primary key, whole_id bigint not null,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
     create table flagged (id bigint primary key, name text not null, is_deleted boolean not null default false, deletion_id uuid);
     create unique index on flagged (name) where not is_deleted;
     create table flagged_parts (id bigint primary key, whole_id bigint not null, is_deleted boolean not null default false, deletion_id uuid);
     create table endless (id bigint primary key, name text not null, valid_to timestamptz not null default 'infinity', deletion_id uuid,
        unique (name, valid_to));
     create table endless_parts (id bigint primary key, whole_id bigint not null, valid_to timestamptz not null default 'infinity', deletion_id uuid);
     create table moved (id bigint primary key, name text not null unique);
     create table moved_archive (id bigint not null, name text not null, deleted_at timestamptz not null, deletion_id uuid);
     create table moved_parts (id bigint primary key, whole_id bigint not null);
     create table moved_parts_archive (id bigint not null, whole_id bigint not null, deleted_at timestamptz not null, deletion_id uuid);
     do $$ declare t text; begin
        foreach t in array array['timed', 'flagged', 'endless', 'moved'] loop
            execute format('insert into %I (id, name) values (1, ''a''), (2, ''b''), (3, ''c'')', t);
            execute format('insert into %I (id, whole_id) values (10, 1), (11, 1), (20, 2)', t || '_parts');
        end loop;
     end $$",
);

/// The cases of one way to mark.
macro_rules! cases {
    ($module:ident, $row:ty, $table:ident, $parts:ident, $active:literal) => {
        mod $module {
            use super::*;

            #[tokio::test]
            async fn a_deleted_row_is_not_seen() {
                let (_database, db) = MARKED.copy().await;
                assert_eq!(done!(&db, delete from $table where id = 1), 1);
                assert_eq!(ids!(&db, select id from $table order by id), [2, 3]);
                assert_eq!(ids!(&db, select id from $table only deleted), [1]);
                assert_eq!(ids!(&db, select id from $table with deleted order by id), [1, 2, 3]);
            }

            #[tokio::test]
            async fn its_parts_go_and_come_with_it() {
                let (_database, db) = MARKED.copy().await;
                done!(&db, delete from $parts where id = 10);
                let effects = sd_query!(delete from $table where id = 1).effects(&db).await.unwrap();
                assert_eq!(effects.of(stringify!($parts)), 1);
                assert_eq!(ids!(&db, select id from $parts), [20]);
                done!(&db, restore $table where id = 1);
                assert_eq!(ids!(&db, select id from $parts order by id), [11, 20]);
            }

            #[tokio::test]
            async fn a_left_join_keeps_its_rows() {
                let (_database, db) = MARKED.copy().await;
                done!(&db, delete from $parts where id = 20);
                let found = rows!(&db, row => (row.id, row.part),
                    select w.id, p.id as part from $table w left join $parts p on p.whole_id = w.id order by w.id, p.id);
                assert_eq!(found, [(1, Some(10)), (1, Some(11)), (2, None), (3, None)]);
            }

            #[tokio::test]
            async fn or_lets_nothing_through() {
                let (_database, db) = MARKED.copy().await;
                done!(&db, delete from $table where id = 1);
                assert_eq!(ids!(&db, select id from $table where name = "a" or name = "b"), [2]);
                assert_eq!(ids!(&db, select p.id from $parts with deleted p where not exists (select 1 from $table w where w.id = p.whole_id) order by p.id), [10, 11]);
            }

            #[tokio::test]
            async fn its_key_is_free() {
                let (_database, db) = MARKED.copy().await;
                done!(&db, delete from $table where id = 1);
                assert_eq!(done!(&db, insert into $table (id, name) values (4, "a")), 1);
                assert!(refused!(&db, restore $table where id = 1).is_unique_violation());
                assert!(refused!(&db, insert into $table (id, name) values (5, "a")).is_unique_violation());
            }

            #[tokio::test]
            async fn updates_spare_it() {
                let (_database, db) = MARKED.copy().await;
                done!(&db, delete from $table where id = 1);
                assert_eq!(done!(&db, update $table set name = "x" where id in (1, 2)), 1);
                assert_eq!(rows!(&db, row => row.name, select name from $table only deleted), ["a"]);
            }

            #[tokio::test]
            async fn deleting_again_changes_nothing() {
                let (_database, db) = MARKED.copy().await;
                done!(&db, delete from $table where id = 1);
                let before = one!(&db, select deletion_id from $table only deleted where id = 1).deletion_id;
                assert_eq!(done!(&db, delete from $table where id = 1), 0);
                assert_eq!(one!(&db, select deletion_id from $table only deleted where id = 1).deletion_id, before);
                assert!(before.is_some());
            }

            #[tokio::test]
            async fn a_part_does_not_come_back_without_its_whole() {
                let (_database, db) = MARKED.copy().await;
                done!(&db, delete from $table where id = 1);
                assert!(refused!(&db, restore $parts where id = 10).is_parent_deleted());
                done!(&db, restore $parts where id = 10 with parents);
                assert_eq!(ids!(&db, select id from $table order by id), [1, 2, 3]);
                assert_eq!(ids!(&db, select id from $parts order by id), [10, 20]);
            }

            #[tokio::test]
            async fn a_hard_delete_takes_deleted_rows_only() {
                let (_database, db) = MARKED.copy().await;
                done!(&db, delete from $parts where id = 10);
                assert_eq!(done!(&db, hard delete from $parts only deleted where id in (10, 11)), 1);
                assert_eq!(ids!(&db, select id from $parts with deleted order by id), [11, 20]);
            }

            #[tokio::test]
            async fn methods_tell_what_there_was_to_do() {
                let (_database, db) = MARKED.copy().await;
                outcomes::<$row>(&db).await;
            }

            #[tokio::test]
            async fn the_marks_say_so() {
                let (_database, db) = MARKED.copy().await;
                done!(&db, delete from $table where id = 1);
                let sql = concat!("select id from ", stringify!($table), " where ", $active, " order by id");
                assert_eq!(keys(&db, sql).await, [2, 3]);
                done!(&db, restore $table where id = 1);
                assert_eq!(keys(&db, sql).await, [1, 2, 3]);
            }
        }
    };
}

cases!(by_time, Timed, timed, timed_parts, "deleted_at is null");
cases!(by_flag, Flagged, flagged, flagged_parts, "not is_deleted");
cases!(
    by_end,
    Endless,
    endless,
    endless_parts,
    "valid_to = 'infinity'"
);
cases!(by_place, Moved, moved, moved_parts, "true");

/// What the methods of a table with the rows 1 to 3 answer, whatever its marks.
async fn outcomes<T: Lifecycle<Key = i64>>(db: &Client) {
    let rows = Manager::<T, _>::new(db);
    assert_eq!(rows.is_deleted(&1).await.unwrap(), Some(false));
    assert!(matches!(
        rows.delete(&1).await.unwrap(),
        DeleteOutcome::Deleted(_)
    ));
    assert_eq!(
        rows.delete(&1).await.unwrap(),
        DeleteOutcome::AlreadyDeleted
    );
    assert_eq!(rows.is_deleted(&1).await.unwrap(), Some(true));
    assert!(matches!(
        rows.restore(&1).await.unwrap(),
        RestoreOutcome::Restored(_)
    ));
    assert_eq!(rows.restore(&1).await.unwrap(), RestoreOutcome::NotDeleted);
    assert_eq!(rows.delete(&9).await.unwrap(), DeleteOutcome::NotFound);
    let bulk = rows.delete_many([1, 2, 9]).await.unwrap();
    assert_eq!((bulk.changed, bulk.unchanged, bulk.missing), (2, 0, 1));
    let mut states = rows.states(&[1, 2, 3, 9]).await.unwrap();
    states.sort_unstable();
    assert_eq!(states, [(1, true), (2, true), (3, false)]);
}

#[tokio::test]
async fn families_of_different_marks_work_together() {
    let (_database, db) = MIXED.copy().await;
    assert_eq!(done!(&db, delete from shelves where id = 1), 1);
    assert_eq!(ids!(&db, select id from volumes), [20]);
    let found = rows!(&db, row => (row.id, row.volume),
        select s.id, v.id as volume from shelves with deleted s left join volumes v on v.shelf_id = s.id order by s.id);
    assert_eq!(found, [(1, None), (2, Some(20))]);
    assert_eq!(done!(&db, restore shelves where id = 1), 1);
    assert_eq!(ids!(&db, select id from volumes order by id), [10, 20]);
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(
    name = "shelves",
    soft_delete(flag = "gone", id = "deletion_id"),
    children(volumes)
)]
struct Shelf {
    #[column(primary_key)]
    id: i64,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(
    name = "volumes",
    soft_delete(archive = "volumes_archive", id = "deletion_id")
)]
struct Volume {
    #[column(primary_key)]
    id: i64,
    #[column(references(shelves.id), on_delete = cascade)]
    shelf_id: i64,
}

static MIXED: Template = Template::of(
    "create table shelves (id bigint primary key, gone boolean not null default false, deletion_id uuid);
     create table volumes (id bigint primary key, shelf_id bigint not null);
     create table volumes_archive (id bigint not null, shelf_id bigint not null, deleted_at timestamptz not null, deletion_id uuid);
     insert into shelves (id) values (1), (2);
     insert into volumes (id, shelf_id) values (10, 1), (20, 2)",
);
