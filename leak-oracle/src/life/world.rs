//! A world: some tables that refer to one another.

use crate::random::Random;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// int8
    Int,
    /// text
    Text,
    /// bool
    Bool,
}

/// What `erase` writes over a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Personal {
    /// NULL
    Null,
    /// `'gone ' || n`
    Gone,
}

/// A column that was declared, markers aside.
#[derive(Clone, Debug)]
pub(super) struct ColumnOf {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) nullable: bool,
    pub(super) personal: Option<Personal>,
}

/// A kind of marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MarkKind {
    /// A timestamp, NULL while active.
    Timestamp,
    /// A boolean, and a timestamp perhaps.
    Flag { timed: bool },
    /// A timestamp, infinity while active.
    Sentinel,
    /// Deleted rows stand in another table.
    Archive,
}

/// How rows of a table are marked.
#[derive(Clone, Debug)]
pub(super) struct Marks {
    pub(super) kind: MarkKind,
    /// Records who.
    pub(super) by: bool,
    /// Records why.
    pub(super) reason: bool,
    /// Records by which deletion.
    pub(super) id: bool,
    /// For how many hours deleted rows are kept.
    pub(super) retention: Option<i64>,
    /// The column that says that a row is on hold.
    pub(super) hold: Option<usize>,
}

/// What becomes of a row when the one it refers to is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Policy {
    Cascade,
    Restrict,
    SetNull,
    Keep,
}

/// A foreign key, which the server does not know.
#[derive(Clone, Debug)]
pub(super) struct ReferenceOf {
    /// The table referred to, by its primary key.
    pub(super) parent: usize,
    /// The columns here.
    pub(super) columns: Vec<usize>,
    pub(super) policy: Policy,
}

/// A table.
#[derive(Clone, Debug)]
pub(super) struct TableOf {
    pub(super) name: String,
    pub(super) columns: Vec<ColumnOf>,
    /// The primary key.
    pub(super) key: Vec<usize>,
    /// A column that is unique among active rows.
    pub(super) unique: Option<usize>,
    pub(super) marks: Option<Marks>,
    pub(super) references: Vec<ReferenceOf>,
    pub(super) audit: bool,
    pub(super) outbox: bool,
}

/// Tables.
#[derive(Clone, Debug)]
pub(super) struct World {
    pub(super) tables: Vec<TableOf>,
}

const NAMES: [&str; 7] = [
    "users",
    "orders",
    "items",
    "Order Line",
    "table",
    "teams",
    "notes",
];

/// The column that is a number and never NULL.
pub(super) const NUMBER: &str = "n";

impl World {
    pub(super) fn new(random: &mut Random) -> Self {
        let mut names = NAMES.to_vec();
        let count = 3 + random.below(4);
        let tables = (0..count).map(|_| {
            let name = names.swap_remove(random.below(names.len()));
            TableOf::new(name, random)
        });
        let mut world = Self {
            tables: tables.collect(),
        };
        // Where one archive makes erasures of the whole family impossible, most worlds have none.
        if random.chance(50) {
            for marks in world.tables.iter_mut().filter_map(|it| it.marks.as_mut()) {
                if marks.kind == MarkKind::Archive {
                    marks.kind = MarkKind::Timestamp;
                }
            }
        }
        for child in 0..count {
            if child > 0 {
                let parent = random.below(child);
                world.refer(child, parent, random);
                if random.chance(45) {
                    let parent = random.below(child);
                    world.refer(child, parent, random);
                }
                if random.chance(20) {
                    world.refer(child, parent, random);
                }
            }
            if random.chance(30) {
                world.refer(child, child, random);
            }
            if child + 1 < count && random.chance(15) {
                let parent = child + 1 + random.below(count - child - 1);
                world.refer(child, parent, random);
            }
        }
        world
    }

    fn refer(&mut self, child: usize, parent: usize, random: &mut Random) {
        let soft = self.tables[child].marks.is_some();
        let policy = match random.below(10) {
            0..=4 if soft => Policy::Cascade,
            0..=5 => Policy::Restrict,
            6..=8 => Policy::SetNull,
            _ => Policy::Keep,
        };
        let several = self.tables[parent].key.len() > 1;
        let later = parent >= child;
        let number = self.tables[child].references.len();
        let table = &mut self.tables[child];
        let nullable = policy == Policy::SetNull || later || random.chance(60);
        let mut column = |name: String, shared: bool| {
            let known = table.columns.iter().position(|it| it.name == name);
            if let Some(known) = known.filter(|_| shared) {
                // A column of a nullable key has to be nullable as well.
                table.columns[known].nullable |= nullable;
                known
            } else {
                table.columns.push(ColumnOf {
                    name,
                    kind: Kind::Int,
                    nullable,
                    personal: None,
                });
                table.columns.len() - 1
            }
        };
        let mut columns = Vec::new();
        if several {
            // Keys of several columns share one sometimes.
            let shared = random.chance(50);
            let name = if shared {
                "of_org".to_owned()
            } else {
                format!("org_{number}")
            };
            columns.push(column(name, shared));
        }
        columns.push(column(format!("ref_{number}"), false));
        table.references.push(ReferenceOf {
            parent,
            columns,
            policy,
        });
    }

