//! Random rows to begin with, and random statements on what is there.

use super::model::{Row, State, Value};
use super::statement::{Answer, Pick, Scope, Step, Template, Verb};
use super::world::{Kind, TableOf, World};
use crate::random::Random;

const CODES: [&str; 4] = ["a", "b", "c", "it's"];

impl Verb {
    /// Whether it changes which rows are there or deleted.
    pub(super) fn changes_state(self) -> bool {
        match self {
            Self::Delete | Self::Restore { .. } | Self::Erase | Self::HardDelete => true,
            Self::Insert
            | Self::Refer(_)
            | Self::Change
            | Self::Purge
            | Self::Sum
            | Self::Join { .. }
            | Self::Exists { .. } => false,
        }
    }
}

/// Rows to begin with.
pub(super) fn start(world: &World, random: &mut Random) -> State {
    let mut state = State {
        rows: vec![Vec::new(); world.tables.len()],
        ..State::default()
    };
    for table in 0..world.tables.len() {
        for number in 0..2 + random.below(4) {
            let mut row = new_row(world, &state, table, random);
            let own = &world.tables[table];
            let id = own.key.last().copied().unwrap_or_default();
            row.values[id] = Value::Int(i64::try_from(number).unwrap_or(0) + 1);
            if let Some(unique) = own.unique {
                let taken = state.rows[table].iter();
                if taken
                    .clone()
                    .any(|other| other.values[unique] == row.values[unique])
                {
                    row.values[unique] = Value::Null;
                }
            }
            state.rows[table].push(row);
        }
    }
    // Links to tables that came later, and of rows to rows of their own table.
    for (child, reference) in world.edges() {
        let key = &world.tables[child].references[reference];
        if key.parent < child {
            continue;
        }
        for place in 0..state.rows[child].len() {
            let values = link(world, &state, child, reference, random);
            for (column, value) in key.columns.iter().zip(values) {
                state.rows[child][place].values[*column] = value;
            }
        }
    }
    state
}

/// A row that refers to rows that are there.
fn new_row(world: &World, state: &State, table: usize, random: &mut Random) -> Row {
    let own = &world.tables[table];
    let values = own.columns.iter().map(|column| plain_value(column, random));
    let mut row = Row {
        values: values.collect(),
        mark: None,
    };
    for (reference, key) in own.references.iter().enumerate() {
        let values = link(world, state, table, reference, random);
        for (column, value) in key.columns.iter().zip(values) {
            row.values[*column] = value;
        }
    }
    row
}

fn plain_value(column: &super::world::ColumnOf, random: &mut Random) -> Value {
    if column.nullable && random.chance(25) {
        return Value::Null;
    }
    match column.kind {
        Kind::Int if column.name == "org" => small(random, 2),
        Kind::Int => small(random, 6),
        Kind::Text => Value::Text((*random.pick(&CODES)).to_owned()),
        Kind::Bool => Value::Bool(random.chance(30)),
    }
}

fn small(random: &mut Random, limit: usize) -> Value {
    Value::Int(i64::try_from(1 + random.below(limit)).unwrap_or(1))
}

/// The values of a foreign key: those of a row, mostly an active one, or NULL.
fn link(
    world: &World,
    state: &State,
    child: usize,
    reference: usize,
    random: &mut Random,
) -> Vec<Value> {
    let key = &world.tables[child].references[reference];
    let parent = &world.tables[key.parent];
    let nullable = key
        .columns
        .iter()
        .any(|it| world.tables[child].columns[*it].nullable);
    let rows: Vec<&Row> = state.rows[key.parent].iter().collect();
    let active: Vec<&Row> = rows
        .iter()
        .copied()
        .filter(|row| row.mark.is_none())
        .collect();
    let from = if random.chance(85) { &active } else { &rows };
    match random.pick_any(from) {
        Some(row) if !nullable || random.chance(80) => parent
            .key
            .iter()
            .map(|column| row.values[*column].clone())
            .collect(),
        _ => {
            let columns = key
                .columns
                .iter()
                .map(|it| &world.tables[child].columns[*it]);
            let values = columns.map(|column| {
                if column.nullable {
                    Value::Null
                } else {
                    Value::Int(1)
                }
            });
            values.collect()
        }
    }
}

