//! The queries of a real application, with the types that a real server gave: parameters and results must agree.

use std::path::PathBuf;

use serde_json::Value;
use softdelete_compiler::catalog::{Schema, builtin::TypeId};
use softdelete_compiler::check::convert::Types;
use softdelete_compiler::check::{self, Analysis};
use softdelete_compiler::diagnostic::{Errors, result};
use softdelete_compiler::{lex, parse};

/// The corpus, if it is there.
fn folder() -> Option<PathBuf> {
    let named = std::env::var_os("SOFTDELETE_CORPUS").map(PathBuf::from);
    let folder = named
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus"));
    folder
        .join("docs_rs.queries.jsonl")
        .exists()
        .then_some(folder)
}

/// What the queries read beside the application's own tables: a sequence and system catalogues, as a program would
/// declare them.
const SYSTEM: &str = ";
    create table crates_id_seq (last_value bigint not null);
    create table pg_class (oid oid not null, relname name not null, relnamespace oid not null, relkind char1 not null);
    create table pg_namespace (oid oid not null, nspname name not null);
";

#[test]
fn types_agree_with_a_server() {
    let Some(folder) = folder() else {
        eprintln!("skipped: the corpus is not there; name its folder in SOFTDELETE_CORPUS");
        return;
    };
    let script = std::fs::read_to_string(folder.join("docs_rs.schema.sql")).expect("the schema");
    let schema = crate::ddl::read(&(script + SYSTEM));
    let queries =
        std::fs::read_to_string(folder.join("docs_rs.queries.jsonl")).expect("the queries");
    let mut agreed = 0;
    let mut total = 0;
    let mut told = Vec::new();
    for line in queries.lines() {
        let query: Value = serde_json::from_str(line).expect("a query a line");
        total += 1;
        let differences = differences(&schema, &query);
        if differences.is_empty() {
            agreed += 1;
        } else {
            told.push(format!(
                "{}: {}\n{}",
                query["id"],
                query["sql"].as_str().unwrap_or_default(),
                differences.join("\n")
            ));
        }
    }
    println!("{agreed} of {total} queries agree in the types of parameters and results");
    assert!(
        told.is_empty(),
        "{agreed} of {total} agree\n\n{}",
        told.join("\n\n")
    );
}

fn differences(schema: &Schema, query: &Value) -> Vec<String> {
    let sql = query["sql"].as_str().expect("a text");
    let mut errors = Errors::new();
    let source = lex::sql(sql, lex::ParamStyle::Positional, &mut errors);
    let Some(parsed) = parse::statement(&source, &mut errors) else {
        return vec!["it does not parse".to_owned()];
    };
    let analysis = check::statement(&parsed.statement, source.params.len(), schema, &mut errors);
    // A column without a name is refused here and not by the server.
    let unnamed = query["columns"]
        .as_array()
        .is_some_and(|columns| columns.iter().any(|column| column["name"] == "?column?"));
    let mut found: Vec<String> = errors
        .into_sorted()
        .into_iter()
        .filter(|error| !(unnamed && *error.entry == result::WITHOUT_NAME))
        .map(|error| {
            format!(
                "  {} {} [{}]",
                error.entry.code,
                error.message,
                slice(sql, error.span.start, error.span.end)
            )
        })
        .collect();
    found.extend(param_differences(schema, query, &analysis));
    found.extend(column_differences(schema, query, &analysis));
    found
}

fn slice(sql: &str, start: u32, end: u32) -> &str {
    sql.get(start as usize..end as usize).unwrap_or_default()
}

fn param_differences(schema: &Schema, query: &Value, analysis: &Analysis) -> Vec<String> {
    let wanted: Vec<String> = query["params"]
        .as_array()
        .expect("a list")
        .iter()
        .map(type_name)
        .collect();
    let given: Vec<String> = analysis
        .params
        .iter()
        .map(|param| {
            param
                .as_ref()
                .map_or_else(|| "?".to_owned(), |param| spelled(schema, param.id))
        })
        .collect();
    if wanted == given {
        Vec::new()
    } else {
        vec![format!("  parameters: wanted {wanted:?}, found {given:?}")]
    }
}

fn column_differences(schema: &Schema, query: &Value, analysis: &Analysis) -> Vec<String> {
    let wanted = query["columns"].as_array().expect("a list");
    let mut found = Vec::new();
    if wanted.len() != analysis.outputs.len() {
        return vec![format!(
            "  columns: wanted {}, found {}",
            wanted.len(),
            analysis.outputs.len()
        )];
    }
    for (wanted, given) in wanted.iter().zip(&analysis.outputs) {
        let name = wanted["name"].as_str().expect("a name");
        let ty = type_name(&wanted["type"]);
        let given_type = spelled(schema, given.ty.id);
        if name != given.name {
            found.push(format!("  column: wanted {name}, found {}", given.name));
        }
        if ty != given_type {
            found.push(format!("  column {name}: wanted {ty}, found {given_type}"));
        }
        // The other tool guesses that a value may be NULL where it cannot know; what it knows to be nullable by a
        // declaration must be so here.
        println!(
            "{} {name}: {}",
            query["id"].as_str().unwrap_or_default(),
            match (wanted["nullable"].as_bool(), given.ty.nullable) {
                (Some(true), false) => "more certain here",
                (Some(false), true) => "less certain here",
                (None, _) => "unknown there",
                (Some(_), _) => "agreed",
            }
        );
    }
    found
}

/// The recorded type in the spelling of [`spelled`].
fn type_name(recorded: &Value) -> String {
    match recorded {
        Value::String(name) => match name.strip_suffix("Array") {
            Some(element) => format!("{}[]", element.to_lowercase()),
            None => name.to_lowercase(),
        },
        other => other["Custom"]["name"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
    }
}

fn spelled(schema: &Schema, id: TypeId) -> String {
    let types = Types { schema };
    if id == TypeId::RECORD_ARRAY {
        return "record[]".to_owned();
    }
    if let Some(element) = types.element(id) {
        return format!("{}[]", spelled(schema, element));
    }
    match softdelete_compiler::catalog::builtin::builtin_type(id) {
        Some(builtin) => builtin.name.to_owned(),
        None => types.display(id),
    }
}
