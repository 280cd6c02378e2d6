//! A role that row-level security restricts sees and deletes only its own rows, and needs to see no deleted ones to delete.

use softdelete::tokio_postgres::Client;
use softdelete::{Table, sd_query};
use softdelete_testing::Database;

use crate::support::{Role, refused, run};

#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "letters", soft_delete)]
pub(crate) struct Letter {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) tenant: String,
}

/// The policies that the library generates, beside the one of tenants.
const POLICIES: &str = "
    alter table letters enable row level security;
    create policy tenant on letters using (tenant = current_setting('app.tenant'));
    create policy softdelete_see on letters as restrictive for select using (deleted_at is null or deleted_at = now());
    create policy softdelete_change on letters as restrictive for update
        using (deleted_at is null or deleted_at = now()) with check (deleted_at is null or deleted_at = now());
    create policy softdelete_remove on letters as restrictive for delete using (false)";

async fn letters() -> (Role, Client) {
    let database = Database::create();
    database.run(
        "create table letters (id bigint primary key, tenant text not null,
             deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
         insert into letters values (1, 'a'), (2, 'a'), (3, 'b'), (4, 'b')",
    );
    database.run(POLICIES);
    let client = database.connect().await.expect("connects");
    let grants = ["grant select, insert, update, delete on letters"];
    let role = Role::make(database, &client, &grants).await;
    role.take(&client).await;
    run(&client, "set app.tenant = 'a'").await;
    (role, client)
}

async fn deleted(client: &Client) -> Vec<i64> {
    run(client, "reset role").await;
    let rows = client
        .query(
            "select id from letters where deleted_at is not null order by id",
            &[],
        )
        .await
        .expect("answers");
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn it_sees_its_own() {
    let (_role, db) = letters().await;
    let rows = sd_query!(select from letters order by id)
        .fetch_all(&db)
        .await
        .unwrap();
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    assert_eq!(ids, [1, 2]);
    let rows = sd_query!(select from letters with deleted order by id)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(rows.len(), 2);
}

#[tokio::test]
async fn it_deletes_its_own() {
    let (_role, db) = letters().await;
    let ids = [1_i64, 3];
    let gone = sd_query!(delete from letters where id in $ids returning id)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(gone.len(), 1);
    assert_eq!(
        sd_query!(select from letters)
            .fetch_all(&db)
            .await
            .unwrap()
            .len(),
        1
    );
    assert_eq!(deleted(&db).await, [1]);
}

#[tokio::test]
async fn it_deletes_all_that_it_sees_and_nothing_else() {
    let (_role, db) = letters().await;
    assert_eq!(
        sd_query!(delete all from letters)
            .execute(&db)
            .await
            .unwrap(),
        2
    );
    assert_eq!(deleted(&db).await, [1, 2]);
}

#[tokio::test]
async fn what_is_deleted_is_out_of_its_reach() {
    let (role, db) = letters().await;
    sd_query!(delete from letters where id = 1)
        .execute(&db)
        .await
        .unwrap();
    assert_eq!(
        sd_query!(restore letters where id = 1)
            .execute(&db)
            .await
            .unwrap(),
        0
    );
    let removed = sd_query!(hard delete from letters with deleted where id = 1)
        .execute(&db)
        .await
        .unwrap();
    assert_eq!(removed, 0);
    let seen = sd_query!(select from letters with deleted)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(seen.len(), 1);
    assert_eq!(deleted(&db).await, [1]);
    role.take(&db).await;
    assert_eq!(
        refused(
            &db,
            "update letters set deleted_at = '2020-01-01' where id = 2"
        )
        .await,
        "42501"
    );
}
