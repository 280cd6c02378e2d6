//! Who and why, as the user wrote it: values that every part of a statement may repeat.

use super::super::{Protect, target::Target};
use super::family::Family;
use super::who::Who;
use crate::ast::{Attribution, Delete, Expr, ExprKind, FromItem, FromItemKind};
use crate::catalog::{OnDelete, SoftDelete};
use crate::check::{Analysis, ColumnId, ColumnUse};
use crate::diagnostic::{Diagnostic, protection};
use crate::gather::Gather as _;
use crate::lower::{build::Build, types};
use crate::span::Span;
use crate::visit::{Visitor, walk_expr, walk_from_item};

impl<'a> Protect<'a> {
    /// Who and why, as values that every part of a statement may repeat.
    pub(in crate::protect) fn who(
        &mut self,
        attribution: Attribution,
        target: Target<'a>,
        family: &Family,
        delete: &Delete,
        span: Span,
    ) -> Who {
        let components = family.components(OnDelete::Cascade);
        let marked = components.iter().flat_map(|component| &component.members);
        let marked: Vec<_> = marked
            .map(|member| family.table(self.schema, *member))
            .gather();
        // A table that records it is enough, be it the one that the statement names or another.
        let recorded = |column: fn(&SoftDelete) -> Option<usize>| {
            marked.iter().find_map(|table| {
                let own = table.soft_delete.as_ref().and_then(column);
                own.or(table.audit.then_some(0))
            })
        };
        let (by, reason) = (recorded(by_of), recorded(reason_of));
        self.refuse_unrecorded(
            target,
            by,
            attribution.by.as_ref(),
            "who deleted a row",
            "by",
        );
        self.refuse_unrecorded(
            target,
            reason,
            attribution.because.as_ref(),
            "why a row was deleted",
            "reason",
        );
        Who {
            by: attribution
                .by
                .map(|by| self.once(by, "by", mark_column(target, by_of), delete, span)),
            because: attribution.because.map(|because| {
                self.once(
                    because,
                    "because",
                    mark_column(target, reason_of),
                    delete,
                    span,
                )
            }),
        }
    }

    /// A value that may be repeated: one that is no constant is computed once, by a common table expression.
    fn once(
        &mut self,
        value: Expr,
        word: &str,
        column: Option<ColumnId>,
        delete: &Delete,
        span: Span,
    ) -> Expr {
        if is_constant(&value) {
            return value;
        }
        let mut names = ItemNames::default();
        for item in delete.using.iter().chain([&delete.table]) {
            names.from_item(item);
        }
        let mut row = OfRow {
            analysis: self.analysis,
            names: names.0,
            found: false,
        };
        row.expr(&value);
        if row.found {
            let message = format!(
                "`{word}` speaks of the row, but all rows that are deleted together have the same"
            );
            self.errors.push(
                Diagnostic::new(&protection::ATTRIBUTION_OF_ROW, value.span, message)
                    .help("give a value that does not depend on the row, a parameter say"),
            );
            return value;
        }
        let name = self.names.fresh(word);
        let mut build = Build::new(self.ids, span);
        let ty = match column {
            Some(column) => types::column_type(self.schema, column)
                .and_then(|id| types::type_name(self.schema, id, &build)),
            None => Some(build.builtin_type("text", false)),
        };
        let value = match ty {
            Some(ty) => build.cast(value, ty),
            None => value,
        };
        let alias = build.name("v");
        let target = build.target(value, Some(alias));
        let query = build.select(vec![target], Vec::new(), None);
        let cte = build.materialized(&name, query);
        self.before.push(cte);
        let mut build = Build::new(self.ids, span);
        let from = build.relation(None, &name, None);
        let column = build.target_column(&name, "v", "v");
        let query = build.select(vec![column], vec![from], None);
        build.scalar(query)
    }
}

fn by_of(marks: &SoftDelete) -> Option<usize> {
    marks.by
}

fn reason_of(marks: &SoftDelete) -> Option<usize> {
    marks.reason
}

