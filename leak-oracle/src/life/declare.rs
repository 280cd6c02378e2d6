//! A world as the compiler is told of it: for each statement the tables that it names and those relatives that the macro would gather.

use softdelete_compiler::catalog::{
    Child, Column, ColumnType, Marker, OnDelete, Personal as Erased, Reference, Schema, SoftDelete,
    Table,
};
use softdelete_compiler::compile::{Change, Follows};

use super::world::{Kind, MarkKind, Personal, Policy, TableOf, World};

impl World {
    /// The schema for a statement that names tables and changes rows of some. Returns with it the table of the world that
    /// each of its tables is.
    pub(super) fn schema_for(&self, named: &[String], changes: &[Change]) -> (Schema, Vec<usize>) {
        let index = |name: &str| self.tables.iter().position(|table| table.name == name);
        let mut tables: Vec<usize> = named.iter().filter_map(|name| index(name)).collect();
        let count = tables.len();
        let mut add = |table: usize| {
            if tables.contains(&table) {
                return false;
            }
            tables.push(table);
            true
        };
        let mut family: Vec<usize> = Vec::new();
        let mut upwards = None;
        for change in changes {
            family.extend(index(&change.table.text));
            if change.follows != Follows::Descendants {
                upwards = Some(change.follows);
            }
        }
        let mut next = 0;
        while let Some(parent) = family.get(next).copied() {
            next += 1;
            for child in self.children(parent) {
                add(child);
                if !family.contains(&child) {
                    family.push(child);
                }
            }
        }
        if let Some(follows) = upwards {
            let mut next = 0;
            while let Some(child) = family.get(next).copied() {
                next += 1;
                for reference in &self.tables[child].references {
                    add(reference.parent);
                    if follows == Follows::Ancestors && !family.contains(&reference.parent) {
                        family.push(reference.parent);
                    }
                }
            }
        }
        let declared = tables.iter().enumerate().map(|(place, table)| {
            let name = if place < count {
                self.tables[*table].name.as_str()
            } else {
                ""
            };
            self.declared(*table, name, &tables)
        });
        let schema = Schema {
            tables: declared.collect(),
            ..Schema::default()
        };
        (schema, tables)
    }

    fn declared(&self, table: usize, local_name: &str, known: &[usize]) -> Table {
        let of = &self.tables[table];
        let place = |table: usize| known.iter().position(|known| *known == table);
        let columns = of.columns.iter().map(|column| Column {
            name: column.name.clone(),
            field: Some(column.name.clone()),
            ty: ColumnType::Builtin(
                match column.kind {
                    Kind::Int => "int8",
                    Kind::Text => "text",
                    Kind::Bool => "bool",
                }
                .to_owned(),
            ),
            nullable: column.nullable,
            personal: column.personal.map(|personal| match personal {
                Personal::Null => Erased::Null,
                Personal::Gone => Erased::Expression("'gone ' || n".to_owned()),
            }),
            ..Column::default()
        });
        let mut columns: Vec<Column> = columns.collect();
        let soft_delete = of.soft_delete(&mut columns);
        let children = self.children(table).into_iter().map(|child| Child {
            path: self.tables[child].name.clone(),
            table: place(child),
        });
        let references = of.references.iter().map(|key| {
            let parent = &self.tables[key.parent];
            let target = parent.key.iter();
            Reference {
                columns: key.columns.clone(),
                table: parent.name.clone(),
                parent: place(key.parent),
                target: target.map(|it| parent.columns[*it].name.clone()).collect(),
                on_delete: match key.policy {
                    Policy::Cascade => OnDelete::Cascade,
                    Policy::Restrict => OnDelete::Restrict,
                    Policy::SetNull => OnDelete::SetNull,
                    Policy::Keep => OnDelete::Keep,
                },
            }
        });
        Table {
            local_name: local_name.to_owned(),
            schema: None,
            name: of.name.clone(),
            primary_key: of.key.clone(),
            unique: of.unique.iter().map(|column| vec![*column]).collect(),
            children: children.collect(),
            references: references.collect(),
            audit: of.audit,
            outbox: of.outbox,
            columns,
            soft_delete,
        }
    }
}

impl TableOf {
    /// The declaration of the markers, whose columns are added.
    fn soft_delete(&self, columns: &mut Vec<Column>) -> Option<SoftDelete> {
        let marks = self.marks.as_ref()?;
        let mut places = Vec::new();
        for (name, definition) in marks.columns() {
            let ty = definition.split(' ').next().unwrap_or_default();
            places.push((name, columns.len()));
            columns.push(Column {
                name: name.to_owned(),
                ty: ColumnType::Builtin(if ty == "boolean" { "bool" } else { ty }.to_owned()),
                nullable: !definition.contains("not null"),
                has_default: true,
                ..Column::default()
            });
        }
        let place = |name: &str| {
            let place = places.iter().find(|(known, _)| *known == name);
            place.map(|(_, place)| *place)
        };
        let at = place("deleted_at").unwrap_or_default();
        let marker = match marks.kind {
            MarkKind::Timestamp => Marker::Timestamp { at },
            MarkKind::Sentinel => Marker::Sentinel { at },
            MarkKind::Flag { timed } => Marker::Flag {
                flag: place("is_deleted").unwrap_or_default(),
                at: timed.then_some(at),
            },
            MarkKind::Archive => Marker::Archive {
                table: self.archive().unwrap_or_default(),
                schema: None,
                at,
            },
        };
        Some(SoftDelete {
            marker,
            by: place("deleted_by"),
            reason: place("deletion_reason"),
            id: place("deletion_id"),
            created: None,
            retention: marks.retention.map(|hours| format!("{hours} hours")),
            hold: marks.hold,
        })
    }
}
