//! Purges whose server is killed in the middle of a batch: what a batch removed is in history, what it did not is still there, and the purge
//! goes on by itself.

use softdelete::Purge;
use softdelete_testing::Server;

use crate::family::*;
use crate::killed_server::kill;

/// All rows that the account 1 had, deleted long enough ago.
async fn deleted(server: &Server) -> Family {
    let family = Family::on(server, Change::Restore).await;
    family.database.run(
        "alter table tasks disable trigger pause;
         update tasks set deleted_at = now() - interval '2 days' where deleted_at is not null;
         update projects set deleted_at = now() - interval '2 days' where deleted_at is not null;
         update accounts set deleted_at = now() - interval '2 days' where deleted_at is not null;
         alter table tasks enable trigger pause",
    );
    family
}

impl Family {
    async fn number(&self, sql: &str) -> i64 {
        let client = self.database.connect().await.expect("connects");
        let row = client.query_one(sql, &[]).await;
        row.expect("it can be counted").get(0)
    }

    /// Each row is there, or is in history as purged, once.
    async fn is_whole(&self) -> i64 {
        let gone = "select count(*) from softdelete.history where action = 'purge'";
        let twice = "select count(*) - count(distinct (table_name, row_key)) from softdelete.history where action = 'purge'";
        let there = "select (select count(*) from tasks) + (select count(*) from projects) + (select count(*) from accounts)";
        let (gone, there) = (self.number(gone).await, self.number(there).await);
        assert_eq!((gone + there, self.number(twice).await), (411 + 3, 0));
        there
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_goes_on_when_the_server_is_back() {
    let server = Server::start().expect("a server of its own");
    for whole_server in [true, false] {
        let family = deleted(&server).await;
        let pool = family.pool().await;
        let barrier = Barrier::closed(&family.database).await;
        let purging = pool.clone();
        let under_way =
            tokio::spawn(async move { Purge::of::<Account>().batch_size(30).run(&purging).await });
        let pid = barrier.reached().await;
        let left = family.is_whole().await;
        if whole_server {
            server.kill().expect("it is killed");
            server.restart().expect("it starts again");
        } else {
            kill(pid);
            barrier.lost().await;
        }
        let report = in_time(under_way, "it never ended")
            .await
            .expect("no panic");
        let report = report.expect("it goes on");
        assert_eq!(report.removed(), 411);
        assert!(left > 3 && family.is_whole().await == 3);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_repetitions_it_says_so_and_loses_nothing() {
    let server = Server::start().expect("a server of its own");
    let family = deleted(&server).await;
    let pool = family.pool().await;
    let barrier = Barrier::closed(&family.database).await;
    let purging = pool.clone();
    let purge = Purge::of::<Account>().batch_size(30).retries(0);
    let again = purge.clone();
    let under_way = tokio::spawn(async move { purge.run(&purging).await });
    barrier.reached().await;
    let before = family.now().await;
    server.kill().expect("it is killed");
    let error = in_time(under_way, "it never ended")
        .await
        .expect("no panic");
    let error = error.expect_err("its connection is lost");
    assert!(
        error.is_connection_lost() && error.is_commit_unknown(),
        "{error}"
    );
    server.restart().expect("it starts again");
    family.holds(&before).await;
    let left = family.is_whole().await - 3;
    let report = again.run(&pool).await.expect("it goes on");
    assert_eq!(i64::try_from(report.removed()), Ok(left));
    assert_eq!(family.is_whole().await, 3);
}