/// A statement about what is there.
pub(super) fn step(world: &World, state: &State, hour: i64, random: &mut Random) -> Step {
    let mut table = random.below(world.tables.len());
    // Deletions of what others refer to are the interesting ones.
    if random.chance(40) {
        table = table.min(random.below(world.tables.len()));
    }
    let own = &world.tables[table];
    let soft = own.marks.is_some();
    let verb = match random.below(100) {
        0..=14 => Verb::Insert,
        15..=21 if !own.references.is_empty() => Verb::Refer(random.below(own.references.len())),
        22..=25 => Verb::Change,
        26..=57 if soft => Verb::Delete,
        58..=80 if soft => Verb::Restore {
            parents: random.chance(30),
        },
        81..=86 => Verb::Erase,
        87..=95 => Verb::HardDelete,
        96..=99 if soft && own.is_timed() => Verb::Purge,
        _ => Verb::Insert,
    };
    let pick = pick(own, verb, random);
    let timed = own.is_timed();
    let scope = match verb {
        Verb::Restore { .. } if timed && random.chance(30) => *random.pick(&[
            Scope::Between,
            Scope::Before,
            Scope::After,
            Scope::OnlyDeleted,
        ]),
        Verb::Erase if soft && random.chance(50) => {
            *random.pick(&[Scope::WithDeleted, Scope::OnlyDeleted])
        }
        Verb::HardDelete if soft && random.chance(70) => match random.below(10) {
            0..=5 => Scope::OnlyDeleted,
            6 => Scope::WithDeleted,
            _ if timed => Scope::Before,
            _ => Scope::OnlyDeleted,
        },
        _ => Scope::Default,
    };
    let answer = match (verb, random.below(20)) {
        (Verb::Delete, 0..=1) => Answer::Beside(random.below(world.tables.len())),
        (Verb::Delete | Verb::Restore { .. } | Verb::Erase | Verb::HardDelete, 2..=4) => {
            Answer::Nested
        }
        (Verb::Delete | Verb::Restore { .. } | Verb::Erase | Verb::HardDelete, 5..=8) => {
            Answer::Returning
        }
        (Verb::Delete | Verb::Restore { .. } | Verb::Erase | Verb::HardDelete, 9..=11)
            if matches!(pick, Pick::Key | Pick::Keys) =>
        {
            Answer::Counted
        }
        _ => Answer::Plain,
    };
    let marks = own.marks.as_ref();
    let (by, because) = match verb {
        Verb::Delete => (
            own.audit || marks.is_some_and(|marks| marks.by),
            own.audit || marks.is_some_and(|marks| marks.reason),
        ),
        Verb::Restore { .. } | Verb::Erase | Verb::HardDelete => (own.audit, own.audit),
        _ => (false, false),
    };
    let template = Template {
        table,
        verb,
        pick,
        scope,
        answer,
        by: by && random.chance(30),
        because: because && random.chance(30),
    };
    let args = args(world, state, &template, hour, random);
    Step {
        hour,
        template,
        args,
    }
}

fn pick(own: &TableOf, verb: Verb, random: &mut Random) -> Pick {
    let many = match random.below(10) {
        0 | 1 => Pick::Keys,
        2 | 3 => Pick::Number,
        4 if !own.references.is_empty() => Pick::Reference(random.below(own.references.len())),
        5 => Pick::All,
        _ => Pick::Key,
    };
    match verb {
        Verb::Change | Verb::Refer(_) => Pick::Key,
        Verb::Insert | Verb::Purge => Pick::All,
        Verb::Erase if many == Pick::All => Pick::Key,
        _ => many,
    }
}

