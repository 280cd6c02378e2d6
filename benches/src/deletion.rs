//! What deletions and restorations take, beside statements written by hand and prepared on the same connection, in the same run.
//!
//! ```console
//! $ cargo run --release -p benches --bin deletion -- [ROUNDS]
//! ```
//!
//! A round runs both, taking turns in who is first, on rows of their own; a figure is the median of the rounds' ratios.

use std::env;
use std::error::Error;
use std::pin::pin;

use softdelete::tokio_postgres::types::ToSql;
use softdelete::{Connection, Manager, Pool, sd_query};
use softdelete_testing::Database;

#[path = "deletion/by_hand.rs"]
mod by_hand;
#[path = "deletion/figures.rs"]
mod figures;
#[path = "deletion/tables.rs"]
mod tables;

use by_hand::{ByHand, Operation};
use figures::{Figure, Side, timed};
use tables::{Account, Note, accounts, clients, notes, tables};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// How many single statements a round runs of each side.
const SINGLES: usize = 200;
/// How many keys the bulk changes take, and how many go into one statement.
const KEYS: usize = 100_000;
const CHUNK: usize = 10_000;

/// Where everything runs.
struct Bench {
    pool: Pool,
    connection: Connection,
    by_hand: ByHand,
    rounds: usize,
}