    /// The tables that refer to a table.
    pub(super) fn children(&self, parent: usize) -> Vec<usize> {
        let tables = 0..self.tables.len();
        tables
            .filter(|child| {
                let mut keys = self.tables[*child].references.iter();
                keys.any(|key| key.parent == parent)
            })
            .collect()
    }

    /// All foreign keys: child, number of the reference.
    pub(super) fn edges(&self) -> Vec<(usize, usize)> {
        let tables = self.tables.iter().enumerate();
        tables
            .flat_map(|(child, table)| (0..table.references.len()).map(move |key| (child, key)))
            .collect()
    }
}

impl TableOf {
    fn new(name: &str, random: &mut Random) -> Self {
        let column = |name: &str, kind, nullable| ColumnOf {
            name: name.to_owned(),
            kind,
            nullable,
            personal: None,
        };
        let mut columns = Vec::new();
        let mut key = Vec::new();
        if random.chance(25) {
            key.push(0);
            columns.push(column("org", Kind::Int, false));
        }
        key.push(columns.len());
        columns.push(column("id", Kind::Int, false));
        columns.push(column(NUMBER, Kind::Int, false));
        let mut unique = None;
        if random.chance(45) {
            unique = Some(columns.len());
            columns.push(column("code", Kind::Text, true));
        }
        if random.chance(40) {
            let personal = *random.pick(&[Personal::Null, Personal::Gone]);
            columns.push(ColumnOf {
                personal: Some(personal),
                ..column("note", Kind::Text, true)
            });
        }
        let mut marks = random.chance(82).then(|| Marks::new(random));
        if let Some(marks) = &mut marks
            && random.chance(25)
        {
            marks.hold = Some(columns.len());
            columns.push(column("held", Kind::Bool, random.chance(50)));
        }
        Self {
            name: name.to_owned(),
            columns,
            key,
            unique,
            marks,
            references: Vec::new(),
            audit: random.chance(35),
            outbox: random.chance(15),
        }
    }

    /// The name as it is written.
    pub(super) fn quoted(&self) -> String {
        format!("\"{}\"", self.name)
    }

    /// The table that deleted rows stand in, if it is another one.
    pub(super) fn archive(&self) -> Option<String> {
        let archived = self.marks.as_ref()?.kind == MarkKind::Archive;
        archived.then(|| format!("{} past", self.name))
    }

    /// Whether it is known when a row was deleted.
    pub(super) fn is_timed(&self) -> bool {
        self.marks
            .as_ref()
            .is_some_and(|marks| marks.kind != MarkKind::Flag { timed: false })
    }

    pub(super) fn has_personal(&self) -> bool {
        self.columns.iter().any(|column| column.personal.is_some())
    }

    /// The place of the column that every table has.
    pub(super) fn number(&self) -> usize {
        let place = self.columns.iter().position(|it| it.name == NUMBER);
        place.unwrap_or_default()
    }
}

impl Marks {
    fn new(random: &mut Random) -> Self {
        let kind = *random.pick(&[
            MarkKind::Timestamp,
            MarkKind::Timestamp,
            MarkKind::Flag { timed: true },
            MarkKind::Flag { timed: false },
            MarkKind::Sentinel,
            MarkKind::Archive,
        ]);
        let timed = kind != MarkKind::Flag { timed: false };
        Self {
            kind,
            by: random.chance(60),
            reason: random.chance(60),
            id: random.chance(95),
            retention: (timed && random.chance(50)).then(|| i64::from(random.chance(70)) * 2 + 1),
            hold: None,
        }
    }

    /// The columns with their types, in order.
    pub(super) fn columns(&self) -> Vec<(&'static str, &'static str)> {
        let mut columns = match self.kind {
            MarkKind::Timestamp | MarkKind::Archive => vec![("deleted_at", "timestamptz")],
            MarkKind::Flag { timed: false } => {
                vec![("is_deleted", "boolean not null default false")]
            }
            MarkKind::Flag { timed: true } => vec![
                ("is_deleted", "boolean not null default false"),
                ("deleted_at", "timestamptz"),
            ],
            MarkKind::Sentinel => {
                vec![("deleted_at", "timestamptz not null default 'infinity'")]
            }
        };
        for (recorded, name, ty) in [
            (self.by, "deleted_by", "text"),
            (self.reason, "deletion_reason", "text"),
            (self.id, "deletion_id", "uuid"),
        ] {
            if recorded {
                columns.push((name, ty));
            }
        }
        columns
    }
}
