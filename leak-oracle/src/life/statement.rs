//! Statements as the generator makes them and the model understands them, and their text.

use super::model::Value;
use super::world::World;

/// Which rows a statement names. Values are its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Pick {
    /// By primary key: `org`, `id`.
    Key,
    /// Either of two keys: and `org2`, `id2`.
    Keys,
    /// `n <= $limit`
    Number,
    /// The first column of a foreign key: `= $to`.
    Reference(usize),
    /// All of them.
    All,
}

/// Which rows a table reference sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Scope {
    Default,
    OnlyDeleted,
    WithDeleted,
    /// `between $low and $high`
    Between,
    /// `before $low`
    Before,
    /// `after $low`
    After,
}

/// How a statement answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Answer {
    /// With counts.
    Plain,
    /// With counts, and of how many rows are named at all.
    Counted,
    /// With the key and number of the rows that the statement names.
    Returning,
    /// The same, out of a WITH.
    Nested,
    /// With the number of active rows of another table, the deletion standing in a WITH.
    Beside(usize),
}

/// What a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Verb {
    Insert,
    /// Gives rows another parent.
    Refer(usize),
    /// Gives rows another number, and another value in the unique column if there is one.
    Change,
    Delete,
    Restore {
        parents: bool,
    },
    Erase,
    HardDelete,
    /// `purge` of the table and what refers to it.
    Purge,
    /// Number and sum of the rows that a scope shows.
    Sum,
    /// Rows with the rows that they refer to: inner join or left join.
    Join {
        reference: usize,
        left: bool,
    },
    /// Rows that are referred to.
    Exists {
        reference: usize,
    },
}

/// A statement without its values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Template {
    pub(super) table: usize,
    pub(super) verb: Verb,
    pub(super) pick: Pick,
    pub(super) scope: Scope,
    pub(super) answer: Answer,
    /// `by $who`
    pub(super) by: bool,
    /// `because $why`
    pub(super) because: bool,
}

/// A statement with its values.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// The hour in which it happens, and its number.
    pub(super) hour: i64,
    pub(super) template: Template,
    pub(super) args: Vec<(String, Value)>,
}

impl Step {
    /// A value by its name.
    pub(super) fn arg(&self, name: &str) -> Value {
        let known = self.args.iter().find(|(known, _)| known == name);
        known.map_or(Value::Null, |(_, value)| value.clone())
    }

    /// The id that its deletions have.
    pub(super) fn operation(&self) -> String {
        operation(self.hour)
    }
}

/// The id that deletions of an hour have.
pub(super) fn operation(hour: i64) -> String {
    format!("00000000-0000-7000-8000-{hour:012}")
}

impl Template {
    /// The text in the language. A purge has none.
    pub(super) fn text(&self, world: &World) -> String {
        let table = &world.tables[self.table];
        let name = table.quoted();
        let scope = self.scope.text();
        let condition = self.condition(world);
        let all = if condition.is_some() { "" } else { "all " };
        let filter = condition.map_or_else(String::new, |it| format!(" where {it}"));
        let keys: Vec<_> = table
            .key
            .iter()
            .map(|it| table.columns[*it].name.clone())
            .collect();
        let keys = keys.join(", ");
        let mut tail = String::new();
        if self.by {
            tail.push_str(" by $who");
        }
        if self.because {
            tail.push_str(" because $why");
        }
        let inner = match self.answer {
            Answer::Plain | Answer::Counted | Answer::Beside(_) => "",
            Answer::Returning | Answer::Nested => &format!(" returning {keys}, n"),
        };
        let change = match self.verb {
            Verb::Delete => format!("delete {all}from {name}{filter}{tail}{inner}"),
            Verb::HardDelete => {
                format!("hard delete {all}from {name}{scope}{filter}{tail}{inner}")
            }
            Verb::Erase => format!("erase {all}{name}{scope}{filter}{tail}{inner}"),
            Verb::Restore { parents } => {
                let parents = if parents { " with parents" } else { "" };
                format!("restore {all}{name}{scope}{filter}{parents}{tail}{inner}")
            }
            Verb::Insert => {
                let names: Vec<_> = table.columns.iter().map(|it| it.name.as_str()).collect();
                let values: Vec<_> = names.iter().map(|name| format!("$c_{name}")).collect();
                format!(
                    "insert into {name} ({}) values ({})",
                    names.join(", "),
                    values.join(", ")
                )
            }
            Verb::Refer(reference) => {
                let columns = table.references[reference].columns.iter().enumerate();
                let set: Vec<_> = columns
                    .map(|(number, column)| {
                        format!("{} = $f_{number}", table.columns[*column].name)
                    })
                    .collect();
                format!("update {all}{name} set {}{filter}", set.join(", "))
            }
            Verb::Change => {
                let code = if table.unique.is_some() {
                    ", code = $code"
                } else {
                    ""
                };
                format!("update {all}{name} set n = $number{code}{filter}")
            }
            Verb::Sum => {
                format!(
                    "select count(*) as many, coalesce(sum(n), 0)::int8 as total from {name}{scope}"
                )
            }
            Verb::Join { reference, left } => {
                let (parent, on) = join(world, self.table, reference);
                let kind = if left { "left join" } else { "join" };
                format!(
                    "select c.id as child, c.n as number, p.id as parent, p.n as parent_number from {name} c {kind} {parent} p on {on}"
                )
            }
            Verb::Exists { reference } => {
                let (parent, on) = join(world, self.table, reference);
                format!(
                    "select p.id as id, p.n as number from {parent} p where exists (select 1 from {name} c where {on})"
                )
            }
            Verb::Purge => return String::new(),
        };
        match self.answer {
            Answer::Plain | Answer::Counted | Answer::Returning => change,
            Answer::Nested => {
                format!("with gone as ({change}) select {keys}, n from gone")
            }
            Answer::Beside(other) => format!(
                "with gone as ({change}) select count(*) as many from {}",
                world.tables[other].quoted()
            ),
        }
    }

    fn condition(&self, world: &World) -> Option<String> {
        let table = &world.tables[self.table];
        let key = |suffix: &str| {
            let columns = table.key.iter().map(|it| table.columns[*it].name.as_str());
            let equal: Vec<_> = columns.map(|it| format!("{it} = ${it}{suffix}")).collect();
            equal.join(" and ")
        };
        match self.pick {
            Pick::Key => Some(key("")),
            Pick::Keys => Some(format!("({}) or ({})", key(""), key("2"))),
            Pick::Number => Some("n <= $limit".to_owned()),
            Pick::Reference(reference) => {
                let column = table.references[reference].columns.last()?;
                Some(format!("{} = $to", table.columns[*column].name))
            }
            Pick::All => None,
        }
    }
}

fn join(world: &World, child: usize, reference: usize) -> (String, String) {
    let table = &world.tables[child];
    let key = &table.references[reference];
    let parent = &world.tables[key.parent];
    let pairs: Vec<_> = key
        .columns
        .iter()
        .zip(&parent.key)
        .map(|(here, there)| {
            format!(
                "c.{} = p.{}",
                table.columns[*here].name, parent.columns[*there].name
            )
        })
        .collect();
    (parent.quoted(), pairs.join(" and "))
}

impl Scope {
    fn text(self) -> &'static str {
        match self {
            Self::Default => "",
            Self::OnlyDeleted => " only deleted",
            Self::WithDeleted => " with deleted",
            Self::Between => " deleted between $low and $high",
            Self::Before => " deleted before $low",
            Self::After => " deleted after $low",
        }
    }
}
