//! Statements as they are compiled and prepared on the server, each once a world.

use std::collections::HashMap;
use std::fmt::Write;
use std::rc::Rc;

use softdelete_compiler::compile::{
    Compiled, Options, PURGE_PARAMS, ParamSource, ValueKind, changes, compile, purge, tables,
};
use softdelete_compiler::diagnostic::Errors;
use softdelete_compiler::lex;
use tokio_postgres::Client;

use super::model::{About, literal};
use super::statement::{Answer, Step, Template, Verb};
use super::world::World;
use crate::random::Random;

/// What the server has of a template.
#[derive(Debug)]
pub(super) enum Prepared {
    /// The compiler does not take it.
    Refused(String),
    /// The server does not take what the compiler made.
    Invalid(String),
    Statement(Box<Statement>),
    Purge(PurgeOf),
}

/// A compiled statement.
#[derive(Debug)]
pub(super) struct Statement {
    /// Its name on the server.
    pub(super) name: String,
    pub(super) compiled: Compiled,
    /// What each of its effects is about.
    pub(super) effects: Vec<About>,
    /// The types of its parameters, in parentheses.
    pub(super) types: String,
    /// Where each value comes from: the name of a parameter of the user's, or what the runtime fills in.
    values: Vec<From>,
}

/// Of a stage of a purge, the names of its batches, each with its table, and that of its groups.
type Stage = (Vec<(usize, String)>, Option<String>);

/// The statements of a purge.
#[derive(Debug)]
pub(super) struct PurgeOf {
    /// Its stages in order.
    pub(super) stages: Vec<Stage>,
    /// The name of the plan, which counts the tables of all stages in order.
    pub(super) plan: String,
    pub(super) texts: Vec<String>,
}

#[derive(Debug)]
enum From {
    User(String),
    Operation,
    Actor,
}

impl Statement {
    /// `(1, 'actor')`
    pub(super) fn args(&self, step: &Step) -> String {
        let values = self.values.iter().map(|from| match from {
            From::User(name) => literal(&step.arg(name)),
            From::Operation => format!("'{}'", step.operation()),
            From::Actor => "'actor'".to_owned(),
        });
        parentheses(values)
    }
}

impl PurgeOf {
    /// The values of a purge's parameters: batches of two rows, so that there are several.
    pub(super) fn args(step: &Step) -> String {
        let keep = match step.arg("keep") {
            super::model::Value::Int(hours) => format!("'{hours} hours'"),
            _ => "null".to_owned(),
        };
        let values = [
            "2",
            &keep,
            "null",
            "null",
            &format!("'{}'", step.operation()),
            "'actor'",
        ];
        parentheses(values.into_iter().map(str::to_owned))
    }
}

fn parentheses(values: impl Iterator<Item = String>) -> String {
    let values: Vec<_> = values.collect();
    if values.is_empty() {
        return String::new();
    }
    format!("({})", values.join(", "))
}

/// The statements prepared for a world.
pub(super) struct Book<'a> {
    client: &'a Client,
    world: &'a World,
    known: HashMap<Template, Rc<Prepared>>,
    /// Decides which statement loses which condition; none once one did.
    pub(super) lose: Option<Random>,
    /// The statement that lost a condition, as it is now.
    pub(super) broken: Option<String>,
}

impl<'a> Book<'a> {
    pub(super) fn new(client: &'a Client, world: &'a World, lose: Option<Random>) -> Self {
        Self {
            client,
            world,
            known: HashMap::new(),
            lose,
            broken: None,
        }
    }

    /// What the server has of a template, which it is given if it has not.
    pub(super) async fn prepared(&mut self, template: &Template) -> Rc<Prepared> {
        if let Some(known) = self.known.get(template) {
            return known.clone();
        }
        let number = self.known.len();
        let (prepared, sql) = match template.verb {
            Verb::Purge => self.purge(template, number),
            _ => self.compiled(template, number),
        };
        let prepared = match self.client.batch_execute(&sql).await {
            Ok(()) => prepared,
            Err(error) => {
                let text = template.text(self.world);
                Prepared::Invalid(format!("{}\n{text}\n{sql}", said(&error)))
            }
        };
        let prepared = Rc::new(prepared);
        self.known.insert(template.clone(), prepared.clone());
        prepared
    }

