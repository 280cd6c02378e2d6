//! Running sequences of statements and comparing with the model.

use std::fmt::Write;
use std::rc::Rc;

use softdelete_testing::Database;
use tokio_postgres::{Client, SimpleQueryMessage};

use super::ddl::{SESSION, SYSTEM};
use super::generate;
use super::model::{About, Expected, State};
use super::prepare::{Book, Prepared, PurgeOf, Statement, said};
use super::shrink::shrink;
use super::statement::{Step, Verb};
use super::tally::{Settings, Tally};
use super::world::World;
use crate::random::Random;

type Rows = Vec<Vec<Option<String>>>;
type Answered = Result<Vec<(Rows, u64)>, tokio_postgres::Error>;

/// Tries sequences of statements on a database of its own.
///
/// # Errors
/// The server cannot be reached, or does not take what the compiler made.
pub async fn run(settings: Settings) -> Result<Tally, tokio_postgres::Error> {
    let database = Database::create();
    let client = database.connect().await?;
    client.batch_execute(SYSTEM).await?;
    client.batch_execute(SESSION).await?;
    let mut tally = Tally::default();
    let mut seed = settings.seed;
    let mut left = settings.sequences;
    while left > 0 && (tally.differences.is_empty() || settings.keep_going) {
        let count = left.min(settings.per_world);
        try_world(&client, seed, count, settings, &mut tally).await?;
        left -= count;
        seed += 1;
    }
    Ok(tally)
}

/// Sequences on one world.
async fn try_world(
    client: &Client,
    seed: u64,
    count: usize,
    settings: Settings,
    tally: &mut Tally,
) -> Result<(), tokio_postgres::Error> {
    let mut random = Random::new(seed);
    let world = World::new(&mut random);
    let dump = format!(
        "deallocate all; {} prepare dump as {}",
        world.ddl(),
        world.dump()
    );
    client.batch_execute(&dump).await?;
    let lose = settings.lose.then(|| Random::new(seed ^ 0x5DEE_CE66));
    let mut place = Place {
        client,
        world: &world,
        book: Book::new(client, &world, lose),
    };
    for number in 0..count {
        let mut random =
            Random::new(seed ^ (number as u64 + 1).wrapping_mul(0xD1B5_4A32_D192_ED03));
        let start = generate::start(&world, &mut random);
        let Some((steps, difference)) = place.try_sequence(&start, &mut random, tally).await?
        else {
            continue;
        };
        if settings.lose {
            tally.differences.push(difference);
        } else {
            let (start, steps, difference) = shrink(&mut place, start, steps, difference).await?;
            let story = place.story(&start, &steps).await;
            tally.differences.push(format!(
                "seed {seed}, sequence {number}: {difference}\n{}\n{story}",
                world.ddl()
            ));
        }
        break;
    }
    tally.broken += usize::from(place.book.broken.is_some());
    Ok(())
}

/// A world as it stands in the database.
pub(super) struct Place<'a> {
    client: &'a Client,
    pub(super) world: &'a World,
    book: Book<'a>,
}

