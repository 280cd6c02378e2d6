//! The model: what is in the tables, and what each statement makes of it, in lists and sets.
//!
//! It follows the words of the design, row by row, and knows nothing of the SQL that the compiler makes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::ddl::EPOCH;
use super::statement::{Answer, Pick, Scope, Step, Verb, operation};
use super::world::{MarkKind, TableOf, World};

mod change;
mod delete;
mod erase;
mod remove;
mod restore;

/// A value of a row or of a parameter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value {
    Null,
    Int(i64),
    Text(String),
    Bool(bool),
    /// A time, in hours.
    Hour(i64),
}

/// That and how a row was deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// In which hour, which is the number of the deletion as well.
    pub(super) at: i64,
    pub(super) by: String,
    pub(super) reason: Option<String>,
}

/// A row, deleted or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) values: Vec<Value>,
    pub(super) mark: Option<Mark>,
}

/// What is said of a change beside its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Detail {
    Nothing,
    /// The key that was cut or tied again: number of the reference, values.
    Link(usize, Vec<Value>),
    /// Which deletion was undone, if that is recorded.
    Undone(Option<i64>),
    /// The personal columns of the table.
    Erased,
}

/// A row of history or outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) hour: i64,
    pub(super) action: &'static str,
    pub(super) table: usize,
    pub(super) key: Vec<Value>,
    pub(super) actor: String,
    pub(super) reason: Option<String>,
    pub(super) detail: Detail,
}

/// Everything in the database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct State {
    pub(super) rows: Vec<Vec<Row>>,
    pub(super) history: Vec<Record>,
    pub(super) outbox: Vec<Record>,
}

/// A row of the state: its table and its place there.
pub(super) type Id = (usize, usize);

/// What an effect is about: what happens, table, columns.
pub(super) type About = (String, usize, Vec<usize>);

/// What a statement should come to.
#[derive(Clone, Debug, Default)]
pub(super) struct Expected {
    /// How many rows of which table; what is not there is none.
    pub(super) counts: BTreeMap<About, i64>,
    /// The server's unique indexes refuse it.
    pub(super) clash: bool,
    /// The rows of the answer, sorted.
    pub(super) rows: Option<Vec<Vec<String>>>,
    /// How many rows the server says were affected, where the statement answers with nothing else.
    pub(super) affected: usize,
}

/// What forbids a statement.
const FORBIDS: [&str; 4] = ["Restrict", "ParentDeleted", "Held", "Referenced"];

impl Expected {
    pub(super) fn count(&mut self, action: &str, table: usize, columns: &[usize], rows: usize) {
        let about = (action.to_owned(), table, columns.to_vec());
        *self.counts.entry(about).or_default() += i64::try_from(rows).unwrap_or(i64::MAX);
    }

    /// Whether something forbids the statement.
    pub(super) fn is_forbidden(&self) -> bool {
        let mut counts = self.counts.iter();
        counts.any(|((action, _, _), rows)| FORBIDS.contains(&action.as_str()) && *rows > 0)
    }
}

impl Value {
    fn text(&self) -> String {
        match self {
            Self::Null => "-".to_owned(),
            Self::Int(value) | Self::Hour(value) => value.to_string(),
            Self::Text(value) => value.clone(),
            Self::Bool(value) => value.to_string(),
        }
    }
}

/// A value as a literal of SQL.
pub(super) fn literal(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Int(value) => value.to_string(),
        Value::Text(value) => format!("'{}'", value.replace('\'', "''")),
        Value::Bool(value) => value.to_string(),
        Value::Hour(hour) => format!("(timestamptz '{EPOCH}' + interval '{hour} hours')"),
    }
}

impl State {
    /// What a statement comes to, and what the database is then.
    pub(super) fn after(&self, world: &World, step: &Step) -> (Expected, Self) {
        let mut next = self.clone();
        let mut expected = match step.template.verb {
            Verb::Insert => next.insert(world, step),
            Verb::Refer(_) | Verb::Change => next.update(world, step),
            Verb::Delete => next.delete(world, step),
            Verb::Restore { parents } => next.restore(world, step, parents),
            Verb::Erase => next.erase(world, step),
            Verb::HardDelete => next.hard_delete(world, step),
            Verb::Purge => next.purge(world, step),
            Verb::Sum | Verb::Join { .. } | Verb::Exists { .. } => self.read(world, step),
        };
        let template = &step.template;
        match template.answer {
            Answer::Counted => {
                let rows = self.rows[template.table].iter();
                let named = rows.filter(|row| picked(world, step, row)).count();
                expected.count("Named", template.table, &[], named);
            }
            Answer::Beside(other) => {
                let active = self.rows[other].iter().filter(|row| row.mark.is_none());
                expected.rows = Some(vec![vec![active.count().to_string()]]);
            }
            Answer::Plain | Answer::Returning | Answer::Nested => {}
        }
        if let Some(rows) = &mut expected.rows {
            rows.sort();
        }
        if expected.is_forbidden() || expected.clash {
            return (expected, self.clone());
        }
        (expected, next)
    }