fn args(
    world: &World,
    state: &State,
    template: &Template,
    hour: i64,
    random: &mut Random,
) -> Vec<(String, Value)> {
    let own = &world.tables[template.table];
    let rows = &state.rows[template.table];
    let mut args = Vec::new();
    let mut add = |name: String, value: Value| args.push((name, value));
    // Rows that are as the statement wants them, mostly.
    let wants_deleted = matches!(template.verb, Verb::Restore { .. } | Verb::HardDelete);
    let fitting: Vec<&Row> = rows
        .iter()
        .filter(|row| own.marks.is_none() || row.mark.is_some() == wants_deleted)
        .collect();
    let all: Vec<&Row> = rows.iter().collect();
    for suffix in ["", "2"] {
        let from = if random.chance(85) { &fitting } else { &all };
        let row = random.pick_any(from).copied();
        for column in &own.key {
            let value = match row {
                Some(row) => row.values[*column].clone(),
                None => small(random, 6),
            };
            add(format!("{}{suffix}", own.columns[*column].name), value);
        }
    }
    add("limit".to_owned(), small(random, 6));
    add("number".to_owned(), small(random, 6));
    add("to".to_owned(), small(random, 5));
    let code = random.chance(80).then(|| *random.pick(&CODES));
    add(
        "code".to_owned(),
        code.map_or(Value::Null, |it| Value::Text(it.to_owned())),
    );
    add("who".to_owned(), Value::Text("o'brien".to_owned()));
    add("why".to_owned(), Value::Text("a reason".to_owned()));
    let low = i64::try_from(random.below(usize::try_from(hour).unwrap_or(0) + 1)).unwrap_or(0);
    let more = i64::try_from(random.below(4)).unwrap_or(0);
    add("low".to_owned(), Value::Hour(low));
    add("high".to_owned(), Value::Hour(low + more));
    let keep = match random.below(3) {
        0 => Value::Null,
        hours => Value::Int(i64::try_from(hours - 1).unwrap_or(0)),
    };
    add("keep".to_owned(), keep);
    if template.verb == Verb::Insert {
        let mut row = new_row(world, state, template.table, random);
        // A key that is free, mostly, or that was once.
        let id = own.key.last().copied().unwrap_or_default();
        let free = (1..20).map(Value::Int).find(|key| {
            let mut live = rows.iter();
            let archived = own.archive().is_some();
            live.all(|row| row.values[id] != *key || (archived && row.mark.is_some()))
        });
        if let Some(free) = free.filter(|_| random.chance(85)) {
            row.values[id] = free;
        }
        for (column, value) in own.columns.iter().zip(row.values) {
            add(format!("c_{}", column.name), value);
        }
    }
    if let Verb::Refer(reference) = template.verb {
        let values = link(world, state, template.table, reference, random);
        for (number, value) in values.into_iter().enumerate() {
            add(format!("f_{number}"), value);
        }
    }
    args
}

/// A query about what is there.
pub(super) fn query(world: &World, state: &State, hour: i64, random: &mut Random) -> Step {
    let table = random.below(world.tables.len());
    let own = &world.tables[table];
    let reference = random.below(own.references.len().max(1));
    let verb = match random.below(4) {
        0 if !own.references.is_empty() => Verb::Join {
            reference,
            left: true,
        },
        1 if !own.references.is_empty() => Verb::Join {
            reference,
            left: false,
        },
        2 if !own.references.is_empty() => Verb::Exists { reference },
        _ => Verb::Sum,
    };
    let scope = match verb {
        Verb::Sum if own.marks.is_some() => {
            let scopes = [
                Scope::Default,
                Scope::OnlyDeleted,
                Scope::WithDeleted,
                Scope::Between,
            ];
            let scopes = if own.is_timed() {
                &scopes[..]
            } else {
                &scopes[..3]
            };
            *random.pick(scopes)
        }
        _ => Scope::Default,
    };
    let template = Template {
        table,
        verb,
        pick: Pick::All,
        scope,
        answer: Answer::Plain,
        by: false,
        because: false,
    };
    let args = args(world, state, &template, hour, random);
    Step {
        hour,
        template,
        args,
    }
}
