//! A network that breaks before the server has a statement, before the client has the answer, and in between.

use std::sync::atomic::{AtomicU32, Ordering};

use softdelete::Pool;
use softdelete::tokio_postgres::NoTls;

use crate::family::*;
use crate::proxy::{Moment, Proxy};

const BOTH: [Moment; 2] = [Moment::BeforeSending, Moment::BeforeAnswer];

async fn behind(proxy: &Proxy) -> Pool {
    let pool = Pool::builder().max_size(1);
    let pool = pool.connect_with(proxy.config(), NoTls).await;
    pool.expect("connects")
}

impl Family {
    /// The change was made if and only if the server had all of it.
    async fn is_as_cut(&self, moment: Moment, pool: &Pool) {
        self.is_deserted().await;
        match moment {
            Moment::BeforeSending => self.is_as_before(pool).await,
            Moment::BeforeAnswer => self.is_as_after(pool).await,
        }
    }
}

#[tokio::test]
async fn around_a_statement_that_commits_by_itself() {
    for (change, moment) in Change::ALL
        .into_iter()
        .flat_map(|change| BOTH.map(|moment| (change, moment)))
    {
        let family = Family::new(change).await;
        let proxy = Proxy::before(&family.database).await;
        let pool = behind(&proxy).await;
        proxy.cut_at("softdelete.history", moment);
        let error = change.run(&pool).await.expect_err("its connection is cut");
        assert!(
            error.is_connection_lost() && error.is_commit_unknown(),
            "{error}"
        );
        assert!(!error.is_retryable(), "{error}");
        assert!(
            error
                .to_string()
                .contains("not known whether it took effect"),
            "{error}"
        );
        family.is_as_cut(moment, &pool).await;
    }
}

#[tokio::test]
async fn around_the_commit_of_a_transaction() {
    for (change, moment) in Change::ALL
        .into_iter()
        .flat_map(|change| BOTH.map(|moment| (change, moment)))
    {
        let family = Family::new(change).await;
        let proxy = Proxy::before(&family.database).await;
        let pool = behind(&proxy).await;
        proxy.cut_at("COMMIT", moment);
        let attempts = AtomicU32::new(0);
        let lost = pool.transaction(async |tx| {
            attempts.fetch_add(1, Ordering::Relaxed);
            change.run(&tx).await
        });
        let error = lost.await.expect_err("its connection is cut");
        assert!(
            error.is_connection_lost() && error.is_commit_unknown(),
            "{error}"
        );
        assert_eq!(attempts.into_inner(), 1, "it may have been committed");
        family.is_as_cut(moment, &pool).await;
    }
}

#[tokio::test]
async fn around_the_commit_behind_an_announced_actor() {
    for moment in BOTH {
        let family = Family::new(Change::Delete).await;
        let proxy = Proxy::before(&family.database).await;
        let pool = behind(&proxy).await;
        proxy.cut_at("COMMIT", moment);
        let actor = pool.as_actor("cut").announced();
        let error = Change::Delete
            .run(&actor)
            .await
            .expect_err("its connection is cut");
        assert!(
            error.is_connection_lost() && error.is_commit_unknown(),
            "{error}"
        );
        family.is_deserted().await;
        let now = family.now().await.replace(" cut", "");
        // What travels as several requests may be lost behind the first of them, when the network is. It is the transaction that
        // keeps it whole.
        assert!(now == family.before || (now == family.after && moment == Moment::BeforeAnswer));
    }
}

#[tokio::test]
async fn in_the_middle_of_a_statement() {
    for change in Change::ALL {
        let family = Family::new(change).await;
        let proxy = Proxy::before(&family.database).await;
        let pool = behind(&proxy).await;
        let barrier = Barrier::closed(&family.database).await;
        let under_way = start(change, &pool);
        barrier.reached().await;
        proxy.cut();
        let error = under_way
            .await
            .expect("no panic")
            .expect_err("its connection is cut");
        assert!(
            error.is_connection_lost() && error.is_commit_unknown(),
            "{error}"
        );
        barrier.open().await;
        // The server does not look for its client while it works, so the change is made.
        family.is_as_cut(Moment::BeforeAnswer, &pool).await;
    }
}

#[tokio::test]
async fn in_the_middle_of_a_transaction() {
    for change in Change::ALL {
        let family = Family::new(change).await;
        let proxy = Proxy::before(&family.database).await;
        let pool = behind(&proxy).await;
        let barrier = Barrier::closed(&family.database).await;
        let attempts = AtomicU32::new(0);
        let work = pool.transaction(async |tx| {
            attempts.fetch_add(1, Ordering::Relaxed);
            change.run(&tx).await
        });
        let cutting = async {
            barrier.reached().await;
            proxy.cut();
            barrier.open().await;
        };
        let (done, ()) = tokio::join!(work, cutting);
        assert_eq!(done.expect("it is run again"), 1);
        assert_eq!(attempts.into_inner(), 2, "without COMMIT nothing was done");
        family.is_as_after(&pool).await;
    }
}