impl Place<'_> {
    /// A sequence of random statements. Returns it and what differed, if something did.
    async fn try_sequence(
        &mut self,
        start: &State,
        random: &mut Random,
        tally: &mut Tally,
    ) -> Result<Option<(Vec<Step>, String)>, tokio_postgres::Error> {
        self.client.batch_execute(&self.world.fill(start)).await?;
        tally.sequences += 1;
        let mut state = start.clone();
        let mut steps = Vec::new();
        for hour in 1..=i64::try_from(4 + random.below(7)).unwrap_or(4) {
            let Some(step) = self.step(&state, hour, random, tally).await else {
                continue;
            };
            let query = generate::query(self.world, &state, hour, random);
            steps.push(step.clone());
            if let Some(difference) = self.try_step(&mut state, &step, tally).await? {
                return Ok(Some((steps, difference)));
            }
            steps.push(query.clone());
            if let Some(difference) = self.try_step(&mut state, &query, tally).await? {
                return Ok(Some((steps, difference)));
            }
        }
        Ok(None)
    }

    /// A statement that the compiler takes.
    async fn step(
        &mut self,
        state: &State,
        hour: i64,
        random: &mut Random,
        tally: &mut Tally,
    ) -> Option<Step> {
        for _ in 0..10 {
            let step = generate::step(self.world, state, hour, random);
            match &*self.book.prepared(&step.template).await {
                Prepared::Refused(message) => {
                    *tally.refused.entry(message.clone()).or_default() += 1;
                }
                Prepared::Statement(_) | Prepared::Purge(_) | Prepared::Invalid(_) => {
                    return Some(step);
                }
            }
        }
        None
    }

    /// The first thing that differs when a sequence is run, and at which step.
    pub(super) async fn replay(
        &mut self,
        start: &State,
        steps: &[Step],
    ) -> Result<Option<(usize, String)>, tokio_postgres::Error> {
        self.client.batch_execute(&self.world.fill(start)).await?;
        let mut state = start.clone();
        for (number, step) in steps.iter().enumerate() {
            let mut tally = Tally::default();
            if let Some(difference) = self.try_step(&mut state, step, &mut tally).await? {
                return Ok(Some((number, difference)));
            }
        }
        Ok(None)
    }

    async fn try_step(
        &mut self,
        state: &mut State,
        step: &Step,
        tally: &mut Tally,
    ) -> Result<Option<String>, tokio_postgres::Error> {
        let (expected, next) = state.after(self.world, step);
        let prepared = self.book.prepared(&step.template).await;
        let found = match &*prepared {
            Prepared::Refused(message) | Prepared::Invalid(message) => {
                return Ok(Some(format!("refused: {message}")));
            }
            Prepared::Statement(statement) => {
                self.try_statement(statement, step, &expected, &next)
                    .await?
            }
            Prepared::Purge(purge) => self.try_purge(purge, step, &expected, &next).await?,
        };
        if found.is_some() {
            return Ok(found);
        }
        match step.template.verb {
            Verb::Sum | Verb::Join { .. } | Verb::Exists { .. } => tally.queries += 1,
            verb => {
                let verb = format!("{verb:?}");
                let verb = verb.split(['(', ' ']).next().unwrap_or_default().to_owned();
                let forbidding = expected.counts.iter().filter(|(_, rows)| **rows > 0);
                let forbidding = forbidding.map(|((action, _, _), _)| action.as_str());
                let why = if expected.is_forbidden() {
                    let known = ["Restrict", "ParentDeleted", "Held", "Referenced"];
                    forbidding
                        .filter(|action| known.contains(action))
                        .collect::<Vec<_>>()
                        .join("+")
                } else {
                    "clash".to_owned()
                };
                if expected.is_forbidden() || expected.clash {
                    *tally.forbidden.entry(format!("{verb}: {why}")).or_default() += 1;
                } else {
                    *tally.done.entry(verb).or_default() += 1;
                    tally.telling += usize::from(*state != next);
                }
            }
        }
        *state = next;
        Ok(None)
    }

    /// Runs the plan and the statement, and looks at everything.
    async fn try_statement(
        &self,
        statement: &Statement,
        step: &Step,
        expected: &Expected,
        next: &State,
    ) -> Result<Option<String>, tokio_postgres::Error> {
        let args = statement.args(step);
        let run = format!("execute {}{args}", statement.name);
        let plan = match &statement.compiled.plan {
            Some(_) => format!("execute p_{}{args};", statement.name),
            None => String::new(),
        };
        let begin = format!("set clock.hour = '{}'; {plan}", step.hour);
        let refused = expected.is_forbidden() || expected.clash;
        let mut answers;
        let mut failed = None;
        if refused {
            answers = match self.ask(&begin).await {
                Ok(answers) => answers,
                Err(error) => return Ok(Some(format!("the plan fails: {}", said(&error)))),
            };
            match self.ask(&run).await {
                Ok(_) => return Ok(Some(format!("it was not refused: {:?}", expected.counts))),
                Err(error) => failed = Some(error),
            }
            answers.push((Rows::new(), 0));
            answers.extend(self.ask("execute dump").await?);
        } else {
            answers = match self.ask(&format!("{begin} {run}; execute dump")).await {
                Ok(answers) => answers,
                Err(error) => return Ok(Some(format!("it fails: {}", said(&error)))),
            };
        }
        let mut answers = answers.into_iter().skip(1);
        let mut planned = None;
        if !plan.is_empty() {
            let counts = answers.next().map(|(rows, _)| counts_of(&rows));
            let counts = counts.unwrap_or_default();
            if let Some(difference) = differ(&statement.effects, &counts, expected, true) {
                return Ok(Some(format!("the plan differs: {difference}")));
            }
            planned = Some(counts);
        }
        let (rows, affected) = answers.next().unwrap_or_default();
        let dump = answers.next().map(|(rows, _)| rows).unwrap_or_default();
        if let Some(error) = &failed {
            if let Some(difference) =
                refusal_differs(error, statement, expected, planned.as_deref())
            {
                return Ok(Some(difference));
            }
        } else if let Some(expected) = &expected.rows {
            let rows = sorted(rows);
            if rows != *expected {
                return Ok(Some(format!(
                    "the answer is {rows:?} instead of {expected:?}"
                )));
            }
        } else if statement.compiled.reports {
            let counts = counts_of(&rows);
            if let Some(difference) = differ(&statement.effects, &counts, expected, false) {
                return Ok(Some(format!("the counts differ: {difference}")));
            }
        } else if usize::try_from(affected) != Ok(expected.affected) {
            let right = expected.affected;
            return Ok(Some(format!(
                "{affected} rows are affected instead of {right}"
            )));
        }
        Ok(self.compare(&dump, next))
    }

    /// Runs a purge to its end, as the runtime does.
    async fn try_purge(
        &self,
        purge: &PurgeOf,
        step: &Step,
        expected: &Expected,
        next: &State,
    ) -> Result<Option<String>, tokio_postgres::Error> {
        let args = PurgeOf::args(step);
        let begin = format!(
            "set clock.hour = '{}'; execute {}{args}",
            step.hour, purge.plan
        );
        let planned = match self.ask(&begin).await {
            Ok(answers) => answers.into_iter().nth(1).map(|(rows, _)| counts_of(&rows)),
            Err(error) => return Ok(Some(format!("the plan fails: {}", said(&error)))),
        };
        let planned = planned.unwrap_or_default();
        let tables: Vec<usize> = purge
            .stages
            .iter()
            .flat_map(|(tables, _)| tables.iter().map(|(table, _)| *table))
            .collect();
        let effects: Vec<About> = tables
            .iter()
            .map(|table| ("Remove".to_owned(), *table, Vec::new()))
            .collect();
        if let Some(difference) = differ(&effects, &planned, expected, true) {
            return Ok(Some(format!("the plan differs: {difference}")));
        }
        let mut removed = vec![0; tables.len()];
        let mut first = 0;
        for (batches, groups) in &purge.stages {
            for _ in 0..50 {
                let mut any = 0;
                for (nth, (_, batch)) in batches.iter().enumerate() {
                    loop {
                        let rows = self.ask(&format!("execute {batch}{args}")).await?;
                        let counts = rows.first().map(|(rows, _)| counts_of(rows));
                        let rows = counts.unwrap_or_default().get(1).copied().unwrap_or(0);
                        removed[first + nth] += rows;
                        any += rows;
                        if rows == 0 {
                            break;
                        }
                    }
                }
                if let Some(groups) = groups {
                    let rows = self.ask(&format!("execute {groups}{args}")).await?;
                    let counts = rows
                        .first()
                        .map(|(rows, _)| counts_of(rows))
                        .unwrap_or_default();
                    for (nth, rows) in counts.iter().skip(1).enumerate() {
                        removed[first + nth] += rows;
                        any += rows;
                    }
                }
                if any == 0 {
                    break;
                }
            }
            first += batches.len();
        }
        if let Some(difference) = differ(&effects, &removed, expected, false) {
            return Ok(Some(format!("what was purged differs: {difference}")));
        }
        let dump = self.ask("execute dump").await?;
        let dump = dump.into_iter().next().unwrap_or_default().0;
        Ok(self.compare(&dump, next))
    }

    /// What of the database is not as the model says.
    fn compare(&self, dump: &Rows, state: &State) -> Option<String> {
        let mut found: Vec<&str> = dump
            .iter()
            .filter_map(|row| row.first()?.as_deref())
            .collect();
        found.sort_unstable();
        let right = state.lines(self.world);
        if found == right {
            return None;
        }
        let mut difference = "the database differs".to_owned();
        let mut missing: Vec<&str> = right.iter().map(String::as_str).collect();
        for line in found {
            match missing.iter().position(|other| *other == line) {
                Some(place) => drop(missing.remove(place)),
                None => drop(write!(difference, "\n  too much: {line}")),
            }
        }
        for line in missing {
            let _ = write!(difference, "\n  missing:  {line}");
        }
        Some(difference)
    }

    /// Statements in one round trip: the rows of each, and how many were affected.
    async fn ask(&self, sql: &str) -> Answered {
        let (mut answers, mut rows) = (Vec::new(), Rows::new());
        for message in self.client.simple_query(sql).await? {
            match message {
                SimpleQueryMessage::Row(row) => {
                    let values = (0..row.len()).map(|column| row.get(column).map(str::to_owned));
                    rows.push(values.collect());
                }
                SimpleQueryMessage::CommandComplete(affected) => {
                    answers.push((std::mem::take(&mut rows), affected));
                }
                _ => {}
            }
        }
        Ok(answers)
    }

    /// A sequence as it can be run by hand: rows, statements as they were written and as they were compiled.
    async fn story(&mut self, start: &State, steps: &[Step]) -> String {
        let mut story = self.world.fill(start);
        for step in steps {
            let prepared: Rc<Prepared> = self.book.prepared(&step.template).await;
            let text = step.template.text(self.world);
            let _ = writeln!(story, "\n-- hour {}: {text}", step.hour);
            let _ = writeln!(story, "set clock.hour = '{}';", step.hour);
            match &*prepared {
                Prepared::Refused(message) | Prepared::Invalid(message) => {
                    let _ = writeln!(story, "-- refused: {message}");
                }
                Prepared::Statement(statement) => {
                    let types = &statement.types;
                    for (name, sql) in [
                        ("s", Some(&statement.compiled.sql)),
                        ("p", statement.compiled.plan.as_ref()),
                    ] {
                        if let Some(sql) = sql {
                            let args = statement.args(step);
                            let _ = writeln!(
                                story,
                                "prepare {name}{types} as {sql};\nexecute {name}{args}; deallocate {name};"
                            );
                        }
                    }
                }
                Prepared::Purge(purge) => {
                    let args = PurgeOf::args(step);
                    let _ = writeln!(story, "-- purge of {}{args}", step.template.table);
                    for text in &purge.texts {
                        let _ = writeln!(story, "-- {text}");
                    }
                }
            }
        }
        story
    }
}

