//! The statements that race, each as an outcome.

use softdelete::sd_query;

use crate::support::{Outcome, Session, outcome, owners, pets};

pub(crate) async fn delete_owner(on: Session, id: i64, by: &str) -> Outcome {
    outcome(
        sd_query!(delete from owners where id = $id by $by)
            .execute(&*on.client)
            .await,
    )
}

pub(crate) async fn restore_owner(on: Session, id: i64) -> Outcome {
    outcome(
        sd_query!(restore owners where id = $id)
            .execute(&*on.client)
            .await,
    )
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
