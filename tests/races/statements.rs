//! The statements that race, each as an outcome.

use softdelete::sd_query;
use softdelete::tokio_postgres::Row;

use crate::support::{Outcome, Session, outcome, pets};

pub(crate) async fn delete_owner(on: Session, id: i64, by: &str) -> Outcome {
    let sql = "with o as (
            update owners set deleted_at = now(), deleted_by = $2, deletion_id = gen_random_uuid()
            where id = $1 and deleted_at is null returning id, deletion_id
        ), p as (
            update pets set deleted_at = now(), deleted_by = $2, deletion_id = o.deletion_id from o
            where owner_id = o.id and deleted_at is null returning pets.id
        )
        select count(*) from o";
    counted(on.client.query_one(sql, &[&id, &by]).await)
}

pub(crate) async fn restore_owner(on: Session, id: i64) -> Outcome {
    let sql = "with was as (
            select id, deletion_id from owners where id = $1 and deleted_at is not null for update
        ), o as (
            update owners set deleted_at = null, deleted_by = null, deletion_id = null
            from was where owners.id = was.id returning owners.id
        ), p as (
            update pets set deleted_at = null, deleted_by = null, deletion_id = null from was
            where owner_id = was.id and pets.deletion_id = was.deletion_id returning pets.id
        )
        select count(*) from o";
    counted(on.client.query_one(sql, &[&id]).await)
}

pub(crate) async fn insert_pet(on: Session, id: i64, owner_id: i64) -> Outcome {
    let name = format!("pet {id}");
    outcome(
        sd_query!(insert into pets (id, owner_id, name) values ($id, $owner_id, $name))
            .execute(&*on.client)
            .await,
    )
}

pub(crate) async fn delete_pet(on: Session, id: i64, by: &str) -> Outcome {
    outcome(
        sd_query!(delete from pets where id = $id by $by)
            .execute(&*on.client)
            .await,
    )
}

pub(crate) async fn restore_pet(on: Session, id: i64) -> Outcome {
    outcome(
        sd_query!(restore pets where id = $id)
            .execute(&*on.client)
            .await,
    )
}

pub(crate) async fn hard_delete_pet(on: Session, id: i64) -> Outcome {
    outcome(
        sd_query!(hard delete from pets where id = $id)
            .execute(&*on.client)
            .await,
    )
}

/// Gives a name to a pet of that key, or makes the pet.
pub(crate) async fn upsert_pet(on: Session, id: i64, name: &str, owner_id: i64) -> Outcome {
    outcome(
        sd_query!(
            insert into pets (id, owner_id, name) values ($id, $owner_id, $name)
            on conflict (name) do update set owner_id = excluded.owner_id
        )
        .execute(&*on.client)
        .await,
    )
}

fn counted(row: Result<Row, softdelete::tokio_postgres::Error>) -> Outcome {
    match row {
        Ok(row) => Ok(u64::try_from(row.get::<_, i64>(0)).expect("a count")),
        Err(error) => Err(error.code().expect("a refusal").code().to_owned()),
    }
}
