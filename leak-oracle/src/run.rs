//! Running statements both ways and comparing.

use std::fmt::Write;
use std::time::Duration;

use softdelete_compiler::compile::{Options, compile};
use softdelete_compiler::diagnostic::Errors;
use softdelete_testing::Database;
use tokio_postgres::Client;

use crate::generate::{Features, Generator, Statement};
use crate::random::Random;
use crate::tally::{Settings, Tally};
use crate::wire::{Rows, batch, sent, shaped};
use crate::world::{TableOf, World};

/// What the server says of a statement that took too long.
const TIMEOUT: &str = "canceling statement due to statement timeout";
/// What it says where the time was up while it was busy with saying so.
const CANCELLED: &str = "canceling statement due to user request";

/// Tries statements on a database of its own.
///
/// # Errors
/// The server cannot be reached, or does not take a world.
pub async fn run(settings: Settings) -> Result<Tally, tokio_postgres::Error> {
    let database = Database::create();
    let mut client = connect(&database).await?;
    let version = version(&client).await?;
    let xml = client.batch_execute("select xmlelement(name a)").await;
    let features = Features {
        version,
        xml: xml.is_ok(),
    };
    let mut tally = Tally::default();
    let mut done = 0;
    let mut seed = settings.seed;
    while done < settings.cases {
        let cases = settings.per_world.min(settings.cases - done);
        if let Err((place, error)) =
            try_world(&client, seed, cases, features, settings, &mut tally).await
        {
            if !client.is_closed() {
                return Err(error);
            }
            // A statement that ends the server is found by its place; the rest of its world is passed over.
            tally.differences.push(format!(
                "seed {seed}: the server is gone ({error}) while it was busy with this, or with a statement of another connection\n{place}"
            ));
            client = reconnect(&database).await?;
        }
        done += cases;
        seed += 1;
        if !tally.differences.is_empty() && !settings.keep_going {
            break;
        }
    }
    Ok(tally)
}

async fn try_world(
    client: &Client,
    seed: u64,
    cases: usize,
    features: Features,
    settings: Settings,
    tally: &mut Tally,
) -> Result<(), (String, tokio_postgres::Error)> {
    let set_up = |error| ("the set-up of the world".to_owned(), error);
    client
        .batch_execute("drop schema if exists full_world, purged_world, more_world cascade")
        .await
        .map_err(set_up)?;
    let place = Place::new(client, seed).await.map_err(set_up)?;
    place.try_statements(features, cases, settings, tally).await
}

async fn connect(database: &Database) -> Result<Client, tokio_postgres::Error> {
    let client = database.connect().await?;
    client
        .batch_execute("set statement_timeout = '10s'; set timezone = 'UTC'; set client_min_messages = 'error'")
        .await?;
    Ok(client)
}

/// Connects to a server that has ended and starts anew.
async fn reconnect(database: &Database) -> Result<Client, tokio_postgres::Error> {
    const TRIES: usize = 60;
    for _ in 0..TRIES {
        tokio::time::sleep(Duration::from_millis(500)).await;
        if let Ok(client) = connect(database).await {
            return Ok(client);
        }
    }
    connect(database).await
}

async fn version(client: &Client) -> Result<u32, tokio_postgres::Error> {
    let row = client
        .query_one(
            "select current_setting('server_version_num')::int / 10000",
            &[],
        )
        .await?;
    Ok(u32::try_from(row.get::<_, i32>(0)).unwrap_or(0))
}

/// A world as it stands in the database, three times.
struct Place<'c> {
    client: &'c Client,
    seed: u64,
    world: World,
    /// The deleted rows of each table before anything was done.
    deleted: Vec<Rows>,
}

impl<'c> Place<'c> {
    async fn new(client: &'c Client, seed: u64) -> Result<Self, tokio_postgres::Error> {
        let mut random = Random::new(seed);
        let world = World::new(&mut random);
        let more = world.with_more_deleted(&mut random);
        let mut sql = world.ddl("full_world", true, &mut random);
        sql.push_str(&world.ddl("purged_world", false, &mut random));
        sql.push_str(&more.ddl("more_world", true, &mut random));
        client.batch_execute(&sql).await?;
        let mut deleted = Vec::new();
        for table in world.tables.iter().filter_map(TableOf::deleted_rows) {
            let results = batch(client, &format!("set search_path = full_world; {table}")).await?;
            deleted.push(results.into_iter().nth(1).unwrap_or_default());
        }
        Ok(Self {
            client,
            seed,
            world,
            deleted,
        })
    }

