//! Deadlocks and serialization failures: the transaction that the server gives up is run again, and then it sees what the other one did.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use softdelete::tokio_postgres::NoTls;
use softdelete::{Error, IsolationLevel, Pool, sd_query};
use softdelete_testing::Database;
use tokio::sync::Barrier;

use crate::support::*;

async fn pool(database: &Database) -> Pool {
    Pool::builder()
        .max_size(4)
        .connect_with(database.config(), NoTls)
        .await
        .expect("connects")
}

#[tokio::test]
async fn two_deletions_in_opposite_order() {
    let database = plain();
    let pool = pool(&database).await;
    let both_have_one = Arc::new(Barrier::new(2));
    let attempts = Arc::new(AtomicU32::new(0));
    let delete = |first: i64, second: i64| {
        let (pool, barrier, attempts) = (pool.clone(), both_have_one.clone(), attempts.clone());
        tokio::spawn(async move {
            let met = AtomicU32::new(0);
            pool.transaction(async |tx| {
                attempts.fetch_add(1, Ordering::SeqCst);
                let one = sd_query!(delete from pets where id = $first)
                    .execute(&tx)
                    .await?;
                // Only the first time: there is nobody to meet when it runs again.
                if met.fetch_add(1, Ordering::SeqCst) == 0 {
                    barrier.wait().await;
                }
                let other = sd_query!(delete from pets where id = $second)
                    .execute(&tx)
                    .await?;
                Ok::<_, Error>(one + other)
            })
            .await
        })
    };
    let (one, other) = (delete(10, 11), delete(11, 10));
    let (one, other) = (one.await.unwrap().unwrap(), other.await.unwrap().unwrap());
    assert_eq!(one + other, 2, "each row is deleted once");
    assert_eq!(attempts.load(Ordering::SeqCst), 3, "one was run again");
    let observer = Session::open(&database).await;
    let deleted = "select id from pets where deleted_at is not null order by id";
    assert_eq!(observer.keys(deleted).await, [10, 11]);
}

#[tokio::test]
async fn without_a_transaction_to_run_again_the_error_says_what_it_is() {
    let database = plain();
    let (first, second, observer) = two(&database).await;
    for session in [&first, &second] {
        session.run("begin").await;
    }
    let delete = |on: &Session, id: i64| {
        let on = on.clone();
        async move {
            sd_query!(delete from pets where id = $id)
                .execute(&*on.client)
                .await
        }
    };
    delete(&first, 10).await.unwrap();
    delete(&second, 11).await.unwrap();
    let waiting = tokio::spawn(delete(&first, 11));
    first.waits(&observer).await;
    let (one, other) = (delete(&second, 10).await, {
        second.run("rollback").await;
        waiting.await.unwrap()
    });
    let errors: Vec<Error> = [one, other].into_iter().filter_map(Result::err).collect();
    assert_eq!(errors.len(), 1, "the server gives up one of them");
    assert!(errors[0].is_deadlock() && errors[0].is_retryable());
}

#[tokio::test]
async fn serializable_transactions_leave_no_child_under_a_deleted_parent() {
    let database = plain();
    let pool = pool(&database).await;
    let both_have_read = Arc::new(Barrier::new(2));
    let attempts = Arc::new(AtomicU32::new(0));

    let insert = {
        let (pool, barrier, attempts) = (pool.clone(), both_have_read.clone(), attempts.clone());
        tokio::spawn(async move {
            let met = AtomicU32::new(0);
            pool.build_transaction()
                .isolation_level(IsolationLevel::Serializable)
                .run(async |tx| {
                    attempts.fetch_add(1, Ordering::SeqCst);
                    let owner = sd_query!(select id from owners where id = 1)
                        .fetch_optional(&tx)
                        .await?;
                    if met.fetch_add(1, Ordering::SeqCst) == 0 {
                        barrier.wait().await;
                    }
                    if owner.is_none() {
                        return Ok(0);
                    }
                    sd_query!(insert into pets (id, owner_id) values (12, 1))
                        .execute(&tx)
                        .await
                })
                .await
        })
    };
    let delete = {
        let (pool, barrier, attempts) = (pool.clone(), both_have_read.clone(), attempts.clone());
        tokio::spawn(async move {
            let met = AtomicU32::new(0);
            pool.build_transaction()
                .isolation_level(IsolationLevel::Serializable)
                .run(async |tx| {
                    attempts.fetch_add(1, Ordering::SeqCst);
                    let deleted = sd_query!(delete from owners where id = 1)
                        .execute(&tx)
                        .await?;
                    if met.fetch_add(1, Ordering::SeqCst) == 0 {
                        barrier.wait().await;
                    }
                    Ok(deleted)
                })
                .await
        })
    };
    let (inserted, deleted) = (
        insert.await.unwrap().unwrap(),
        delete.await.unwrap().unwrap(),
    );
    assert_eq!(deleted, 1);
    assert!(inserted <= 1);
    assert_eq!(attempts.load(Ordering::SeqCst), 3, "one was run again");
    let observer = Session::open(&database).await;
    let orphans = "select count(*) from pets p join owners o on o.id = p.owner_id
        where p.deleted_at is null and o.deleted_at is not null";
    assert_eq!(observer.number(orphans).await, 0);
}
