//! Tables declared as values, and the same tables as DDL.

use std::fmt::Write;

use softdelete_compiler::catalog::{
    Child, Column, ColumnType, Marker, OnDelete, Personal, Reference, Schema, SoftDelete, Table,
};

/// A table in the making.
pub(crate) struct Declared(pub(crate) Table);

/// A table by its columns, `id int8!, name text`: `!` says NOT NULL. The first column is its primary key.
pub(crate) fn table(name: &str, columns: &str) -> Declared {
    let columns = columns.split(", ").map(|definition| {
        let (name, ty) = definition.split_once(' ').expect("a column has a type");
        Column {
            name: name.to_owned(),
            field: Some(name.to_owned()),
            ty: ColumnType::Builtin(ty.trim_end_matches('!').to_owned()),
            nullable: !ty.ends_with('!'),
            ..Column::default()
        }
    });
    Declared(Table {
        local_name: name.to_owned(),
        name: name.to_owned(),
        columns: columns.collect(),
        primary_key: vec![0],
        ..Table::default()
    })
}

impl Declared {
    fn implied(&mut self, name: &str, ty: &str, nullable: bool) -> usize {
        self.0.columns.push(Column {
            name: name.to_owned(),
            field: None,
            ty: ColumnType::Builtin(ty.to_owned()),
            nullable,
            has_default: true,
            ..Column::default()
        });
        self.0.columns.len() - 1
    }

    fn indexes(&self, columns: &str) -> Vec<usize> {
        let names = columns.split(", ");
        names
            .map(|name| self.0.column(name).expect("a declared column"))
            .collect()
    }

    fn marked(mut self, marker: Marker) -> Self {
        let by = self.implied("deleted_by", "text", true);
        let reason = self.implied("deletion_reason", "text", true);
        let id = self.implied("deletion_id", "uuid", true);
        self.0.soft_delete = Some(SoftDelete {
            marker,
            by: Some(by),
            reason: Some(reason),
            id: Some(id),
            created: None,
            retention: None,
            hold: self.0.column("hold"),
        });
        self
    }

    /// `soft_delete`
    pub(crate) fn soft(mut self) -> Self {
        let at = self.implied("deleted_at", "timestamptz", true);
        self.marked(Marker::Timestamp { at })
    }

    /// `soft_delete(flag = …)`
    pub(crate) fn flagged(mut self) -> Self {
        let flag = self.implied("is_deleted", "bool", false);
        self.marked(Marker::Flag { flag, at: None })
    }

    /// `soft_delete(until = "infinity")`
    pub(crate) fn sentinel(mut self) -> Self {
        let at = self.implied("deleted_at", "timestamptz", false);
        self.marked(Marker::Sentinel { at })
    }

    /// `soft_delete` without the id of the deletion.
    pub(crate) fn without_id(mut self) -> Self {
        if let Some(soft_delete) = &mut self.0.soft_delete {
            soft_delete.id = None;
        }
        self
    }

    pub(crate) fn schema(mut self, schema: &str) -> Self {
        self.0.schema = Some(schema.to_owned());
        self
    }

    pub(crate) fn key(mut self, columns: &str) -> Self {
        self.0.primary_key = self.indexes(columns);
        self
    }

    pub(crate) fn unique(mut self, columns: &str) -> Self {
        let columns = self.indexes(columns);
        self.0.unique.push(columns);
        self
    }

    pub(crate) fn audit(mut self) -> Self {
        self.0.audit = true;
        self
    }

    pub(crate) fn outbox(mut self) -> Self {
        self.0.outbox = true;
        self
    }

    /// `#[column(personal)]`, with an expression unless it is empty.
    pub(crate) fn personal(mut self, column: &str, expression: &str) -> Self {
        let column = self.indexes(column)[0];
        self.0.columns[column].personal = Some(if expression.is_empty() {
            Personal::Null
        } else {
            Personal::Expression(expression.to_owned())
        });
        self
    }

    /// A foreign key: `user_id -> users(id)`.
    pub(crate) fn refers(mut self, key: &str, on_delete: OnDelete) -> Self {
        let (columns, target) = key.split_once(" -> ").expect("an arrow");
        let (table, target) = target.split_once('(').expect("columns");
        let target = target.trim_end_matches(')').split(", ");
        let columns = self.indexes(columns);
        self.0.references.push(Reference {
            columns,
            table: table.to_owned(),
            parent: None,
            target: target.map(str::to_owned).collect(),
            on_delete,
        });
        self
    }
}

/// A schema in which every table knows its relatives.
pub(crate) fn schema(tables: Vec<Declared>) -> Schema {
    let mut tables: Vec<Table> = tables.into_iter().map(|declared| declared.0).collect();
    let names: Vec<String> = tables.iter().map(|table| table.name.clone()).collect();
    let mut children = Vec::new();
    for (child, table) in tables.iter_mut().enumerate() {
        for reference in &mut table.references {
            reference.parent = names.iter().position(|name| *name == reference.table);
            children.extend(reference.parent.map(|parent| (parent, child)));
        }
    }
    for (parent, child) in children {
        let child = Child {
            path: names[child].clone(),
            table: Some(child),
        };
        if !tables[parent].children.contains(&child) {
            tables[parent].children.push(child);
        }
    }
    Schema {
        tables,
        ..Schema::default()
    }
}

/// `create table …`, with indexes that are unique among active rows.
pub(crate) fn ddl(schema: &Schema) -> String {
    let mut text = String::new();
    for table in &schema.tables {
        let name = name_of(table);
        if let Some(schema) = &table.schema {
            let _ = writeln!(text, "create schema if not exists {schema};");
        }
        let columns = table.columns.iter().map(|column| {
            let ColumnType::Builtin(ty) = &column.ty else {
                panic!("columns of these tests are of built-in types");
            };
            let default = match (column.nullable, ty.as_str()) {
                (true, _) => "",
                (false, "bool") => " not null default false",
                (false, "timestamptz") => " not null default 'infinity'",
                (false, _) => " not null",
            };
            format!("{} {ty}{default}", column.name)
        });
        let columns: Vec<String> = columns.collect();
        let _ = writeln!(
            text,
            "create table {name} ({}, primary key ({}));",
            columns.join(", "),
            list(table, &table.primary_key)
        );
        for unique in &table.unique {
            let active = match table.soft_delete.as_ref().map(|marks| &marks.marker) {
                Some(Marker::Timestamp { .. }) => " where deleted_at is null",
                Some(Marker::Flag { .. }) => " where not is_deleted",
                Some(Marker::Sentinel { .. }) => " where deleted_at = 'infinity'",
                Some(Marker::Archive { .. }) | None => "",
            };
            let _ = writeln!(
                text,
                "create unique index on {name} ({}){active};",
                list(table, unique)
            );
        }
    }
    text
}

/// The name of a table in SQL.
pub(crate) fn name_of(table: &Table) -> String {
    match &table.schema {
        Some(schema) => format!("{schema}.{}", table.name),
        None => table.name.clone(),
    }
}

fn list(table: &Table, columns: &[usize]) -> String {
    let names = columns
        .iter()
        .map(|column| table.columns[*column].name.as_str());
    names.collect::<Vec<_>>().join(", ")
}
