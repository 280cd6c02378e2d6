//! Rows that refer to one another.

use std::time::Duration;

use softdelete::{Purge, PurgeReport};

use crate::shop::{Node, Shop};

async fn purge(shop: &Shop, batch_size: u32) -> PurgeReport {
    let purge = Purge::of::<Node>().batch_size(batch_size);
    let purge = purge.older_than(Duration::from_hours(1));
    purge.run(&shop.pool).await.expect("the purge runs")
}

#[tokio::test]
async fn a_deep_chain_goes_to_its_end_in_few_statements() {
    let shop = Shop::open().await;
    shop.run("insert into nodes select n, nullif(n - 1, 0), '2001-01-01' from generate_series(1, 5000) n");
    let report = purge(&shop, 1_000).await;
    assert_eq!(report.removed(), 5_000);
    assert_eq!(shop.count("select count(*) from nodes").await, 0);
}

#[tokio::test]
async fn trees_circles_and_loops_go_whole() {
    let shop = Shop::open().await;
    shop.run(
        "insert into nodes select n, nullif(n / 3, 0), '2001-01-01' from generate_series(1, 1000) n;
         insert into nodes select 10000 + n, null, '2001-01-01' from generate_series(0, 99) n;
         update nodes set parent_id = 10000 + (id - 10000 + 1) % 100 where id >= 10000;
         insert into nodes values (20000, 20000, '2001-01-01')",
    );
    assert_eq!(purge(&shop, 7).await.removed(), 1_101);
}

#[tokio::test]
async fn a_circle_with_one_row_that_stays_stays() {
    let shop = Shop::open().await;
    shop.run(
        "insert into nodes select n, null, '2001-01-01' from generate_series(1, 10) n;
         update nodes set parent_id = id % 5 + 1 where id <= 5;
         update nodes set parent_id = (id - 5) % 5 + 6 where id > 5;
         update nodes set deleted_at = null where id = 3",
    );
    let report = purge(&shop, 1_000).await;
    assert_eq!(report.removed(), 5);
    let kept = report
        .of("nodes")
        .and_then(|table| table.kept)
        .expect("it was counted");
    assert_eq!((kept.referenced, kept.due), (4, 0));
    assert_eq!(
        shop.count("select count(*) from nodes where id <= 5").await,
        5
    );
}