    /// All rows, in the order in which a [`Id`] names them.
    pub(super) fn ids(&self) -> Vec<Id> {
        let tables = self.rows.iter().enumerate();
        tables
            .flat_map(|(table, rows)| (0..rows.len()).map(move |place| (table, place)))
            .collect()
    }

    pub(super) fn row(&self, id: Id) -> &Row {
        &self.rows[id.0][id.1]
    }

    pub(super) fn row_mut(&mut self, id: Id) -> &mut Row {
        &mut self.rows[id.0][id.1]
    }

    /// Whether a row refers to another by a foreign key.
    pub(super) fn refers(&self, world: &World, child: Id, reference: usize, parent: Id) -> bool {
        let key = &world.tables[child.0].references[reference];
        if key.parent != parent.0 {
            return false;
        }
        let mut pairs = key.columns.iter().zip(&world.tables[parent.0].key);
        pairs.all(|(here, there)| {
            let here = &self.row(child).values[*here];
            *here != Value::Null && *here == self.row(parent).values[*there]
        })
    }

    /// The rows of a set that a foreign key of a row leads to.
    pub(super) fn refers_into(
        &self,
        world: &World,
        child: Id,
        reference: usize,
        parents: &BTreeSet<Id>,
    ) -> bool {
        let mut parents = parents.iter();
        parents.any(|parent| self.refers(world, child, reference, *parent))
    }

    /// The rows that a statement names, among those of which something holds.
    pub(super) fn named(
        &self,
        world: &World,
        step: &Step,
        holds: impl Fn(&Row) -> bool,
    ) -> BTreeSet<Id> {
        let table = step.template.table;
        let rows = self.rows[table].iter().enumerate();
        rows.filter(|(_, row)| holds(row) && picked(world, step, row))
            .map(|(place, _)| (table, place))
            .collect()
    }

    /// The keys and numbers of rows, if the statement returns them.
    fn returned(
        &self,
        world: &World,
        step: &Step,
        rows: &BTreeSet<Id>,
    ) -> Option<Vec<Vec<String>>> {
        match step.template.answer {
            Answer::Returning | Answer::Nested => {}
            Answer::Plain | Answer::Counted | Answer::Beside(_) => return None,
        }
        let table = &world.tables[step.template.table];
        let rows = rows.iter().map(|id| {
            let columns = table.key.iter().copied().chain([table.number()]);
            columns.map(|it| self.row(*id).values[it].text()).collect()
        });
        Some(rows.collect())
    }

    /// Records what happened to a row, as far as its table asks for that.
    fn record(&mut self, world: &World, step: &Step, action: &'static str, id: Id, detail: Detail) {
        let record = self.record_of(world, step, action, id, detail);
        let table = &world.tables[id.0];
        if table.outbox {
            self.outbox.push(record.clone());
        }
        if table.audit {
            self.history.push(record);
        }
    }

    fn record_of(
        &self,
        world: &World,
        step: &Step,
        action: &'static str,
        id: Id,
        detail: Detail,
    ) -> Record {
        let key = world.tables[id.0].key.iter();
        Record {
            hour: step.hour,
            action,
            table: id.0,
            key: key.map(|it| self.row(id).values[*it].clone()).collect(),
            actor: who(step),
            reason: why(step),
            detail,
        }
    }

    /// Everything, a line of text a row, sorted.
    pub(super) fn lines(&self, world: &World) -> Vec<String> {
        let mut lines = Vec::new();
        for (number, table) in world.tables.iter().enumerate() {
            for row in &self.rows[number] {
                lines.push(line(number, table, row));
            }
        }
        for record in &self.history {
            let mut line = record.line(world, "history");
            let reason = record.reason.as_deref().unwrap_or("-");
            let _ = write!(
                line,
                "|{reason}|{}",
                record.detail.text(world, record.table)
            );
            lines.push(line);
        }
        lines.extend(
            self.outbox
                .iter()
                .map(|record| record.line(world, "outbox")),
        );
        lines.sort();
        lines
    }
}

/// Who a statement says it is from; who the runtime says it is from else.
fn who(step: &Step) -> String {
    match step.arg("who") {
        Value::Text(who) if step.template.by => who,
        _ => "actor".to_owned(),
    }
}