    async fn try_statements(
        &self,
        features: Features,
        cases: usize,
        settings: Settings,
        tally: &mut Tally,
    ) -> Result<(), (String, tokio_postgres::Error)> {
        // Statements are decided by the seed of the world and their number in it.
        let mut random = Random::new(self.seed ^ 0xD1B5_4A32_D192_ED03);
        let mut generator = Generator::new(&self.world, features, Random::new(random.number()));
        for number in 0..cases {
            let statement = generator.statement();
            self.try_statement(&statement, number, settings, tally)
                .await
                .map_err(|error| (format!("statement {number}: {}", statement.text()), error))?;
            if !tally.differences.is_empty() && !settings.keep_going {
                break;
            }
        }
        Ok(())
    }

    async fn try_statement(
        &self,
        statement: &Statement,
        number: usize,
        settings: Settings,
        tally: &mut Tally,
    ) -> Result<(), tokio_postgres::Error> {
        let text = statement.text();
        let mut errors = Errors::new();
        let source = statement.source(&mut errors);
        let schema = self.world.schema();
        let options = Options {
            struct_rows: !statement.plain,
            ..Options::default()
        };
        // A panic of the compiler is a mistake of its own, and no reason to stop looking for others.
        let compiled = std::panic::catch_unwind(|| compile(&source, &schema, &options));
        let Ok(outcome) = compiled else {
            tally.differences.push(format!(
                "seed {}, statement {number}: the compiler panics\n-- written\n{text}",
                self.seed
            ));
            return Ok(());
        };
        let Some(mut compiled) = outcome.statement.filter(|_| errors.is_empty()) else {
            let messages = errors.into_sorted().into_iter().chain(outcome.errors);
            let messages: Vec<_> = messages.collect();
            if settings.show {
                for error in &messages {
                    // In a text with optional parts places are those of its pieces.
                    let (before, after) = text
                        .split_at_checked(error.span.start as usize)
                        .unwrap_or((&text, ""));
                    eprintln!(
                        "{} {}: {before} >>> {after}",
                        error.entry.code, error.message
                    );
                }
            }
            let messages: Vec<_> = messages
                .iter()
                .map(|error| format!("{} {}", error.entry.code, error.message))
                .collect();
            // What PostgreSQL does not take either shows nothing of the compiler.
            let mut taken = true;
            for text in statement.raw_texts() {
                let done = self.execute("purged_world", &text, statement, false);
                taken &= done.await?.is_ok();
            }
            let (tallied, what) = if taken {
                (&mut tally.refused, "refused")
            } else {
                (&mut tally.invalid, "invalid")
            };
            *tallied.entry(messages.join("; ")).or_default() += 1;
            if settings.show {
                eprintln!("{what}: {messages:?}");
            }
            return Ok(());
        };
        compiled.sql = shaped(&compiled, &statement.shape());
        if let Some(mutation) = settings.mutate {
            let mut random = Random::new(self.seed ^ (number as u64));
            let Some(sql) = mutation.apply(&compiled.sql, &self.world, &mut random) else {
                tally.not_mutated += 1;
                return Ok(());
            };
            compiled.sql = sql;
        }
        let sent = sent(&compiled, &source, statement);
        let full = self.execute("full_world", &sent, statement, true).await?;
        // A scope asks for deleted rows, so PostgreSQL gets all rows, and conditions in place of scopes.
        let original = if statement.scoped {
            "full_world"
        } else {
            "purged_world"
        };
        let purged = self
            .execute(original, &statement.raw_text(), statement, false)
            .await?;
        let difference = match (full, purged) {
            (Ok(full), Ok(purged)) => {
                let difference = self.difference(&full, &purged);
                if difference.is_none() {
                    tally.equal += 1;
                    tally.telling += usize::from(statement.changes || !full.rows.is_empty());
                }
                if difference.is_some() || settings.mutate.is_some() || statement.scoped {
                    difference
                } else {
                    self.more(&sent, statement, &full).await?
                }
            }
            (Err(full), Err(_)) => {
                if settings.show {
                    eprintln!("failed: {full}\n  {text}");
                }
                *tally.failed.entry(full).or_default() += 1;
                None
            }
            // A statement that takes long takes longer where there are more rows, and tells nothing.
            (Err(message), Ok(_)) | (Ok(_), Err(message)) if is_timeout(&message) => {
                *tally.failed.entry(message).or_default() += 1;
                None
            }
            // Where a scope shows deleted rows, what is divided by is 0 in rows that are meant, and whether a condition is tested
            // before another spares them is the planner's affair.
            (Err(message), Ok(_)) | (Ok(_), Err(message))
                if statement.scoped && message == "division by zero" =>
            {
                *tally.failed.entry(message).or_default() += 1;
                None
            }
            (Err(full), Ok(_)) => Some(format!("only the compiled statement fails: {full}")),
            (Ok(_), Err(purged)) => Some(format!("only the original statement fails: {purged}")),
        };
        if let Some(difference) = difference {
            tally.differences.push(format!(
                "seed {}, statement {number}: {difference}\n-- written\n{text}\n-- compiled\n{}\n-- original\n{}\n-- world\n{}",
                self.seed,
                compiled.sql,
                statement.raw_text(),
                self.world.ddl("full_world", true, &mut Random::new(0))
            ));
        }
        Ok(())
    }