fn sorted(rows: Rows) -> Vec<Vec<String>> {
    let rows = rows.into_iter().map(|row| {
        let values = row.into_iter();
        values
            .map(|value| value.unwrap_or_else(|| "-".to_owned()))
            .collect()
    });
    let mut rows: Vec<Vec<String>> = rows.collect();
    rows.sort();
    rows
}

fn counts_of(rows: &Rows) -> Vec<i64> {
    let values = rows.first().into_iter().flatten();
    values
        .map(|value| {
            value
                .as_deref()
                .and_then(|value| value.parse().ok())
                .unwrap_or(0)
        })
        .collect()
}

/// What counts differ from what was expected. Only plans tell of conflicts, which the statement itself meets as an error.
fn differ(effects: &[About], counts: &[i64], expected: &Expected, plan: bool) -> Option<String> {
    let mut found = std::collections::BTreeMap::new();
    for (effect, rows) in effects.iter().zip(counts) {
        *found.entry(effect.clone()).or_insert(0) += rows;
    }
    let mut right = expected.counts.clone();
    if !plan {
        right.retain(|(action, _, _), _| action != "Conflict");
    }
    found.retain(|_, rows| *rows > 0);
    right.retain(|_, rows| *rows > 0);
    (effects.len() != counts.len() || found != right)
        .then(|| format!("{found:?} instead of {right:?}"))
}