/// A marker column of the table that the statement names.
fn mark_column(target: Target<'_>, column: fn(&SoftDelete) -> Option<usize>) -> Option<ColumnId> {
    let column = target.table.soft_delete.as_ref().and_then(column)?;
    Some(ColumnId {
        table: target.index,
        column,
    })
}

/// Whether a value is the same wherever and however often it stands.
fn is_constant(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Null
        | ExprKind::Boolean(_)
        | ExprKind::Integer(_)
        | ExprKind::Numeric(_)
        | ExprKind::String(_)
        | ExprKind::TypedLiteral(..)
        | ExprKind::Param(_) => true,
        ExprKind::Cast { expr, type_name: _ } => is_constant(expr),
        ExprKind::Bytes(_)
        | ExprKind::Bits(_)
        | ExprKind::Hex(_)
        | ExprKind::Column(_)
        | ExprKind::Star(_)
        | ExprKind::Indirection(..)
        | ExprKind::Unary(..)
        | ExprKind::Binary(..)
        | ExprKind::And(..)
        | ExprKind::Or(..)
        | ExprKind::Not(_)
        | ExprKind::Is { .. }
        | ExprKind::IsDistinctFrom { .. }
        | ExprKind::Between { .. }
        | ExprKind::Like { .. }
        | ExprKind::In { .. }
        | ExprKind::Quantified { .. }
        | ExprKind::Exists(_)
        | ExprKind::Subquery(_)
        | ExprKind::ArraySubquery(_)
        | ExprKind::Array(_)
        | ExprKind::Row { .. }
        | ExprKind::Case { .. }
        | ExprKind::Coalesce(_)
        | ExprKind::NullIf(..)
        | ExprKind::Greatest(_)
        | ExprKind::Least(_)
        | ExprKind::Collate(..)
        | ExprKind::AtTimeZone(..)
        | ExprKind::Function(_)
        | ExprKind::SqlFunction(_)
        | ExprKind::SqlValue(_)
        | ExprKind::Grouping(_)
        | ExprKind::Overlaps(..)
        | ExprKind::Json(_)
        | ExprKind::Xml(_)
        | ExprKind::Default
        | ExprKind::CurrentOf(_)
        | ExprKind::When(..)
        | ExprKind::Error => false,
    }
}

/// The names of FROM items.
#[derive(Default)]
struct ItemNames(Vec<String>);

impl Visitor for ItemNames {
    fn as_visitor(&mut self) -> &mut dyn Visitor {
        self
    }

    fn from_item(&mut self, item: &FromItem) {
        let alias = match &item.kind {
            FromItemKind::Table(range) => {
                if range.alias.is_none() {
                    self.0.push(range.name.last().text.clone());
                }
                &range.alias
            }
            FromItemKind::Subquery { alias, .. }
            | FromItemKind::JsonTable { alias, .. }
            | FromItemKind::XmlTable { alias, .. } => alias,
            FromItemKind::Function(function) => &function.alias,
            FromItemKind::Join(join) => {
                walk_from_item(self, item);
                &join.alias
            }
            FromItemKind::Error => &None,
        };
        self.0
            .extend(alias.iter().map(|alias| alias.name.text.clone()));
    }
}

/// Looks whether a value speaks of one of the rows that a statement acts on.
struct OfRow<'a> {
    analysis: &'a Analysis,
    names: Vec<String>,
    found: bool,
}

impl Visitor for OfRow<'_> {
    fn as_visitor(&mut self) -> &mut dyn Visitor {
        self
    }

    fn expr(&mut self, expr: &Expr) {
        self.found |= match self.analysis.columns.get(&expr.id) {
            Some(
                ColumnUse::Column {
                    qualifier: Some(qualifier),
                    ..
                }
                | ColumnUse::WholeRow { qualifier, .. },
            ) => self.names.contains(qualifier),
            Some(
                ColumnUse::Column {
                    qualifier: None, ..
                }
                | ColumnUse::Merged,
            ) => true,
            // What could not be parsed or resolved is reported already.
            None => false,
        };
        walk_expr(self, expr);
    }
}
