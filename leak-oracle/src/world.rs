//! A world: some tables, soft-delete ones and others, with their rows.
//!
//! It exists twice in the database. In the *full* one the tables have their markers, all rows, and columns that were never declared, in an
//! order of its own. In the *purged* one there are no markers, no deleted rows, and nothing but what was declared.

use crate::random::Random;

mod ddl;
mod declare;

/// The type of a column, as far as the generator of statements cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// int4 or int8
    Int,
    /// text
    Text,
    /// bool
    Bool,
    /// timestamptz
    Time,
}

/// All of them.
pub const TYPES: [Type; 4] = [Type::Int, Type::Text, Type::Bool, Type::Time];

/// A column that was declared.
#[derive(Clone, Debug)]
pub struct ColumnOf {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// The name of its type in SQL.
    pub sql_type: &'static str,
    /// Whether it may be NULL.
    pub nullable: bool,
}

/// How rows of a table are marked.
#[derive(Clone, Debug)]
pub struct Marks {
    /// The kind of marker.
    pub kind: MarkKind,
    /// The column that tells.
    pub column: String,
    /// The column that records who, if there is one.
    pub by: Option<String>,
    /// The columns that record why and by which deletion, if there are.
    pub rest: Option<(String, String)>,
}

/// A kind of marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// A timestamp, NULL while active.
    Timestamp,
    /// A boolean.
    Flag,
    /// A timestamp, infinity while active.
    Sentinel,
    /// Deleted rows stand in another table.
    Archive,
}

/// A table.
#[derive(Clone, Debug)]
pub struct TableOf {
    /// Its name.
    pub name: String,
    /// What was declared, markers aside.
    pub columns: Vec<ColumnOf>,
    /// Whether the first column, `id`, is the primary key.
    pub key: bool,
    /// A column that is unique among active rows.
    pub unique: Option<usize>,
    /// Its markers, if its rows can be deleted.
    pub marks: Option<Marks>,
    /// Columns of the full database that were not declared.
    pub undeclared: Vec<String>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A row.
#[derive(Clone, Debug)]
pub struct Row {
    /// The values as SQL literals, in the order of the columns.
    pub values: Vec<String>,
    /// Whether it is deleted.
    pub deleted: bool,
}

/// Tables with their rows.
#[derive(Clone, Debug)]
pub struct World {
    /// The tables. The last one has no key: statements insert into it what they like.
    pub tables: Vec<TableOf>,
}

const NAMES: [&str; 6] = [
    "users",
    "orders",
    "notes",
    "\"Order Line\"",
    "\"table\"",
    "teams",
];
/// A column that statements divide by.
pub const DIVISOR: &str = "parts";

const COLUMNS: [(&str, Type, &str); 11] = [
    ("k", Type::Int, "bigint"),
    ("n", Type::Int, "integer"),
    ("qty", Type::Int, "integer"),
    (DIVISOR, Type::Int, "integer"),
    ("name", Type::Text, "text"),
    ("code", Type::Text, "text"),
    ("\"Kind\"", Type::Text, "text"),
    ("ok", Type::Bool, "boolean"),
    ("hot", Type::Bool, "boolean"),
    ("at", Type::Time, "timestamptz"),
    ("seen", Type::Time, "timestamptz"),
];

impl World {
    /// A random world.
    pub fn new(random: &mut Random) -> Self {
        let mut names = NAMES.to_vec();
        let count = 2 + random.below(3);
        let mut tables: Vec<TableOf> = (0..count)
            .map(|_| {
                let name = names.swap_remove(random.below(names.len()));
                TableOf::new(name, true, random)
            })
            .collect();
        tables.push(TableOf::new("log", false, random));
        // At least one table has something to leak.
        if tables.iter().all(|table| table.marks.is_none()) {
            tables[0].marks = Some(Marks::new(random));
        }
        for table in &mut tables {
            table.fill(random);
        }
        Self { tables }
    }

    /// The world with more deleted rows: those that are active, once more.
    #[must_use]
    pub fn with_more_deleted(&self, random: &mut Random) -> Self {
        let mut world = self.clone();
        for table in world
            .tables
            .iter_mut()
            .filter(|table| table.marks.is_some())
        {
            let active: Vec<Row> = table
                .rows
                .iter()
                .filter(|row| !row.deleted)
                .cloned()
                .collect();
            for (number, mut row) in active.into_iter().enumerate() {
                row.deleted = true;
                if table.key {
                    row.values[0] = (5_000 + number).to_string();
                }
                let column = random.below(row.values.len());
                if !(table.key && column == 0) {
                    row.values[column] = value(
                        table.columns[column].ty,
                        table.columns[column].nullable,
                        random,
                    );
                }
                table.set_divisor(&mut row.values, true);
                table.rows.push(row);
            }
        }
        world
    }
}

impl Marks {
    fn new(random: &mut Random) -> Self {
        let kind = *random.pick(&[
            MarkKind::Timestamp,
            MarkKind::Archive,
            MarkKind::Flag,
            MarkKind::Sentinel,
        ]);
        let column = match kind {
            MarkKind::Flag => *random.pick(&["is_deleted", "gone", "\"Deleted\""]),
            MarkKind::Timestamp | MarkKind::Sentinel | MarkKind::Archive => {
                *random.pick(&["deleted_at", "removed", "\"deletedAt\""])
            }
        };
        Self {
            kind,
            column: column.to_owned(),
            by: random.chance(60).then(|| "deleted_by".to_owned()),
            rest: random
                .chance(60)
                .then(|| ("deletion_reason".to_owned(), "deletion_id".to_owned())),
        }
    }