/// What is wrong with how a statement was refused.
fn refusal_differs(
    error: &tokio_postgres::Error,
    statement: &Statement,
    expected: &Expected,
    planned: Option<&[i64]>,
) -> Option<String> {
    let code = error
        .code()
        .map_or("", tokio_postgres::error::SqlState::code);
    if code == "23505" {
        return (!expected.clash).then(|| said(error));
    }
    let message = error.as_db_error().map_or("", |error| error.message());
    let refusal = message
        .split_once("softdelete ")
        .map_or("", |(_, rest)| rest);
    let mut numbers = refusal.trim_end_matches('"').split(' ');
    let mut number = || numbers.next().and_then(|it| it.parse::<usize>().ok());
    let (Some(index), Some(rows)) = (number(), number()) else {
        return Some(format!("it fails: {}", said(error)));
    };
    let Some(about) = statement.effects.get(index) else {
        return Some(format!(
            "refused for an effect that there is not: {}",
            said(error)
        ));
    };
    let right = expected.counts.get(about).copied().unwrap_or(0);
    let rows = i64::try_from(rows).unwrap_or(0);
    let as_planned = planned.is_none_or(|planned| planned.get(index) == Some(&rows));
    (right == 0 || rows > right || !as_planned).then(|| {
        format!(
            "refused for {about:?} of {rows} rows instead of {:?}",
            expected.counts
        )
    })
}
