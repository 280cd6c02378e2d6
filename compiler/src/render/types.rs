//! Types.

use super::Writer;
use crate::ast::{IntervalFields, IntervalRange, TypeName};

/// The spelling of a type that the grammar knows by its own words, which PostgreSQL reads as the same name in `pg_catalog`.
fn spelling(name: &str, modifiers: usize) -> Option<&'static str> {
    let spelling = match (name, modifiers) {
        ("bool", 0) => "boolean",
        ("int2", 0) => "smallint",
        ("int4", 0) => "integer",
        ("int8", 0) => "bigint",
        ("float4", 0) => "real",
        ("float8", 0) => "double precision",
        ("json", 0) => "json",
        ("numeric", _) => "numeric",
        ("varchar", 0 | 1) => "varchar",
        ("varbit", _) => "bit varying",
        // Without a length these two words would mean a length of one.
        ("bpchar", 1) => "char",
        ("bit", 1..) => "bit",
        ("interval", 0) => "interval",
        ("time", 0) => "time",
        ("timestamp", 0) => "timestamp",
        ("timetz", 0) => "time with time zone",
        ("timestamptz", 0) => "timestamp with time zone",
        _ => return None,
    };
    Some(spelling)
}

impl Writer<'_> {
    pub(super) fn type_name(&mut self, name: &TypeName) {
        if name.setof {
            self.push("SETOF ");
        }
        self.simple_type(name);
        if name.pct_type {
            self.push("%TYPE");
        }
        for bound in &name.array {
            self.push("[");
            if let Some(bound) = bound {
                self.number(bound);
            }
            self.push("]");
        }
    }

    fn simple_type(&mut self, name: &TypeName) {
        let spelled = match name.name.parts.as_slice() {
            [schema, last] if schema.text == "pg_catalog" && has_plain_modifiers(name) => {
                spelling(&last.text, name.modifiers.len())
            }
            _ => None,
        };
        match spelled {
            Some(word) => self.push(word),
            None => self.function_name(&name.name),
        }
        if !name.modifiers.is_empty() {
            self.paren_list(&name.modifiers, Self::expr);
        }
        self.interval_fields(name.interval);
    }

    fn interval_fields(&mut self, fields: Option<IntervalFields>) {
        let Some(fields) = fields else { return };
        if let Some(range) = fields.range {
            self.push(match range {
                IntervalRange::Year => " YEAR",
                IntervalRange::Month => " MONTH",
                IntervalRange::Day => " DAY",
                IntervalRange::Hour => " HOUR",
                IntervalRange::Minute => " MINUTE",
                IntervalRange::Second => " SECOND",
                IntervalRange::YearToMonth => " YEAR TO MONTH",
                IntervalRange::DayToHour => " DAY TO HOUR",
                IntervalRange::DayToMinute => " DAY TO MINUTE",
                IntervalRange::DayToSecond => " DAY TO SECOND",
                IntervalRange::HourToMinute => " HOUR TO MINUTE",
                IntervalRange::HourToSecond => " HOUR TO SECOND",
                IntervalRange::MinuteToSecond => " MINUTE TO SECOND",
            });
        }
        self.optional_precision(fields.precision);
    }

    /// `interval '1' day`: the fields of an interval follow its constant.
    pub(super) fn typed_literal(&mut self, name: &TypeName, text: &str) {
        let Some(fields) = name.interval.filter(|fields| fields.range.is_some()) else {
            self.simple_type(name);
            self.push(" ");
            self.string(text);
            return;
        };
        self.push("interval ");
        self.string(text);
        self.interval_fields(Some(fields));
    }
}

/// Whether the modifiers are what the grammar's own spellings take: integer constants.
fn has_plain_modifiers(name: &TypeName) -> bool {
    name.modifiers
        .iter()
        .all(|modifier| matches!(modifier.kind, crate::ast::ExprKind::Integer(_)))
}
