//! Several workers and several purges share the work.

use softdelete::Purge;

use crate::shop::{Shop, User};

const MANY: &str = "
    insert into users (id, deleted_at) select n, timestamptz '2001-01-01' + n * interval '1 minute' from generate_series(1, 3000) n;
    insert into orders select n, n, true, '2001-01-01' from generate_series(1, 3000) n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn workers_take_each_row_once() {
    let shop = Shop::open().await;
    shop.run(MANY);
    let purge = Purge::of::<User>().batch_size(50).workers(4);
    let report = purge.run(&shop.pool).await.expect("it runs");
    assert_eq!(report.removed(), 6_000);
    assert_eq!(
        shop.count("select count(*) from softdelete.history").await,
        3_000
    );
    assert_eq!(
        shop.count("select count(distinct row_key) from softdelete.history")
            .await,
        3_000
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_purges_share_the_rows() {
    let shop = Shop::open().await;
    shop.run(MANY);
    let purge = || Purge::of::<User>().batch_size(20).run(&shop.pool);
    let (left, right) = tokio::join!(purge(), purge());
    let (left, right) = (left.expect("it runs"), right.expect("it runs"));
    assert_eq!(left.removed() + right.removed(), 6_000);
    assert!(left.removed() > 0 && right.removed() > 0, "{left}\n{right}");
    assert_eq!(
        shop.count("select count(*) from softdelete.history").await,
        3_000
    );
}

#[tokio::test]
async fn locked_rows_are_left_and_told() {
    let shop = Shop::open().await;
    shop.run(
        "insert into users (id, deleted_at) select n, '2001-01-01' from generate_series(1, 10) n",
    );
    let other = shop.database.connect().await.expect("the server answers");
    other
        .batch_execute("begin; update users set legal_hold = false where id <= 3")
        .await
        .expect("rows are locked");
    let report = shop.purge().await;
    assert_eq!(report.of("users").map(|table| table.removed), Some(7));
    let kept = report
        .of("users")
        .and_then(|table| table.kept)
        .expect("it was counted");
    assert_eq!(kept.due, 3);
    other
        .batch_execute("rollback")
        .await
        .expect("they are free");
    assert_eq!(shop.purge().await.removed(), 3);
}

#[tokio::test]
async fn a_row_that_is_restored_meanwhile_stays() {
    let shop = Shop::open().await;
    shop.run(
        "insert into users (id, deleted_at) select n, '2001-01-01' from generate_series(1, 10) n",
    );
    let other = shop.database.connect().await.expect("the server answers");
    other
        .batch_execute("begin; update users set deleted_at = null where id = 5")
        .await
        .expect("a row is being restored");
    assert_eq!(shop.purge().await.removed(), 9);
    other.batch_execute("commit").await.expect("it is restored");
    assert_eq!(shop.purge().await.removed(), 0);
    assert_eq!(shop.count("select id from users").await, 5);
}
