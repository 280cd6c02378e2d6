//! Two purgers at one table: each row is removed once, and neither waits for the other.

use softdelete::Pool;
use softdelete::Purge;
use softdelete::tokio_postgres::NoTls;

use crate::support::*;

const MANY: &str = "insert into pets (id, name, deleted_at)
    select n, 'many ' || n, now() - interval '2 days' from generate_series(1000, 2999) n";

#[tokio::test]
async fn two_at_once_remove_every_row_once() {
    let database = plain();
    let observer = Session::open(&database).await;
    observer.run(MANY).await;
    let pool = Pool::builder()
        .max_size(4)
        .connect_with(database.config(), NoTls)
        .await
        .expect("connects");
    let purge = || Purge::of::<Pet>().batch_size(50).run(&pool);
    let (one, other) = tokio::join!(purge(), purge());
    let (one, other) = (one.expect("it purges"), other.expect("it purges"));
    assert_eq!(one.removed() + other.removed(), 2000);
    assert_eq!(observer.number("select count(*) from pets").await, 3);
}

#[tokio::test]
async fn one_passes_over_what_the_other_holds() {
    let database = plain();
    let (holding, purging, observer) = two(&database).await;
    observer.run(MANY).await;
    holding
        .run("begin; select from pets where id < 1100 and deleted_at is not null for update")
        .await;
    let report = Purge::of::<Pet>()
        .batch_size(70)
        .run(&*purging.client)
        .await;
    assert_eq!(report.expect("it purges").removed(), 1900);
    holding.run("rollback").await;
    let report = Purge::of::<Pet>().run(&*purging.client).await;
    assert_eq!(report.expect("it purges").removed(), 100);
}