fn why(step: &Step) -> Option<String> {
    match step.arg("why") {
        Value::Text(why) if step.template.because => Some(why),
        _ => None,
    }
}

/// Whether the user's own condition holds of a row.
fn picked(world: &World, step: &Step, row: &Row) -> bool {
    let table = &world.tables[step.template.table];
    let has_key = |suffix: &str| {
        table.key.iter().all(|column| {
            let name = format!("{}{suffix}", table.columns[*column].name);
            row.values[*column] == step.arg(&name)
        })
    };
    match step.template.pick {
        Pick::Key => has_key(""),
        Pick::Keys => has_key("") || has_key("2"),
        Pick::Number => row.values[table.number()] <= step.arg("limit"),
        Pick::Reference(reference) => {
            let column = table.references[reference].columns.last();
            let value = column.map_or(&Value::Null, |column| &row.values[*column]);
            *value != Value::Null && *value == step.arg("to")
        }
        Pick::All => true,
    }
}

/// Whether a scope shows a row. The default one is left to whoever asks.
fn in_scope(step: &Step, row: &Row) -> bool {
    let hour = |name: &str| match step.arg(name) {
        Value::Hour(hour) => hour,
        _ => 0,
    };
    let at = row.mark.as_ref().map(|mark| mark.at);
    match step.template.scope {
        Scope::Default | Scope::WithDeleted => true,
        Scope::OnlyDeleted => at.is_some(),
        Scope::Between => at.is_some_and(|at| at >= hour("low") && at <= hour("high")),
        Scope::Before => at.is_some_and(|at| at < hour("low")),
        Scope::After => at.is_some_and(|at| at > hour("low")),
    }
}

fn line(number: usize, table: &TableOf, row: &Row) -> String {
    let archived = table.archive().is_some();
    let mut line = number.to_string();
    if archived && row.mark.is_some() {
        line.push('~');
    }
    for value in &row.values {
        let _ = write!(line, "|{}", value.text());
    }
    let Some(marks) = table
        .marks
        .as_ref()
        .filter(|_| !archived || row.mark.is_some())
    else {
        return line;
    };
    let mark = row.mark.as_ref();
    if matches!(marks.kind, MarkKind::Flag { .. }) {
        let _ = write!(line, "|{}", mark.is_some());
    }
    if table.is_timed() {
        let at = mark.map_or("-".to_owned(), |mark| mark.at.to_string());
        let _ = write!(line, "|{at}");
    }
    if marks.by {
        let _ = write!(line, "|{}", mark.map_or("-", |mark| &mark.by));
    }
    if marks.reason {
        let reason = mark.and_then(|mark| mark.reason.as_deref());
        let _ = write!(line, "|{}", reason.unwrap_or("-"));
    }
    if marks.id {
        let id = mark.map_or("-".to_owned(), |mark| operation(mark.at));
        let _ = write!(line, "|{id}");
    }
    line
}

impl Record {
    fn line(&self, world: &World, place: &str) -> String {
        let table = &world.tables[self.table];
        let columns = table.key.iter().map(|it| table.columns[*it].name.as_str());
        let key = json(columns.zip(&self.key));
        let operation = operation(self.hour);
        format!(
            "{place}|{operation}|{}|{}|{key}|{}",
            self.action, table.name, self.actor
        )
    }
}

impl Detail {
    fn text(&self, world: &World, table: usize) -> String {
        let table = &world.tables[table];
        match self {
            Self::Nothing => "-".to_owned(),
            Self::Link(reference, values) => {
                let columns = table.references[*reference].columns.iter();
                json(
                    columns
                        .map(|it| table.columns[*it].name.as_str())
                        .zip(values),
                )
            }
            Self::Undone(None) => "-".to_owned(),
            Self::Undone(Some(hour)) => format!("{{\"deletion_id\": \"{}\"}}", operation(*hour)),
            Self::Erased => {
                let columns = table.columns.iter().filter(|it| it.personal.is_some());
                let columns: Vec<_> = columns.map(|it| format!("\"{}\"", it.name)).collect();
                format!("{{\"columns\": [{}]}}", columns.join(", "))
            }
        }
    }
}

/// An object as jsonb writes it: shorter names first.
fn json<'a>(fields: impl Iterator<Item = (&'a str, &'a Value)>) -> String {
    let mut fields: Vec<_> = fields.collect();
    fields.sort_by_key(|(name, _)| (name.len(), *name));
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| {
            let value = match value {
                Value::Null => "null".to_owned(),
                value => value.text(),
            };
            format!("\"{name}\": {value}")
        })
        .collect();
    format!("{{{}}}", fields.join(", "))
}