    fn compiled(&mut self, template: &Template, number: usize) -> (Prepared, String) {
        let text = template.text(self.world);
        let mut errors = Errors::new();
        let source = lex::sql(&text, lex::ParamStyle::Named, &mut errors);
        let (written, _) = tables(&source);
        let named: Vec<String> = written.into_iter().map(|it| it.text).collect();
        let (schema, places) = self.world.schema_for(&named, &changes(&source));
        let options = Options {
            count_named: template.answer == Answer::Counted,
            ..Options::default()
        };
        let outcome = compile(&source, &schema, &options);
        let Some(mut compiled) = outcome.statement.filter(|_| errors.is_empty()) else {
            let messages = errors.into_sorted().into_iter().chain(outcome.errors);
            let messages: Vec<_> = messages
                .map(|error| format!("{} {}", error.entry.code, error.message))
                .collect();
            return (Prepared::Refused(messages.join("; ")), String::new());
        };
        if template.verb.changes_state()
            && let Some(random) = &mut self.lose
            && random.chance(40)
            && let Some(sql) = lose(&compiled.sql, random)
        {
            self.broken = Some(format!("{text}\n{sql}"));
            compiled.sql = sql;
            self.lose = None;
        }
        let types: Vec<_> = compiled
            .params
            .iter()
            .map(|param| match &param.ty.kind {
                ValueKind::Builtin(name) => name.clone(),
                ValueKind::User(_) | ValueKind::Array(_) => "unknown".to_owned(),
            })
            .collect();
        let types = parentheses(types.into_iter());
        let values = compiled.params.iter().map(|param| match &param.source {
            ParamSource::User(index) => From::User(source.params[*index].text.clone()),
            ParamSource::DeletionId => From::Operation,
            ParamSource::Actor => From::Actor,
            ParamSource::Field(..) | ParamSource::Rows(..) | ParamSource::Elements(..) => {
                From::User(String::new())
            }
        });
        let effects = compiled.effects.iter().map(|effect| {
            let action = format!("{:?}", effect.action);
            // That a row is held is about the row, whether or not the column is named that says so.
            let columns = match action.as_str() {
                "Held" => Vec::new(),
                _ => effect.columns.clone(),
            };
            (action, places[effect.table], columns)
        });
        let name = format!("s{number}");
        let mut sql = format!("prepare {name}{types} as {};", compiled.sql);
        if let Some(plan) = &compiled.plan {
            let _ = write!(sql, "prepare p_{name}{types} as {plan};");
        }
        let statement = Statement {
            name,
            types,
            effects: effects.collect(),
            values: values.collect(),
            compiled,
        };
        (Prepared::Statement(Box::new(statement)), sql)
    }

    fn purge(&self, template: &Template, number: usize) -> (Prepared, String) {
        // The declaration of a table gathers what a deletion of its rows would.
        let text = format!(
            "delete all from {}",
            self.world.tables[template.table].quoted()
        );
        let source = lex::sql(&text, lex::ParamStyle::Named, &mut Errors::new());
        let named = [self.world.tables[template.table].name.clone()];
        let (schema, places) = self.world.schema_for(&named, &changes(&source));
        let purge = match purge(&schema, 0) {
            Ok(purge) => purge,
            Err(message) => return (Prepared::Refused(message), String::new()),
        };
        let types = PURGE_PARAMS.join(", ");
        let (mut sql, mut texts) = (String::new(), Vec::new());
        let mut prepare = |name: String, text: &str| {
            let _ = write!(sql, "prepare {name}({types}) as {text};");
            texts.push(text.to_owned());
            name
        };
        let plan = prepare(format!("p_s{number}"), &purge.plan);
        let mut stages = Vec::new();
        for (nth, stage) in purge.stages.iter().enumerate() {
            let batches = stage.tables.iter().map(|table| {
                let name = format!("s{number}_{nth}_{}", table.table);
                (places[table.table], prepare(name, &table.batch))
            });
            let batches = batches.collect();
            let groups = stage.groups.as_ref();
            let groups = groups.map(|groups| prepare(format!("s{number}_{nth}"), groups));
            stages.push((batches, groups));
        }
        let purge = PurgeOf {
            stages,
            plan,
            texts,
        };
        (Prepared::Purge(purge), sql)
    }
}

/// The statement without one of its conditions: an equality of two columns, a test of a marker, or that something forbids it.
fn lose(sql: &str, random: &mut Random) -> Option<String> {
    let mut places = Vec::new();
    let words: Vec<(usize, &str)> = sql
        .split(' ')
        .scan(0, |at, word| {
            let start = *at;
            *at += word.len() + 1;
            Some((start, word))
        })
        .collect();
    let is_column = |word: &str| {
        let plain = |letter: char| letter.is_alphanumeric() || "._\"".contains(letter);
        word.contains('.') && word.chars().all(plain)
    };
    for window in words.windows(4) {
        let [(_, before), (start, column), (_, operator), (last, right)] = window else {
            continue;
        };
        if !["WHERE", "AND"].contains(before) || !is_column(column) {
            continue;
        }
        let right_end = right.trim_end_matches([')', ',']);
        if *operator == "=" && is_column(right_end) {
            places.push((*start, last + right_end.len(), "TRUE"));
        }
        if *operator == "IS" && right_end == "NULL" {
            places.push((*start, last + right_end.len(), "TRUE"));
        }
    }
    for (found, text) in sql.match_indices(".n > 0 THEN") {
        places.push((found, found + text.len(), ".n < 0 THEN"));
    }
    let (start, end, instead) = *random.pick_any(&places)?;
    Some(format!("{}{instead}{}", &sql[..start], &sql[end..]))
}

/// What the server says.
pub(super) fn said(error: &tokio_postgres::Error) -> String {
    error.as_db_error().map_or_else(
        || error.to_string(),
        |error| format!("{} {}", error.code().code(), error.message()),
    )
}
