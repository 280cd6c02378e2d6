//! What a purge of a million rows takes, in time and memory, beside a loop written by hand in the same run.
//!
//! ```console
//! $ cargo run --release -p benches --bin purge -- [ROWS] [BATCH]
//! ```

use std::env;
use std::error::Error;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use softdelete::{Pool, Purge, Table};
use softdelete_testing::Database;
use softdelete_testing::tokio_postgres::Client;

/// A table of which nothing but its deletions matters.
#[derive(Debug, Table)]
#[table(name = "events", soft_delete(at = "deleted_at"), retention = "90 days")]
pub struct Event {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// What makes the rows of a usual length.
    pub payload: String,
}

/// Both tables alike. Rows were deleted one a second, long ago.
fn tables(rows: u64) -> String {
    let make = |name: &str| {
        format!(
            "create table {name} (id bigint primary key, payload text not null, deleted_at timestamptz);
             insert into {name} select n, repeat('x', 100), timestamptz '2001-01-01' + n * interval '1 second' from generate_series(1, {rows}) n;
             create index on {name} (deleted_at) where deleted_at is not null;
             vacuum analyze {name};"
        )
    };
    // VACUUM wants to be alone, so each statement is sent by itself.
    make("events") + &make("by_hand")
}

/// The loop as it is written by someone who has looked at its plan: `id in (select …)` would be a join with the whole table once the
/// plan is a generic one.
async fn by_hand(client: &Client, batch: i64) -> Result<u64, Box<dyn Error>> {
    let statement = client
        .prepare(
            "delete from by_hand where id = any (array(select id from by_hand where deleted_at is not null
               and deleted_at < now() - interval '90 days' order by deleted_at limit $1 for update skip locked))",
        )
        .await?;
    let mut total = 0;
    loop {
        let removed = client.execute(&statement, &[&batch]).await?;
        if removed == 0 {
            return Ok(total);
        }
        total += removed;
    }
}

/// The resident memory of this process in KiB.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.trim().split(' ').next()?.parse().ok());
    number.unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn rate(rows: u64, took: Duration) -> f64 {
    rows as f64 / took.as_secs_f64()
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let rows = args.next().map_or(Ok(1_000_000), |arg| arg.parse())?;
    let batch: u32 = args.next().map_or(Ok(1_000), |arg| arg.parse())?;
    let database = Database::create();
    for statement in tables(rows).split_inclusive(';') {
        database.run(statement);
    }
    let client = database.connect().await?;
    let pool = Pool::connect(&database.url()).await?;

    let begun = Instant::now();
    let removed = by_hand(&client, i64::from(batch)).await?;
    let took_by_hand = begun.elapsed();
    println!(
        "by hand: {removed} rows in {took_by_hand:.2?}, {:.0} rows/s",
        rate(removed, took_by_hand)
    );

    let (first, peak) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let (seen_first, seen_peak) = (first.clone(), peak.clone());
    let purge = Purge::of::<Event>()
        .batch_size(batch)
        .on_progress(move |_| {
            let now = resident();
            let _ = seen_first.compare_exchange(0, now, Ordering::Relaxed, Ordering::Relaxed);
            seen_peak.fetch_max(now, Ordering::Relaxed);
        });
    let before = resident();
    let begun = Instant::now();
    let report = purge.run(&pool).await?;
    let took = begun.elapsed();
    let after = resident();
    println!(
        "purge:   {} rows in {took:.2?}, {:.0} rows/s",
        report.removed(),
        rate(report.removed(), took)
    );
    println!(
        "ratio:   {:.2}",
        took.as_secs_f64() / took_by_hand.as_secs_f64()
    );
    println!(
        "resident memory: {before} KiB before, {} after the first batch, {} at its peak, {after} at the end",
        first.load(Ordering::Relaxed),
        peak.load(Ordering::Relaxed)
    );
    let grown = peak.load(Ordering::Relaxed).saturating_sub(before);
    assert!(grown <= 10 * 1024, "memory has grown by {grown} KiB");
    assert_eq!(report.removed(), rows);
    Ok(())
}
