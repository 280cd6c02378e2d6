//! Type conversion as the compiler does it, compared with a PostgreSQL 18 server: many generated expressions, each of which
//! must get the same type from both, or be refused by both.
//!
//! `CONVERT_CASES` sets how many expressions of each kind are tried; the default suits an ordinary test run.

use softdelete_compiler::catalog::Schema;
use softdelete_compiler::check::convert::Types;

mod calls;
mod common;
mod operators;
mod random;
mod server;
mod world;

/// An expression, and what the compiler says of it.
struct Case {
    /// What follows PREPARE … AS.
    statement: String,
    /// The type of its column, or why it is refused.
    ours: Result<String, String>,
}

/// How many expressions of each kind are tried.
fn count() -> usize {
    std::env::var("CONVERT_CASES")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(2_000)
}

/// Asks the server about all of them and reports where it disagrees.
#[track_caller]
fn compare(kind: &str, make: impl FnOnce(Types<'_>) -> Vec<Case>) {
    let schema: Schema = world::schema();
    let cases = make(Types { schema: &schema });
    let statements: Vec<&str> = cases.iter().map(|case| case.statement.as_str()).collect();
    let theirs = match server::describe(&common::tables(Types { schema: &schema }), &statements) {
        Ok(theirs) => theirs,
        Err(error) => {
            eprintln!("skipped, there is no PostgreSQL 18: {error}");
            return;
        }
    };
    let mut differences = Vec::new();
    for (case, theirs) in cases.iter().zip(&theirs) {
        let agree = match (&case.ours, theirs) {
            (Ok(ours), Ok(theirs)) => ours == theirs,
            (Err(_), Err(_)) => true,
            // That values of a type cannot be sorted is found by another rule than those of conversion.
            (Ok(_), Err(theirs)) => theirs.contains("could not identify an ordering operator"),
            (Err(_), Ok(_)) => false,
        };
        if !agree {
            differences.push(format!(
                "{}\n    server: {theirs:?}\n    ours:   {:?}",
                case.statement, case.ours
            ));
        }
    }
    let accepted = theirs.iter().filter(|theirs| theirs.is_ok()).count();
    println!(
        "{kind}: {} expressions, {accepted} accepted by the server, {} differences",
        cases.len(),
        differences.len()
    );
    let shown: Vec<String> = differences.iter().take(40).cloned().collect();
    assert!(
        differences.is_empty(),
        "{} of {} {kind} differ:\n{}",
        differences.len(),
        cases.len(),
        shown.join("\n")
    );
}

#[test]
fn infix_operators() {
    compare("infix operators", operators::infix);
}

#[test]
fn prefix_operators() {
    compare("prefix operators", operators::prefix);
}

#[test]
fn quantified_operators() {
    compare("quantified operators", operators::quantified);
}

#[test]
fn function_calls() {
    compare("function calls", calls::functions_of_rows);
}

#[test]
fn aggregate_calls() {
    compare("aggregates and window functions", calls::aggregates);
}

#[test]
fn common_types() {
    compare("common types", common::common);
}

#[test]
fn casts() {
    compare("casts", common::casts);
}

#[test]
fn assignments() {
    compare("assignments", common::assignments);
}