    /// Still more deleted rows change nothing.
    async fn more(
        &self,
        sent: &str,
        statement: &Statement,
        full: &Observed,
    ) -> Result<Option<String>, tokio_postgres::Error> {
        Ok(
            match self.execute("more_world", sent, statement, true).await? {
                Ok(more) if more.rows != full.rows => {
                    Some("more deleted rows change the result".to_owned())
                }
                Ok(more) if more.active != full.active => {
                    Some("more deleted rows change what becomes of active rows".to_owned())
                }
                Ok(_) => None,
                Err(error) if is_timeout(&error) => None,
                Err(error) => Some(format!("with more deleted rows it fails: {error}")),
            },
        )
    }

    /// Runs a statement, looks at what it left, and takes it back.
    async fn execute(
        &self,
        schema: &str,
        sql: &str,
        statement: &Statement,
        full: bool,
    ) -> Result<Result<Observed, String>, tokio_postgres::Error> {
        let mut all = format!("begin; set local search_path = {schema}; {sql};");
        if statement.changes {
            for table in &self.world.tables {
                let _ = write!(all, "{};", table.active_rows(full));
            }
            for deleted in self
                .world
                .tables
                .iter()
                .filter_map(TableOf::deleted_rows)
                .filter(|_| full)
            {
                let _ = write!(all, "{deleted};");
            }
        }
        all.push_str("rollback");
        let results = match batch(self.client, &all).await {
            Ok(results) => results,
            Err(error) => {
                self.client
                    .batch_execute("rollback; deallocate all")
                    .await?;
                let message = error
                    .as_db_error()
                    .map_or_else(|| error.to_string(), |error| error.message().to_owned());
                return Ok(Err(message));
            }
        };
        let mut results = results.into_iter().skip(2);
        if sql.starts_with("prepare ") {
            results.next();
        }
        let mut rows = results.next().unwrap_or_default();
        if sql.starts_with("prepare ") {
            results.next();
        }
        if !statement.ordered {
            rows.sort();
        }
        let mut observed = Observed {
            rows,
            active: Vec::new(),
            deleted: Vec::new(),
        };
        if statement.changes {
            for _ in &self.world.tables {
                let mut rows = results.next().unwrap_or_default();
                rows.sort();
                observed.active.push(rows);
            }
            observed.deleted = results.take(self.deleted.len()).collect();
        }
        Ok(Ok(observed))
    }

    fn difference(&self, full: &Observed, purged: &Observed) -> Option<String> {
        if full.rows != purged.rows {
            return Some(format!(
                "the rows differ\n  compiled: {:?}\n  original: {:?}",
                full.rows, purged.rows
            ));
        }
        for (number, (full, purged)) in full.active.iter().zip(&purged.active).enumerate() {
            if full != purged {
                let name = &self.world.tables[number].name;
                return Some(format!(
                    "active rows of {name} differ\n  compiled: {full:?}\n  original: {purged:?}"
                ));
            }
        }
        for (before, after) in self.deleted.iter().zip(&full.deleted) {
            let mut after = after.clone();
            for row in before {
                match after.iter().position(|other| other == row) {
                    Some(found) => drop(after.swap_remove(found)),
                    None => return Some(format!("a deleted row was touched: {row:?}")),
                }
            }
        }
        None
    }
}

/// What a statement returned and left.
struct Observed {
    rows: Rows,
    active: Vec<Rows>,
    deleted: Vec<Rows>,
}

fn is_timeout(message: &str) -> bool {
    [TIMEOUT, CANCELLED].contains(&message)
}
