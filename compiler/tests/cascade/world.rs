//! Tables declared as values, and the same tables as definitions for a server.

use std::fmt::Write;

use softdelete_compiler::catalog::{
    Child, Column, ColumnType, Marker, OnDelete, Reference, Schema, SoftDelete, Table,
};

/// How the rows of a table are marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Soft {
    /// Not at all.
    None,
    /// `deleted_at timestamptz`, `deleted_by`, `deletion_reason`, `deletion_id`
    Full,
    /// `deleted_at timestamptz` alone
    Timestamp,
    /// `gone boolean`, `deletion_id`
    Flag,
    /// `deleted_at timestamptz not null` with infinity
    Sentinel,
    /// Deleted rows move to `<name>_archive`.
    Archive,
}

/// A table in the making.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    table: Table,
    /// Child columns, path of the parent, its columns, policy.
    references: Vec<(Vec<String>, String, Vec<String>, OnDelete)>,
}

/// A table with its columns, `name type`, `!` for NOT NULL and `*` for the primary key.
pub(crate) fn table(name: &str, columns: &str, soft: Soft) -> Made {
    let (schema, bare) = match name.split_once('.') {
        Some((schema, bare)) => (Some(schema.to_owned()), bare),
        None => (None, name),
    };
    let mut table = Table {
        local_name: bare.to_owned(),
        schema,
        name: bare.to_owned(),
        ..Table::default()
    };
    for definition in columns.split(',').map(str::trim) {
        let (name, ty) = definition.split_once(' ').expect("a name and a type");
        if ty.ends_with('*') {
            table.primary_key.push(table.columns.len());
        }
        table.columns.push(Column {
            name: name.to_owned(),
            field: Some(name.to_owned()),
            ty: ColumnType::Builtin(ty.trim_end_matches(['*', '!']).to_owned()),
            nullable: !ty.ends_with(['*', '!']),
            ..Column::default()
        });
    }
    let mut made = Made {
        table,
        references: Vec::new(),
    };
    made.mark(soft);
    made
}

impl Made {
    fn mark(&mut self, soft: Soft) {
        let mut implied = |name: &str, ty: &str, nullable: bool| {
            self.table.columns.push(Column {
                name: name.to_owned(),
                ty: ColumnType::Builtin(ty.to_owned()),
                nullable,
                has_default: true,
                ..Column::default()
            });
            self.table.columns.len() - 1
        };
        let mut marks = SoftDelete {
            marker: Marker::Timestamp { at: 0 },
            by: None,
            reason: None,
            id: None,
            created: None,
            retention: None,
            hold: None,
        };
        match soft {
            Soft::None => return,
            Soft::Full | Soft::Archive => {
                let at = implied("deleted_at", "timestamptz", true);
                marks.marker = Marker::Timestamp { at };
                marks.by = Some(implied("deleted_by", "text", true));
                marks.reason = Some(implied("deletion_reason", "text", true));
                marks.id = Some(implied("deletion_id", "uuid", true));
                if soft == Soft::Archive {
                    marks.marker = Marker::Archive {
                        table: format!("{}_archive", self.table.name),
                        schema: self.table.schema.clone(),
                        at,
                    };
                }
            }
            Soft::Timestamp => {
                marks.marker = Marker::Timestamp {
                    at: implied("deleted_at", "timestamptz", true),
                };
            }
            Soft::Flag => {
                marks.marker = Marker::Flag {
                    flag: implied("gone", "bool", false),
                    at: None,
                };
                marks.id = Some(implied("deletion_id", "uuid", true));
            }
            Soft::Sentinel => {
                marks.marker = Marker::Sentinel {
                    at: implied("deleted_at", "timestamptz", false),
                };
                // Who is a number here, not text.
                marks.by = Some(implied("remover", "int8", true));
            }
        }
        self.table.soft_delete = Some(marks);
    }

    /// A foreign key: `a, b -> parent(x, y)`.
    pub(crate) fn refers(mut self, key: &str, on_delete: OnDelete) -> Self {
        let (here, there) = key.split_once(" -> ").expect("an arrow");
        let (parent, there) = there
            .trim_end_matches(')')
            .split_once('(')
            .expect("columns");
        let names = |list: &str| list.split(',').map(|name| name.trim().to_owned()).collect();
        self.references
            .push((names(here), parent.to_owned(), names(there), on_delete));
        self
    }

    /// Changes of state are recorded.
    pub(crate) fn audit(mut self) -> Self {
        self.table.audit = true;
        self
    }

