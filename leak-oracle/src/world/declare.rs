//! A world as it is declared to the compiler.

use softdelete_compiler::catalog::{Column, ColumnType, Marker, Schema, SoftDelete, Table};

use super::{MarkKind, TableOf, World};

impl World {
    /// What the compiler is told.
    pub fn schema(&self) -> Schema {
        Schema {
            tables: self.tables.iter().map(TableOf::declared).collect(),
            ..Schema::default()
        }
    }
}

impl TableOf {
    /// What the compiler is told of the table.
    fn declared(&self) -> Table {
        let mut columns: Vec<Column> = self
            .columns
            .iter()
            .map(|column| declared_column(&column.name, column.sql_type, column.nullable, true))
            .collect();
        let mut soft_delete = None;
        if let Some(of) = &self.marks {
            let first = columns.len();
            for (name, definition) in of.columns() {
                let ty = definition.split(' ').next().unwrap_or_default();
                columns.push(declared_column(
                    &name,
                    ty,
                    !definition.contains("not null"),
                    false,
                ));
            }
            let marker = match of.kind {
                MarkKind::Timestamp => Marker::Timestamp { at: first },
                MarkKind::Flag => Marker::Flag {
                    flag: first,
                    at: None,
                },
                MarkKind::Sentinel => Marker::Sentinel { at: first },
                MarkKind::Archive => Marker::Archive {
                    table: self.archive().unwrap_or_default(),
                    schema: None,
                    at: first,
                },
            };
            let by = of.by.is_some().then_some(first + 1);
            let after = by.unwrap_or(first);
            soft_delete = Some(SoftDelete {
                marker,
                by,
                reason: of.rest.is_some().then_some(after + 1),
                id: of.rest.is_some().then_some(after + 2),
                created: self.created(),
                retention: None,
                hold: None,
            });
        }
        Table {
            local_name: self.name.trim_matches('"').to_owned(),
            schema: None,
            name: self.name.trim_matches('"').to_owned(),
            columns,
            primary_key: if self.key { vec![0] } else { Vec::new() },
            unique: self.unique.iter().map(|column| vec![*column]).collect(),
            soft_delete,
            ..Table::default()
        }
    }
}

fn declared_column(name: &str, ty: &str, nullable: bool, field: bool) -> Column {
    let name = name.trim_matches('"').to_owned();
    let ty = match ty {
        "bigint" => "int8",
        "integer" => "int4",
        "boolean" => "bool",
        other => other,
    };
    Column {
        field: field.then(|| name.to_lowercase()),
        name,
        ty: ColumnType::Builtin(ty.to_owned()),
        nullable,
        has_default: !field,
        generated: false,
        personal: None,
    }
}
