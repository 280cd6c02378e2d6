//! What is sent to the server and what comes back.

use softdelete_compiler::compile::{Compiled, ParamSource, ValueKind};
use softdelete_compiler::token::Source;
use tokio_postgres::{Client, SimpleQueryMessage};

use crate::generate::Statement;

/// The rows of a result.
pub(crate) type Rows = Vec<Vec<Option<String>>>;

/// The text with the arms that are taken.
pub(crate) fn shaped(compiled: &Compiled, shape: &[usize]) -> String {
    let mut text = String::new();
    let mut at = 0;
    for region in &compiled.regions {
        text.push_str(&compiled.sql[at..region.start]);
        if shape[region.arm.choice] == region.arm.arm {
            text.push_str(&compiled.sql[region.start..region.end]);
        }
        at = region.end;
    }
    text + &compiled.sql[at..]
}

/// The text that is sent for a compiled statement: with parameters, prepared and executed.
pub(crate) fn sent(compiled: &Compiled, source: &Source, statement: &Statement) -> String {
    if compiled.params.is_empty() {
        return compiled.sql.clone();
    }
    let types: Vec<String> = compiled
        .params
        .iter()
        .map(|param| type_name(&param.ty.kind))
        .collect();
    let values: Vec<&str> = compiled
        .params
        .iter()
        .map(|param| match &param.source {
            ParamSource::User(index) => {
                let name = &source.params[*index].text;
                let known = statement.params.iter().find(|(known, _)| known == name);
                known.map_or("null", |(_, literal)| literal.as_str())
            }
            ParamSource::DeletionId => "'01890a5d-ac96-774b-bcce-b302099a8057'",
            ParamSource::Actor => "'actor'",
            ParamSource::Field(..) | ParamSource::Rows(..) | ParamSource::Elements(..) => "null",
        })
        .collect();
    format!(
        "prepare statement({}) as {}; execute statement({}); deallocate statement",
        types.join(", "),
        compiled.sql,
        values.join(", ")
    )
}

fn type_name(kind: &ValueKind) -> String {
    match kind {
        ValueKind::Builtin(name) => name.clone(),
        ValueKind::User(_) => "unknown".to_owned(),
        ValueKind::Array(element) => format!("{}[]", type_name(element)),
    }
}

/// Runs statements in one round trip. Returns the rows of each.
pub(crate) async fn batch(client: &Client, sql: &str) -> Result<Vec<Rows>, tokio_postgres::Error> {
    let mut results = Vec::new();
    let mut rows = Rows::new();
    for message in client.simple_query(sql).await? {
        match message {
            SimpleQueryMessage::Row(row) => {
                rows.push(
                    (0..row.len())
                        .map(|column| row.get(column).map(str::to_owned))
                        .collect(),
                );
            }
            SimpleQueryMessage::CommandComplete(_) => results.push(std::mem::take(&mut rows)),
            _ => {}
        }
    }
    Ok(results)
}