    /// The condition that a row is active, in SQL.
    pub fn active(&self) -> String {
        let column = &self.column;
        match self.kind {
            MarkKind::Timestamp => format!("{column} is null"),
            MarkKind::Flag => format!("not {column}"),
            MarkKind::Sentinel => format!("{column} = 'infinity'"),
            MarkKind::Archive => "true".to_owned(),
        }
    }

    /// The columns with their definitions.
    fn columns(&self) -> Vec<(String, &'static str)> {
        let marker = match self.kind {
            MarkKind::Timestamp | MarkKind::Archive => "timestamptz",
            MarkKind::Flag => "boolean not null default false",
            MarkKind::Sentinel => "timestamptz not null default 'infinity'",
        };
        let mut columns = vec![(self.column.clone(), marker)];
        columns.extend(self.by.iter().map(|by| (by.clone(), "text")));
        if let Some((reason, id)) = &self.rest {
            columns.extend([(reason.clone(), "text"), (id.clone(), "uuid")]);
        }
        columns
    }
}

impl TableOf {
    fn new(name: &str, key: bool, random: &mut Random) -> Self {
        let mut columns = Vec::new();
        if key {
            columns.push(ColumnOf {
                name: "id".to_owned(),
                ty: Type::Int,
                sql_type: "bigint",
                nullable: false,
            });
        }
        for (name, ty, sql_type) in COLUMNS {
            // Everybody has `k`, so that tables can be joined USING it.
            if name == "k" || random.chance(50) {
                columns.push(ColumnOf {
                    name: name.to_owned(),
                    ty,
                    sql_type,
                    // What is inserted where there is no key may be anything.
                    nullable: !key || random.chance(70),
                });
            }
        }
        let texts: Vec<usize> = (0..columns.len())
            .filter(|index| columns[*index].ty == Type::Text)
            .collect();
        let unique = if key && random.chance(60) {
            random.pick_any(&texts).copied()
        } else {
            None
        };
        let free: Vec<&str> = COLUMNS.iter().map(|column| column.0).collect();
        let free: Vec<&str> = free
            .into_iter()
            .filter(|name| columns.iter().all(|column| column.name != *name))
            .collect();
        let undeclared = free
            .into_iter()
            .filter(|_| random.chance(15))
            .map(str::to_owned)
            .collect();
        Self {
            name: name.to_owned(),
            columns,
            key,
            unique,
            marks: random.chance(75).then(|| Marks::new(random)),
            undeclared,
            rows: Vec::new(),
        }
    }

    /// Rows whose values repeat a lot, so that joins meet; deleted ones repeat the values of active ones.
    fn fill(&mut self, random: &mut Random) {
        let count = 2 + random.below(12);
        let share = *random.pick(&[20, 45, 70, 95]);
        let mut taken: Vec<String> = Vec::new();
        for id in 0..count {
            let deleted = self.marks.is_some() && random.chance(share);
            let mut values: Vec<String> = self
                .columns
                .iter()
                .map(|column| value(column.ty, column.nullable, random))
                .collect();
            self.set_divisor(&mut values, deleted);
            if self.key {
                values[0] = (id + 1).to_string();
            }
            if let Some(unique) = self.unique
                && !deleted
                && values[unique] != "null"
            {
                if taken.contains(&values[unique]) {
                    values[unique] = format!("'u{id}'");
                }
                taken.push(values[unique].clone());
            }
            self.rows.push(Row { values, deleted });
        }
    }

    /// What statements divide by is 0 in deleted rows only.
    fn set_divisor(&self, values: &mut [String], deleted: bool) {
        let divisor = self
            .columns
            .iter()
            .position(|column| column.name == DIVISOR);
        if let Some(divisor) = divisor {
            if deleted {
                "0".clone_into(&mut values[divisor]);
            } else if values[divisor] == "0" {
                "7".clone_into(&mut values[divisor]);
            }
        }
    }

    /// The table that deleted rows stand in, as it is declared, if it is another one.
    pub fn archive(&self) -> Option<String> {
        let archived = self.marks.as_ref()?.kind == MarkKind::Archive;
        archived.then(|| format!("{} past", self.name.trim_matches('"')))
    }

    /// The column that tells when a row came to be.
    pub fn created(&self) -> Option<usize> {
        self.columns.iter().position(|column| column.name == "at")
    }
}

/// A random value as an SQL literal, from a few.
pub fn value(ty: Type, nullable: bool, random: &mut Random) -> String {
    if nullable && random.chance(20) {
        return "null".to_owned();
    }
    let few: &[&str] = match ty {
        Type::Int => &["0", "1", "2", "3", "4", "5", "-1"],
        Type::Text => &["'a'", "'b'", "'B'", "''", "'it''s'", "'x%'", "'1'"],
        Type::Bool => &["true", "false"],
        Type::Time => &[
            "'2024-01-01 00:00:00+00'",
            "'2024-02-29 12:00:00+00'",
            "'2024-03-01 00:00:00+00'",
            "'2025-01-01 00:00:00+00'",
        ],
    };
    (*random.pick(few)).to_owned()
}
