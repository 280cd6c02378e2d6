//! Statements beside what the server says of them.

use std::fmt::Write as _;

use softdelete_runtime::Statement;
use softdelete_runtime::registry::{Registered, What};
use tokio_postgres::Error;
use tokio_postgres::error::{DbError, ErrorPosition};
use tokio_postgres::types::Type;

use crate::catalogue::Catalogue;
use crate::report::{Place, Report};
use crate::results::{Expected, display, expected};
use crate::variants::Variants;

/// Has the server parse and describe the statements of an entry.
pub(crate) async fn verify(
    entry: &Registered,
    catalogue: &Catalogue<'_>,
    report: &mut Report,
) -> Result<(), Error> {
    let place = Place::of(entry);
    match entry.what {
        What::Table { .. } | What::Functions { .. } | What::Type { .. } => {}
        What::Statement { statement, results } => {
            verify_statement(place, statement, Some(results), catalogue, report).await?;
        }
        // What disagrees in their table has been said, and would be said again by each.
        What::Lifecycle { .. } | What::Purge { .. } if report.has(place) => {}
        What::Lifecycle { statements } => {
            for statement in statements.all() {
                verify_statement(place, statement, None, catalogue, report).await?;
            }
        }
        What::Purge { family } => {
            for statement in family.all() {
                verify_statement(place, statement, None, catalogue, report).await?;
            }
        }
    }
    Ok(())
}

/// `results` are those of the user's own statements; what the library writes itself it reads as it wrote it.
async fn verify_statement(
    place: Place,
    statement: &Statement,
    results: Option<&str>,
    catalogue: &Catalogue<'_>,
    report: &mut Report,
) -> Result<(), Error> {
    report.statements += 1;
    let variants = Variants::of(statement);
    if !variants.complete {
        report.note(
            place,
            format!(
                "of the variants of this statement, which are very many, {} were compared: each part with and without all the others",
                variants.taken.len()
            ),
        );
    }
    // Variants mostly fail alike; what one says is not said again.
    let mut said = Vec::new();
    for taken in &variants.taken {
        let (sql, plan) = statement.variant(taken);
        // What reports has a row of numbers, for the runtime.
        let results = results.filter(|_| !statement.reports);
        for (sql, results) in [(Some(sql), results), (plan, None)] {
            let Some(sql) = sql else { continue };
            report.texts += 1;
            describe(&sql, statement, results, catalogue, &mut said).await?;
        }
    }
    for message in said {
        report.disagree(place, message);
    }
    Ok(())
}

async fn describe(
    sql: &str,
    statement: &Statement,
    results: Option<&str>,
    catalogue: &Catalogue<'_>,
    said: &mut Vec<String>,
) -> Result<(), Error> {
    let mut say = |message: String| {
        if !said.contains(&message) {
            said.push(message);
        }
    };
    let described = match catalogue.client.prepare_typed(sql, statement.params).await {
        Ok(described) => described,
        Err(error) => match error.as_db_error() {
            Some(refusal) => {
                say(refused(sql, refusal));
                return Ok(());
            }
            None => return Err(error),
        },
    };
    let own = |ty: &Type| Type::from_oid(ty.oid()).is_some();
    for (number, (given, found)) in statement.params.iter().zip(described.params()).enumerate() {
        if given != found {
            say(format!(
                "parameter ${} is sent as {}, and the database takes it as {}",
                number + 1,
                display(given),
                display(found)
            ));
        }
    }
    let Some(results) = results else {
        // All the library's own results are of types that need no look-up.
        if let Some(column) = described.columns().iter().find(|it| !own(it.type_())) {
            say(foreign(column.name(), column.type_()));
        }
        return Ok(());
    };
    let expected: Vec<Expected<'_>> = expected(results).collect();
    if expected.len() != described.columns().len() {
        say(format!(
            "the statement has {} columns, and the database says {}",
            expected.len(),
            described.columns().len()
        ));
        return Ok(());
    }
    for (expected, column) in expected.iter().zip(described.columns()) {
        let name = column.name();
        if !expected.is(column.type_()) {
            say(format!(
                "column `{name}` of the result is {expected}, and the database says {}",
                display(column.type_())
            ));
        }
        let origin = column.table_oid().zip(column.column_id());
        if !expected.nullable && origin.is_some_and(|origin| catalogue.nullable.contains(&origin)) {
            say(format!(
                "column `{name}` of the result is said never to be NULL, but comes from one that may be in the database"
            ));
        }
    }
    Ok(())
}

fn foreign(name: &str, ty: &Type) -> String {
    format!(
        "column `{name}` of the result has the type {}, which is not one of PostgreSQL's own",
        display(ty)
    )
}

/// What the server has against a text, with the text about the place that it means.
fn refused(sql: &str, refusal: &DbError) -> String {
    let mut message = format!(
        "the database refuses the statement: {} ({})",
        refusal.message(),
        refusal.code().code()
    );
    if let Some(hint) = refusal.hint() {
        let _ = write!(message, "\n    hint: {hint}");
    }
    if let Some(ErrorPosition::Original(position)) = refusal.position() {
        // The position counts characters from 1.
        let from = (*position as usize).saturating_sub(1);
        let begin = from.saturating_sub(30);
        let excerpt: String = sql.chars().skip(begin).take(90).collect();
        let (before, after) = (
            if begin > 0 { "…" } else { "" },
            if sql.chars().count() > begin + 90 {
                "…"
            } else {
                ""
            },
        );
        let excerpt = excerpt.replace('\n', " ");
        let _ = write!(message, "\n    at: {before}{excerpt}{after}");
    }
    message
}
