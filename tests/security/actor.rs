//! The actor of an executor, in the marks and in the setting that policies and triggers read.

use softdelete::tokio_postgres::NoTls;
use softdelete::{Pool, Table, sd_query};
use softdelete_testing::Database;

use crate::support::TEXTS;

#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "files", soft_delete)]
pub(crate) struct File {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) told: Option<String>,
}

async fn files() -> (Database, Pool) {
    let database = Database::create();
    // A trigger writes down whom the setting names.
    database.run(
        "create table files (id bigint primary key, told text,
             deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
         create function tell() returns trigger language plpgsql as
             'begin new.told := current_setting(''softdelete.actor'', true); return new; end';
         create trigger tell before update on files for each row execute function tell();
         insert into files (id) values (1), (2)",
    );
    let pool = Pool::builder()
        .max_size(1)
        .connect_with(database.config(), NoTls)
        .await
        .expect("connects");
    (database, pool)
}

#[tokio::test]
async fn it_is_told_as_it_is() {
    let (_database, db) = files().await;
    for text in TEXTS {
        let actor = db.as_actor(text).announced();
        let deleted = sd_query!(delete from files where id = 1)
            .execute(&actor)
            .await
            .unwrap();
        assert_eq!(deleted, 1, "{text:?}");
        let row = sd_query!(select deleted_by, told from files only deleted where id = 1)
            .fetch_one(&db)
            .await
            .unwrap();
        assert_eq!(row.deleted_by.as_deref(), Some(*text));
        assert_eq!(row.told.as_deref(), Some(*text));
        sd_query!(restore files where id = 1)
            .execute(&db)
            .await
            .unwrap();
        // The setting ended with its transaction.
        let row = sd_query!(select told from files where id = 1)
            .fetch_one(&db)
            .await
            .unwrap();
        assert_eq!(row.told.unwrap_or_default(), "", "{text:?}");
    }
    assert_eq!(
        sd_query!(select from files)
            .fetch_all(&db)
            .await
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn a_byte_of_zero_is_an_error_and_the_connection_goes_on() {
    let (_database, db) = files().await;
    for announced in [false, true] {
        let actor = db.as_actor("a\0b");
        let actor = if announced { actor.announced() } else { actor };
        sd_query!(delete from files where id = 1)
            .execute(&actor)
            .await
            .expect_err("no text of PostgreSQL has such a byte");
        assert_eq!(
            sd_query!(select from files)
                .fetch_all(&db)
                .await
                .unwrap()
                .len(),
            2
        );
    }
}
