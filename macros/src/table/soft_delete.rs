//! `soft_delete`, `retention` and `hold`: how rows are marked as deleted, and what becomes of marked ones.

use proc_macro2::{Ident, Span};
use softdelete_compiler::catalog::{self, ColumnType, Marker, SoftDelete};
use softdelete_compiler::diagnostic::declaration;
use softdelete_compiler::gather::Gather as _;

use super::column::Column;
use super::read::find_column;
use crate::attributes::{Item, Value, retain_known, split};
use crate::report::{Mistake, Mistakes};

const WORDS: &[&str] = &[
    "at", "by", "reason", "id", "flag", "until", "created", "archive",
];

/// Reads how rows are marked. Marker columns that are no fields are added to `columns`.
pub(crate) fn read(
    items: &[Item],
    columns: &mut Vec<Column>,
    row: &Ident,
    mistakes: &mut Mistakes,
) -> Option<SoftDelete> {
    let find = |word: &str| items.iter().find(|item| item.is(word));
    let (retention, hold) = (find("retention"), find("hold"));
    let Some(item) = find("soft_delete") else {
        for item in [retention, hold].into_iter().flatten() {
            let name = &item.name;
            mistakes.push(
                Mistake::new(
                    &declaration::CONTRADICTION,
                    name,
                    format!("`{name}` is about deleted rows, but rows of this table are not marked as deleted"),
                )
                .help("add `soft_delete`"),
            );
        }
        return None;
    };
    if !columns.iter().any(|column| column.primary_key) {
        mistakes.push(
            Mistake::new(
                &declaration::NO_PRIMARY_KEY,
                &item.name,
                format!("`{row}` has `soft_delete` but no primary key"),
            )
            .help("write `#[column(primary_key)]` on the field that is the key"),
        );
    }
    let mut reader = Reader {
        columns,
        mistakes,
        place: item.name.span(),
    };
    let mut soft_delete = match &item.value {
        Value::None => reader.standard(),
        Value::List(tokens, _) => {
            let mut words = split(tokens, reader.mistakes);
            retain_known(&mut words, "soft_delete(…)", WORDS, reader.mistakes);
            reader.written(&words)?
        }
        Value::Equals(_) => {
            mistakes.push(item.malformed("soft_delete` or `soft_delete(at = \"…\", …)"));
            return None;
        }
    };
    soft_delete.retention = retention.and_then(|item| read_retention(item, mistakes));
    soft_delete.hold = hold.and_then(|item| read_hold(item, columns, mistakes));
    Some(soft_delete)
}

/// An archive that names no schema is in that of its table.
pub(crate) fn archive_beside(soft_delete: &mut SoftDelete, table: &str) {
    if let Marker::Archive { schema, .. } = &mut soft_delete.marker {
        schema.get_or_insert_with(|| table.to_owned());
    }
}

/// What a marker column must be.
struct Role {
    /// The word of the attribute.
    word: &'static str,
    /// The types it may have; the first is that of an implied column.
    types: &'static [&'static str],
    /// Whether it may, and must, be able to hold NULL.
    nullable: bool,
    /// The Rust type to write.
    rust: &'static str,
}

const AT: Role = Role {
    word: "at",
    types: &["timestamptz", "timestamp"],
    nullable: true,
    rust: "Option<DateTime<Utc>>",
};
const UNTIL: Role = Role {
    nullable: false,
    rust: "DateTime<Utc>",
    ..AT
};
const BY: Role = Role {
    word: "by",
    types: &["text", "varchar"],
    nullable: true,
    rust: "Option<String>",
};
const REASON: Role = Role {
    word: "reason",
    ..BY
};
const ID: Role = Role {
    word: "id",
    types: &["uuid"],
    nullable: true,
    rust: "Option<Uuid>",
};
const FLAG: Role = Role {
    word: "flag",
    types: &["bool"],
    nullable: false,
    rust: "bool",
};
const CREATED: Role = Role {
    word: "created",
    types: &["timestamptz", "timestamp"],
    nullable: false,
    rust: "DateTime<Utc>",
};
const HOLD: Role = Role {
    word: "hold",
    ..FLAG
};

