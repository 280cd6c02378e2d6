//! Types and nullability beside what a server says, over PostgreSQL's own regression tests.
//!
//! The corpus has no statements of DDL; `oracle.sql` has the tables that its statements use most. Statements on others are left out. Of the
//! rest an ordinary run takes every eighth; all of them, which takes a minute, with
//! `SOFTDELETE_ORACLE=all cargo test -p softdelete-cli --test cli oracle -- --nocapture`. Of those, 5,448 on
//! PostgreSQL 15 and 6,039 on 18, all are described as the server does; 66 % and 65 % of the columns in which no NULL was seen are said never to be NULL, and
//! none that was.

use std::collections::BTreeMap;
use std::error::Error as StdError;

use serde_json::{Value, json};
use softdelete_testing::Database;
use tokio_postgres::types::{FromSql, Kind, Type};
use tokio_postgres::{Client, Column, Statement};

use crate::support::{corpus, softdelete_with};

/// What would reach beyond a statement, or give something else each time.
const LEFT_OUT: [&str; 8] = [
    "set_config",
    "advisory",
    "pg_sleep",
    "lo_",
    "pg_terminate",
    "pg_cancel",
    "pg_switch",
    "nextval",
];

/// A value of any type, of which only matters that it is none or not.
struct Anything;

impl<'a> FromSql<'a> for Anything {
    fn from_sql(_: &Type, _: &'a [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Anything)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// What was seen of nullability.
#[derive(Default)]
struct Seen {
    /// Columns of which no NULL came back.
    never: usize,
    /// Those among them that are said never to be NULL.
    said: usize,
    /// Columns that are said never to be NULL and were.
    wrong: Vec<String>,
    /// Columns that are said to be NULL perhaps and were not.
    missed: Vec<String>,
}

#[tokio::test]
async fn the_regression_tests_are_described_as_the_server_does() {
    let Some(folder) = corpus() else { return };
    let text = std::fs::read_to_string(folder.join("postgres-regress.jsonl")).expect("the corpus");
    let statements: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .filter(|statement: &Value| statement["pg_error"].is_null() && !is_left_out(statement))
        .step_by(
            if std::env::var("SOFTDELETE_ORACLE").is_ok_and(|it| it == "all") {
                1
            } else {
                8
            },
        )
        .collect();
    let database = Database::create();
    database.run(include_str!("oracle.sql"));
    let client = database.connect().await.expect("a connection");
    let settings = "set statement_timeout = '1s'; set standard_conforming_strings = on";
    client.batch_execute(settings).await.expect("settings");
    let requests: Vec<String> = statements
        .iter()
        .map(|it| json!({"id": it["id"], "sql": it["sql"]}).to_string())
        .collect();
    let arguments = ["describe", "--jsonl", "--database-url", &database.url()];
    let answers = softdelete_with(&arguments, requests.join("\n").as_bytes()).answers();
    let (mut agreed, mut refused, mut seen) =
        (0, BTreeMap::<String, usize>::new(), Seen::default());
    let mut differences = Vec::new();
    for (statement, answer) in statements.iter().zip(&answers) {
        let sql = statement["sql"].as_str().expect("a text");
        // What this server does not know, be it a table or a form of a later version, it refuses.
        let Ok(described) = client.prepare(sql).await else {
            continue;
        };
        if answer["ok"] == false {
            *refused.entry(answer["code"].to_string()).or_default() += 1;
            continue;
        }
        match difference(&described, answer) {
            None => agreed += 1,
            Some(difference) => {
                differences.push(format!("{}: {difference}\n    {sql}", statement["id"]));
            }
        }
        if statement["kind"] == "SELECT" && described.params().is_empty() {
            let before = seen.missed.len();
            look(&client, &described, answer, &mut seen).await;
            if std::env::var_os("SOFTDELETE_ORACLE_MISSED").is_some() && seen.missed.len() > before
            {
                println!("{:?}: {sql}", &seen.missed[before..]);
            }
        }
    }
    println!(
        "{agreed} statements are described as the server does, {} otherwise; refused, by code: {refused:?}",
        differences.len()
    );
    println!(
        "{} of {} columns in which no NULL was seen are said never to be NULL",
        seen.said, seen.never
    );
    assert!(
        seen.wrong.is_empty(),
        "NULL where it is said never to be:\n{}",
        seen.wrong.join("\n")
    );
    assert!(agreed > 400, "only {agreed} statements were compared");
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

fn is_left_out(statement: &Value) -> bool {
    let sql = statement["sql"].as_str().expect("a text").to_lowercase();
    LEFT_OUT.iter().any(|word| sql.contains(word))
}

/// In what an answer is not what the server says.
pub(crate) fn difference(described: &Statement, answer: &Value) -> Option<String> {
    let params: Vec<String> = described.params().iter().map(name).collect();
    let columns: Vec<String> = described
        .columns()
        .iter()
        .map(|it| name(it.type_()))
        .collect();
    let ours = columns_of(answer);
    let ours: Vec<&str> = ours.iter().map(|(ty, _)| *ty).collect();
    if answer["params"] != json!(params) {
        return Some(format!("parameters {params:?}, here {}", answer["params"]));
    }
    let given = |it: &Value| it["name"].as_str().expect("a name").to_owned();
    let given: Vec<String> = answer["columns"]
        .as_array()
        .expect("a list")
        .iter()
        .map(given)
        .collect();
    let names: Vec<&str> = described.columns().iter().map(Column::name).collect();
    if names != given {
        return Some(format!("names {names:?}, here {given:?}"));
    }
    (columns != ours).then(|| format!("columns {columns:?}, here {ours:?}"))
}

fn columns_of(answer: &Value) -> Vec<(&str, bool)> {
    let columns = answer["columns"].as_array().expect("a list");
    columns
        .iter()
        .map(|it| (it["type"].as_str().expect("a name"), it["nullable"] == true))
        .collect()
}

/// A type as the command names it.
fn name(ty: &Type) -> String {
    match ty.kind() {
        Kind::Array(element) if !matches!(*ty, Type::INT2_VECTOR | Type::OID_VECTOR) => {
            format!("{}[]", name(element))
        }
        // The client takes it for a type of its own kind.
        _ if *ty == Type::RECORD_ARRAY => "record[]".to_owned(),
        _ => ty.name().to_owned(),
    }
}

/// Runs a statement and looks which columns are NULL.
async fn look(client: &Client, described: &Statement, answer: &Value, seen: &mut Seen) {
    let columns = columns_of(answer);
    if columns.len() != described.columns().len() {
        return;
    }
    let Ok(rows) = client.query(described, &[]).await else {
        return;
    };
    if rows.is_empty() {
        return;
    }
    for (index, (_, nullable)) in columns.iter().enumerate() {
        let null = |row: &tokio_postgres::Row| {
            matches!(row.try_get::<_, Option<Anything>>(index), Ok(None))
        };
        let was_null = rows.iter().any(null);
        match (was_null, nullable) {
            (true, false) => seen
                .wrong
                .push(format!("{}: column {}", answer["id"], index + 1)),
            (true, true) => {}
            (false, nullable) => {
                seen.never += 1;
                seen.said += usize::from(!nullable);
                if *nullable {
                    seen.missed.push(format!("column {}", index + 1));
                }
            }
        }
    }
}
