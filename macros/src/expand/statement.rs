//! A statement as the value that the runtime sends, written as Rust text.

use std::fmt::Write as _;

use softdelete_compiler::catalog::Schema;
use softdelete_compiler::compile::{Compiled, ParamSource, ResultColumn, StatementKind, ValueKind};
use softdelete_compiler::gather::Gather as _;
use softdelete_compiler::render::Region;
use softdelete_compiler::token::Arm;

use super::value::{in_row, wire_name, wire_type};

/// The parts of a statement that are not its texts.
pub(crate) struct Parts<'a> {
    /// What it does.
    pub(crate) kind: StatementKind,
    /// The names of its tables.
    pub(crate) tables: &'a [&'a str],
    /// Its parameters, as constants of `Type`, each followed by a comma.
    pub(crate) params: &'a str,
    /// What the runtime fills in, likewise.
    pub(crate) slots: &'a str,
    /// The names of the columns of its result.
    pub(crate) columns: &'a [&'a str],
}

/// The expression of a compiled statement.
pub(crate) fn text(schema: &Schema, compiled: &Compiled, columns: &[&str]) -> String {
    let mut params = String::new();
    let mut slots = String::new();
    for param in &compiled.params {
        let name = wire_type(schema, &param.ty.kind);
        let _ = write!(params, "::softdelete::__private::Type::{name},");
        slots.push_str(match param.source {
            ParamSource::User(_)
            | ParamSource::Field(..)
            | ParamSource::Rows(..)
            | ParamSource::Elements(..) => "",
            ParamSource::Actor => "::softdelete::__private::Slot::Actor,",
            ParamSource::DeletionId => "::softdelete::__private::Slot::DeletionId,",
        });
    }
    let tables = compiled.tables.iter();
    let tables: Vec<&str> = tables
        .map(|table| schema.tables[*table].name.as_str())
        .gather();
    let parts = Parts {
        kind: compiled.kind,
        tables: &tables,
        params: &params,
        slots: &slots,
        columns,
    };
    let mut fields = of_parts(&parts, &compiled.sql);
    fields.list("effects", &effects(schema, compiled));
    if compiled.reports {
        fields.field("reports", "true");
    }
    if let Some(plan) = &compiled.plan {
        fields.field("plan", &option(Some(plan)));
    }
    if !compiled.choices.is_empty() {
        fields.field("choices", &format!("&{:?}", compiled.choices));
    }
    fields.list("regions", &regions(&compiled.regions));
    fields.list("plan_regions", &regions(&compiled.plan_regions));
    fields.finish()
}

/// The expression of a statement that reports nothing and has no plan.
pub(crate) fn plain(parts: &Parts<'_>, sql: &str) -> String {
    of_parts(parts, sql).finish()
}

fn of_parts(parts: &Parts<'_>, sql: &str) -> Fields {
    let mut fields = Fields::default();
    fields.field(
        "kind",
        &format!("::softdelete::__private::StatementKind::{:?}", parts.kind),
    );
    fields.field("sql", &format!("{sql:?}"));
    if !parts.tables.is_empty() {
        fields.field("tables", &format!("&{:?}", parts.tables));
    }
    fields.list("params", parts.params);
    fields.list("slots", parts.slots);
    if !parts.columns.is_empty() {
        fields.field("columns", &format!("&{:?}", parts.columns));
    }
    fields
}

/// The fields of a statement that are not as in `Statement::PLAIN`: the fewer are written out, the sooner `cargo check` is done with it.
#[derive(Default)]
struct Fields(String);

impl Fields {
    fn field(&mut self, name: &str, value: &str) {
        let _ = write!(self.0, "{name}: {value},");
    }

    /// A list, unless it is empty. Each element ends with a comma.
    fn list(&mut self, name: &str, elements: &str) {
        if !elements.is_empty() {
            self.field(name, &format!("&[{elements}]"));
        }
    }

    fn finish(self) -> String {
        format!(
            "::softdelete::__private::Statement {{ {} ..::softdelete::__private::Statement::PLAIN }}",
            self.0
        )
    }
}

/// What the columns of the result are, for whom compares them with the server's: `int8 text? uuid[]`.
pub(crate) fn results(schema: &Schema, columns: &[ResultColumn]) -> String {
    let columns = columns.iter().map(|column| {
        let array = match &column.ty.kind {
            ValueKind::Array(_) => "[]",
            ValueKind::Builtin(_) | ValueKind::User(_) => "",
        };
        // A row around the value is never NULL itself.
        if in_row(schema, &column.ty.kind) {
            return "record".to_owned();
        }
        let null = if column.nullable { "?" } else { "" };
        format!("{}{array}{null}", wire_name(schema, &column.ty.kind))
    });
    columns.gather().join(" ")
}

/// The parts of a text that may drop out.
fn regions(regions: &[Region]) -> String {
    let mut text = String::new();
    for Region { start, end, arm } in regions {
        let Arm { choice, arm } = arm;
        let _ = write!(
            text,
            "::softdelete::__private::Region {{ start: {start}, end: {end}, choice: {choice}, arm: {arm} }},"
        );
    }
    text
}

/// What the statement does, as the runtime counts it.
fn effects(schema: &Schema, compiled: &Compiled) -> String {
    let mut text = String::new();
    for effect in &compiled.effects {
        let table = &schema.tables[effect.table];
        let columns: Vec<&str> = effect
            .columns
            .iter()
            .map(|column| table.columns[*column].name.as_str())
            .gather();
        let references = table.references.iter();
        let mut parents = references
            .filter(|reference| !effect.columns.is_empty() && reference.columns == effect.columns)
            .filter_map(|reference| reference.parent);
        // Where the same columns refer to two tables, neither is named rather than the wrong one.
        let parent = parents.next().filter(|_| parents.next().is_none());
        let parent = parent.map(|parent| schema.tables[parent].name.as_str());
        let cause = effect.cause.map_or_else(
            || "::core::option::Option::None".to_owned(),
            |cause| format!("::core::option::Option::Some({cause})"),
        );
        let _ = write!(
            text,
            "::softdelete::__private::Effect {{
                action: ::softdelete::__private::Action::{:?},
                schema: {},
                table: {:?},
                cause: {cause},
                columns: &{columns:?},
                parent: {},
            }},",
            effect.action,
            option(table.schema.as_deref()),
            table.name,
            option(parent),
        );
    }
    text
}

/// An optional string.
pub(crate) fn option(text: Option<&str>) -> String {
    text.map_or_else(
        || "::core::option::Option::None".to_owned(),
        |text| format!("::core::option::Option::Some({text:?})"),
    )
}