impl Role {
    fn suits(&self, column: &catalog::Column) -> bool {
        let known = match &column.ty {
            ColumnType::Builtin(name) => {
                self.types.contains(&name.split('(').next().unwrap_or(name))
            }
            ColumnType::User(_) | ColumnType::Array(_) => false,
        };
        known && column.nullable == self.nullable
    }

    /// Reports a field that cannot play this role.
    fn check(&self, column: &Column, mistakes: &mut Mistakes) {
        if column.typed && column.field.is_some() && !self.suits(&column.described) {
            mistakes.push(
                Mistake::between(
                    &declaration::WRONG_TYPE,
                    column.type_span,
                    format!(
                        "`{}` is the `{}` column, which is `{}` and {}",
                        column.described.name,
                        self.word,
                        self.types[0],
                        if self.nullable {
                            "nullable"
                        } else {
                            "never NULL"
                        },
                    ),
                )
                .help(format!("write `{}`", self.rust)),
            );
        }
    }
}

struct Reader<'a> {
    columns: &'a mut Vec<Column>,
    mistakes: &'a mut Mistakes,
    place: Span,
}

impl Reader<'_> {
    /// `soft_delete` alone: the four usual columns, and `created_at` if there is such a column that can serve.
    fn standard(&mut self) -> SoftDelete {
        SoftDelete {
            marker: Marker::Timestamp {
                at: self.marker("deleted_at", self.place, &AT),
            },
            by: Some(self.marker("deleted_by", self.place, &BY)),
            reason: Some(self.marker("deletion_reason", self.place, &REASON)),
            id: Some(self.marker("deletion_id", self.place, &ID)),
            created: self.columns.iter().position(|column| {
                column.described.name == "created_at" && CREATED.suits(&column.described)
            }),
            retention: None,
            hold: None,
        }
    }

    /// `soft_delete(…)`: the columns that are named, and no others.
    fn written(&mut self, words: &[Item]) -> Option<SoftDelete> {
        let find = |word: &str| words.iter().find(|item| item.is(word));
        if let Some(archive) = find("archive") {
            return self.archived(archive, words);
        }
        let marker = match (find("flag"), find("until")) {
            (Some(flag), Some(until)) => {
                self.mistakes.push(
                    Mistake::new(
                        &declaration::CONTRADICTION,
                        &until.name,
                        "`until` is the time that active rows have, but the marker here is a boolean",
                    )
                    .help("leave out `until` or `flag`"),
                );
                Marker::Flag {
                    flag: self.named(Some(flag), &FLAG)?,
                    at: None,
                }
            }
            (Some(flag), None) => Marker::Flag {
                flag: self.named(Some(flag), &FLAG)?,
                at: self.named(find("at"), &AT),
            },
            (None, Some(until)) => {
                self.check_until(until);
                Marker::Sentinel {
                    at: match find("at") {
                        Some(at) => self.named(Some(at), &UNTIL)?,
                        None => self.marker("deleted_at", self.place, &UNTIL),
                    },
                }
            }
            (None, None) => Marker::Timestamp {
                at: match find("at") {
                    Some(at) => self.named(Some(at), &AT)?,
                    None => self.marker("deleted_at", self.place, &AT),
                },
            },
        };
        Some(SoftDelete {
            marker,
            by: self.named(find("by"), &BY),
            reason: self.named(find("reason"), &REASON),
            id: self.named(find("id"), &ID),
            created: find("created").and_then(|item| self.existing(item, &CREATED)),
            retention: None,
            hold: None,
        })
    }

    /// `soft_delete(archive = "…")`: the archive has the marks that are named, and when rows were deleted in any case.
    fn archived(&mut self, archive: &Item, words: &[Item]) -> Option<SoftDelete> {
        let find = |word: &str| words.iter().find(|item| item.is(word));
        for other in ["flag", "until"].into_iter().filter_map(find) {
            let name = &other.name;
            self.mistakes.push(
                Mistake::new(
                    &declaration::CONTRADICTION,
                    name,
                    format!("`{name}` marks deleted rows in their table, but `archive` moves them to another"),
                )
                .help(format!("leave out `{name}` or `archive`")),
            );
        }
        let (written, _) = archive.string(self.mistakes)?;
        let (schema, table) = match written.split_once('.') {
            Some((schema, table)) => (Some(schema.to_owned()), table.to_owned()),
            None => (None, written),
        };
        if table.is_empty() || schema.as_deref() == Some("") {
            self.mistakes
                .push(archive.malformed("archive = \"users_archive\""));
            return None;
        }
        let at = match find("at") {
            Some(at) => self.named(Some(at), &AT)?,
            None => self.marker("deleted_at", self.place, &AT),
        };
        Some(SoftDelete {
            marker: Marker::Archive { table, schema, at },
            by: self.named(find("by"), &BY),
            reason: self.named(find("reason"), &REASON),
            id: self.named(find("id"), &ID),
            created: find("created").and_then(|item| self.existing(item, &CREATED)),
            retention: None,
            hold: None,
        })
    }

    fn check_until(&mut self, until: &Item) {
        if let Some((value, _)) = until.string(self.mistakes)
            && value != "infinity"
        {
            self.mistakes.push(until.malformed("until = \"infinity\""));
        }
    }

    fn named(&mut self, item: Option<&Item>, role: &Role) -> Option<usize> {
        let (name, span) = item?.string(self.mistakes)?;
        Some(self.marker(&name, span, role))
    }

    fn existing(&mut self, item: &Item, role: &Role) -> Option<usize> {
        let (name, span) = item.string(self.mistakes)?;
        let index = find_column(&name, span, self.columns, self.mistakes)?;
        role.check(&self.columns[index], self.mistakes);
        Some(index)
    }

    /// The marker column of this name: a field if there is one, else an implied column.
    fn marker(&mut self, name: &str, place: Span, role: &Role) -> usize {
        if let Some(index) = self
            .columns
            .iter()
            .position(|column| column.described.name == name)
        {
            role.check(&self.columns[index], self.mistakes);
            return index;
        }
        self.columns.push(Column {
            described: catalog::Column {
                name: name.to_owned(),
                field: None,
                ty: ColumnType::Builtin(role.types[0].to_owned()),
                nullable: role.nullable,
                has_default: true,
                generated: false,
                personal: None,
            },
            field: None,
            type_span: (place, place),
            typed: true,
            primary_key: false,
            unique: false,
            reference: None,
        });
        self.columns.len() - 1
    }
}

/// Units of time that PostgreSQL's interval input knows, in the singular.
const UNITS: &[&str] = &[
    "second", "minute", "hour", "day", "week", "month", "mon", "year",
];

/// An interval is a row of number and unit here, so that a misspelled one is found now and not by the first purge.
fn read_retention(item: &Item, mistakes: &mut Mistakes) -> Option<String> {
    let (written, _) = item.string(mistakes)?;
    let words: Vec<&str> = written.split_whitespace().gather();
    let valid = !words.is_empty()
        && words.len().is_multiple_of(2)
        && words.chunks(2).all(|pair| {
            let unit = pair[1].to_lowercase();
            let unit = unit.strip_suffix('s').unwrap_or(&unit);
            pair[0].parse::<u32>().is_ok() && UNITS.contains(&unit)
        });
    if !valid {
        mistakes.push(item.malformed("retention = \"90 days\""));
    }
    valid.then_some(written)
}

fn read_hold(item: &Item, columns: &[Column], mistakes: &mut Mistakes) -> Option<usize> {
    let (name, span) = item.string(mistakes)?;
    let index = find_column(&name, span, columns, mistakes)?;
    HOLD.check(&columns[index], mistakes);
    Some(index)
}