    /// Changes of state are announced.
    pub(crate) fn outbox(mut self) -> Self {
        self.table.outbox = true;
        self
    }

    /// No statement can name the table.
    pub(crate) fn relative(mut self) -> Self {
        self.table.local_name.clear();
        self
    }
}

/// The tables as a schema, each knowing its relatives.
pub(crate) fn schema(made: &[Made]) -> Schema {
    let mut tables: Vec<Table> = made.iter().map(|made| made.table.clone()).collect();
    for (child, made) in made.iter().enumerate() {
        for (here, parent, there, on_delete) in &made.references {
            let index = tables
                .iter()
                .position(|table| table.name == *parent)
                .expect("a parent");
            let columns = here
                .iter()
                .map(|name| tables[child].column(name).expect("a column"));
            let columns = columns.collect();
            tables[child].references.push(Reference {
                columns,
                table: parent.clone(),
                parent: Some(index),
                target: there.clone(),
                on_delete: *on_delete,
            });
            let listed = tables[index]
                .children
                .iter()
                .any(|known| known.table == Some(child));
            if !listed {
                let path = tables[child].name.clone();
                tables[index].children.push(Child {
                    path,
                    table: Some(child),
                });
            }
        }
    }
    Schema {
        tables,
        ..Schema::default()
    }
}

/// The definitions of the tables, of what keeps records, and of an index for each foreign key.
pub(crate) fn definitions(made: &[Made]) -> String {
    let mut text = "
        create schema softdelete;
        create table softdelete.history (id bigint generated always as identity primary key, operation uuid not null,
            action text not null, schema_name text, table_name text not null, row_key jsonb not null, actor text, reason text,
            at timestamptz not null default now(), detail jsonb);
        create table softdelete.outbox (id bigint generated always as identity primary key, operation uuid not null,
            action text not null, schema_name text, table_name text not null, row_key jsonb not null, actor text,
            at timestamptz not null default now());
        "
    .to_owned();
    for schema in made.iter().filter_map(|made| made.table.schema.as_ref()) {
        let _ = writeln!(text, "create schema if not exists {schema};");
    }
    for made in made {
        create(&mut text, &made.table, &full_name(&made.table), true);
        if let Some(SoftDelete {
            marker: Marker::Archive { table, .. },
            ..
        }) = &made.table.soft_delete
        {
            let name = full_name(&Table {
                name: table.clone(),
                ..made.table.clone()
            });
            create(&mut text, &made.table, &name, false);
        }
    }
    for child in made {
        for (number, (here, parent, there, _)) in child.references.iter().enumerate() {
            let parent = made
                .iter()
                .find(|made| made.table.name == *parent)
                .expect("a parent");
            let name = full_name(&child.table);
            let _ = writeln!(
                text,
                "create index {}_{number} on {name} ({});",
                child.table.name,
                here.join(", ")
            );
            // Rows that move to an archive leave others behind.
            let moves = |made: &Made| {
                matches!(
                    made.table.soft_delete,
                    Some(SoftDelete {
                        marker: Marker::Archive { .. },
                        ..
                    })
                )
            };
            if !moves(parent) {
                let _ = writeln!(
                    text,
                    "alter table {name} add foreign key ({}) references {} ({});",
                    here.join(", "),
                    full_name(&parent.table),
                    there.join(", ")
                );
            }
        }
    }
    text
}

fn full_name(table: &Table) -> String {
    match &table.schema {
        Some(schema) => format!("{schema}.{}", table.name),
        None => table.name.clone(),
    }
}

fn create(text: &mut String, table: &Table, name: &str, live: bool) {
    let marks = table.marker_columns();
    let archive = matches!(
        &table.soft_delete,
        Some(SoftDelete {
            marker: Marker::Archive { .. },
            ..
        })
    );
    let _ = write!(text, "create table {name} (");
    for (index, column) in table.columns.iter().enumerate() {
        if live && archive && marks.contains(&index) {
            continue;
        }
        let ColumnType::Builtin(ty) = &column.ty else {
            continue;
        };
        let default = match column.name.as_str() {
            "gone" => " not null default false",
            "deleted_at" if !column.nullable => " not null default 'infinity'",
            _ if column.nullable => "",
            _ => " not null",
        };
        let _ = write!(text, "{} {ty}{default}, ", column.name);
    }
    let key: Vec<&str> = table
        .primary_key
        .iter()
        .map(|column| table.columns[*column].name.as_str())
        .collect();
    if key.is_empty() {
        let _ = writeln!(text, "check (true));");
    } else {
        let _ = writeln!(text, "primary key ({}));", key.join(", "));
    }
}