impl Bench {
    async fn run_by_hand(
        &self,
        statement: &by_hand::Statement,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result {
        let client = self.connection.client();
        match statement {
            by_hand::Statement::Silent(statement) => {
                client.execute(statement, params).await?;
            }
            by_hand::Statement::Counting(statement) => {
                client.query_one(statement, params).await?;
            }
        }
        Ok(())
    }

    /// So that a round finds the tables as the one before did.
    async fn tidy(&self, tables: &str) -> Result {
        self.connection
            .client()
            .batch_execute(&format!("vacuum {tables}"))
            .await?;
        Ok(())
    }

    /// One row, and nothing that refers to it.
    async fn single(&self) -> Result<[Figure; 1]> {
        let mut figure = Figure::new("delete one row");
        let mut next = 1_i64;
        for round in 0..=self.rounds {
            for turn in 0..SINGLES {
                for side in Side::in_turn(turn) {
                    let (id, operation) = (next, Operation(next.unsigned_abs().into()));
                    next += 1;
                    let took = match side {
                        Side::Ours => {
                            timed(pin!(
                                sd_query!(delete from notes where id = $id)
                                    .execute(&self.connection)
                            ))
                            .await?
                        }
                        Side::ByHand => {
                            timed(pin!(self.run_by_hand(
                                &self.by_hand.note,
                                &[&id, &None::<&str>, &operation]
                            )))
                            .await?
                        }
                    };
                    figure.add(side, took);
                }
            }
            figure.end_round(round);
        }
        Ok([figure])
    }

    /// An account with 2 projects of 5 tasks each.
    async fn small_cascade(&self) -> Result<[Figure; 1]> {
        let mut figure = Figure::new("delete one row and 12 below it");
        let mut next = 1_001_i64;
        for round in 0..=self.rounds {
            for turn in 0..SINGLES / 4 {
                for side in Side::in_turn(turn) {
                    let (id, operation) = (next, Operation(next.unsigned_abs().into()));
                    next += 1;
                    let took = match side {
                        Side::Ours => {
                            timed(pin!(
                                sd_query!(delete from accounts where id = $id)
                                    .execute(&self.connection)
                            ))
                            .await?
                        }
                        Side::ByHand => {
                            timed(pin!(self.run_by_hand(
                                &self.by_hand.delete,
                                &[&id, &None::<&str>, &operation]
                            )))
                            .await?
                        }
                    };
                    figure.add(side, took);
                }
            }
            figure.end_round(round);
        }
        Ok([figure])
    }

    /// An account with 100 projects of 100 tasks each: one for each side, deleted and restored.
    async fn large_cascade(&self) -> Result<[Figure; 3]> {
        let mut plan = Figure::new("plan the deletion of 10,101 rows");
        let mut delete = Figure::new("delete 10,101 rows of three levels");
        let mut restore = Figure::new("restore them");
        for round in 0..=self.rounds {
            for side in Side::in_turn(round) {
                let (id, operation) = (side.root(), Operation(1));
                match side {
                    Side::Ours => {
                        let statement = || sd_query!(delete from accounts where id = $id);
                        plan.add(side, timed(pin!(statement().plan(&self.connection))).await?);
                        delete.add(
                            side,
                            timed(pin!(statement().execute(&self.connection))).await?,
                        );
                        let statement = sd_query!(restore accounts where id = $id);
                        restore.add(
                            side,
                            timed(pin!(statement.execute(&self.connection))).await?,
                        );
                    }
                    Side::ByHand => {
                        plan.add(
                            side,
                            timed(pin!(self.run_by_hand(&self.by_hand.plan, &[&id]))).await?,
                        );
                        let params: [&(dyn ToSql + Sync); 3] = [&id, &None::<&str>, &operation];
                        delete.add(
                            side,
                            timed(pin!(self.run_by_hand(&self.by_hand.delete, &params))).await?,
                        );
                        restore.add(
                            side,
                            timed(pin!(self.run_by_hand(&self.by_hand.restore, &[&id]))).await?,
                        );
                    }
                }
            }
            self.tidy("accounts, projects, tasks").await?;
            for figure in [&mut plan, &mut delete, &mut restore] {
                figure.end_round(round);
            }
        }
        Ok([plan, delete, restore])
    }

    /// The same with history of all three tables.
    async fn with_history(&self) -> Result<[Figure; 2]> {
        let mut both = Figure::new("the same deletion with history");
        let mut without = Figure::new("with history, beside ours without");
        for round in 0..=self.rounds {
            for side in Side::in_turn(round) {
                let (id, operation) = (side.root(), Operation(1));
                match side {
                    Side::Ours => {
                        let took = timed(pin!(
                            sd_query!(delete from clients where id = $id).execute(&self.connection)
                        ))
                        .await?;
                        both.add(side, took);
                        without.add(side, took);
                        sd_query!(restore clients where id = $id)
                            .execute(&self.connection)
                            .await?;
                        let plain = sd_query!(delete from accounts where id = $id);
                        without.add(
                            Side::ByHand,
                            timed(pin!(plain.execute(&self.connection))).await?,
                        );
                        sd_query!(restore accounts where id = $id)
                            .execute(&self.connection)
                            .await?;
                    }
                    Side::ByHand => {
                        let params: [&(dyn ToSql + Sync); 3] = [&id, &None::<&str>, &operation];
                        both.add(
                            side,
                            timed(pin!(
                                self.run_by_hand(&self.by_hand.delete_with_history, &params)
                            ))
                            .await?,
                        );
                        sd_query!(restore clients where id = $id)
                            .execute(&self.connection)
                            .await?;
                    }
                }
            }
            self.tidy("accounts, projects, tasks, clients, offers, steps")
                .await?;
            both.end_round(round);
            without.end_round(round);
        }
        Ok([both, without])
    }

    /// Any number of keys, without and with rows below them.
    async fn bulk(&self) -> Result<[Figure; 3]> {
        let mut delete = Figure::new("delete 100,000 rows by key");
        let mut restore = Figure::new("restore them");
        let mut cascade = Figure::new("delete 1,000 rows by key and 12,000 below them");
        let all = i64::try_from(KEYS)?;
        let keys = || 1_000_001..=1_000_000 + all;
        for round in 0..=self.rounds.div_ceil(2) {
            for side in Side::in_turn(round) {
                let operation = Operation(1);
                match side {
                    Side::Ours => {
                        let manager = Manager::<Note, _>::new(&self.connection);
                        delete.add(side, timed(pin!(manager.delete_many(keys()))).await?);
                        restore.add(side, timed(pin!(manager.restore_many(keys()))).await?);
                        let manager = Manager::<Account, _>::new(&self.connection);
                        cascade.add(
                            side,
                            timed(pin!(manager.delete_many(100_001..=101_000))).await?,
                        );
                        manager.restore_many(100_001..=101_000).await?;
                    }
                    Side::ByHand => {
                        let keys: Vec<i64> = keys().collect();
                        let deleting = async {
                            for chunk in keys.chunks(CHUNK) {
                                self.run_by_hand(
                                    &self.by_hand.notes,
                                    &[&chunk, &None::<&str>, &operation],
                                )
                                .await?;
                            }
                            Ok::<_, Box<dyn Error>>(())
                        };
                        delete.add(side, timed(pin!(deleting)).await?);
                        let restoring = async {
                            for chunk in keys.chunks(CHUNK) {
                                self.run_by_hand(&self.by_hand.restore_notes, &[&chunk])
                                    .await?;
                            }
                            Ok::<_, Box<dyn Error>>(())
                        };
                        restore.add(side, timed(pin!(restoring)).await?);
                        let keys: Vec<i64> = (100_001..=101_000).collect();
                        let params: [&(dyn ToSql + Sync); 3] = [&keys, &None::<&str>, &operation];
                        cascade.add(
                            side,
                            timed(pin!(self.run_by_hand(&self.by_hand.delete_many, &params)))
                                .await?,
                        );
                        let manager = Manager::<Account, _>::new(&self.connection);
                        manager.restore_many(100_001..=101_000).await?;
                    }
                }
            }
            self.tidy("notes, accounts, projects, tasks").await?;
            for figure in [&mut delete, &mut restore, &mut cascade] {
                figure.end_round(round);
            }
        }
        Ok([delete, restore, cascade])
    }
}

#[tokio::main]
async fn main() -> Result {
    let rounds = env::args().nth(1).map_or(Ok(15), |arg| arg.parse())?;
    let database = Database::create();
    database.run(softdelete::schema::SYSTEM_SQL);
    for statement in tables(rounds, SINGLES, KEYS) {
        database.run(&statement);
    }
    let pool = Pool::builder().max_size(1).connect(&database.url()).await?;
    let connection = pool.get().await?;
    let by_hand = ByHand::prepare(connection.client()).await?;
    let bench = Bench {
        pool,
        connection,
        by_hand,
        rounds,
    };
    figures::print(&bench.single().await?);
    figures::print(&bench.small_cascade().await?);
    figures::print(&bench.large_cascade().await?);
    figures::print(&bench.with_history().await?);
    figures::print(&bench.bulk().await?);
    drop(bench.connection);
    drop(bench.pool);
    Ok(())
}
