//! Functions in FROM.

use super::Type;
use super::checker::Checker;
use super::clause::Clause;
use super::output::figure_name;
use crate::ast::{ColumnDefinition, Expr, ExprKind, FunctionArg, RangeFunction};
use crate::catalog::builtin::{Nulls, TypeId};
use crate::diagnostic::types;
use crate::gather::Gather as _;
use crate::resolve::{Entry, EntryId, EntryKind, RangeColumn};
use crate::span::Span;

/// The columns that one call gives.
struct CallColumns {
    columns: Vec<RangeColumn>,
    /// It gives one value that is no row.
    scalar: bool,
    /// Its columns are not known, because of a mistake.
    broken: bool,
}

impl<'a> Checker<'a, '_> {
    /// One call, or ROWS FROM (…), with its ordinality.
    pub(super) fn range_function(&mut self, function: &'a RangeFunction, span: Span) -> EntryId {
        let alias = function.alias.as_ref();
        let mut columns = Vec::new();
        let mut scalar = function.functions.len() == 1;
        let mut broken = false;
        for (call, own) in &function.functions {
            let definitions = if own.is_empty() {
                &function.columns
            } else {
                own
            };
            let alias_name = alias
                .filter(|_| function.functions.len() == 1)
                .map(|alias| alias.name.text.as_str());
            let given = self.laterally(true, |checker| {
                checker.within(Clause::From, |checker| {
                    checker.call_columns(call, definitions, alias_name)
                })
            });
            scalar &= given.scalar;
            broken |= given.broken;
            columns.extend(given.columns);
        }
        if function.functions.len() > 1 {
            // The calls run side by side: the shorter ones give NULLs at the end.
            for column in &mut columns {
                column.ty = column.ty.map(|ty| Type {
                    nullable: true,
                    ..ty
                });
            }
        }
        self.frame().sets.clear();
        if function.ordinality {
            scalar = false;
            columns.push(RangeColumn::new(
                "ordinality",
                Some(Type::computed(TypeId::INT8, false)),
            ));
        }
        let name = function
            .functions
            .first()
            .and_then(|(call, _)| figure_name(call, true));
        if broken {
            let name = alias
                .map(|alias| alias.name.text.as_str())
                .or(name)
                .map(str::to_owned);
            return self.resolver.add(Entry::broken(name, span));
        }
        self.new_entry(EntryKind::Function { scalar }, columns, alias, name, span)
    }

    fn call_columns(
        &mut self,
        call: &'a Expr,
        definitions: &'a [ColumnDefinition],
        alias: Option<&str>,
    ) -> CallColumns {
        let defined = self.defined_columns(definitions);
        let name = alias
            .or_else(|| figure_name(call, true))
            .unwrap_or("?column?")
            .to_owned();
        let ExprKind::Function(inner) = &call.kind else {
            // CURRENT_DATE, CAST, COALESCE and the like stand for functions here.
            let ty = self.expr(call);
            let ty = self.settled((call, ty));
            if let Some(columns) = defined {
                if ty.is_some_and(|ty| ty.id != TypeId::RECORD) {
                    self.report_needless_definitions(call, definitions);
                }
                return CallColumns {
                    columns,
                    scalar: false,
                    broken: false,
                };
            }
            return CallColumns {
                columns: vec![RangeColumn::new(name, ty)],
                scalar: true,
                broken: false,
            };
        };
        if inner.args.len() > 1
            && inner.name.last().text == "unnest"
            && inner.order_by.is_empty()
            && !inner.star
        {
            return self.unnest_columns(call, &inner.args, definitions);
        }
        let called = self.resolve_call(call, inner);
        let Some(called) = called else {
            return match defined {
                Some(columns) => CallColumns {
                    columns,
                    scalar: false,
                    broken: false,
                },
                None => CallColumns {
                    columns: Vec::new(),
                    scalar: true,
                    broken: true,
                },
            };
        };
        self.note(call, Some(called.ty));
        if let Some(columns) = defined {
            if called.function.result != TypeId::RECORD && called.function.columns.is_empty() {
                self.report_needless_definitions(call, definitions);
            }
            return CallColumns {
                columns,
                scalar: false,
                broken: false,
            };
        }
        if !called.function.columns.is_empty() {
            let columns = called.function.columns;
            // One OUT column alone is a value like any other, but keeps its name under an alias.
            let single = columns.len() == 1;
            let columns = columns
                .into_iter()
                .map(|(column, id)| RangeColumn::new(column, Some(Type::computed(id, true))))
                .gather();
            return CallColumns {
                columns,
                scalar: single,
                broken: false,
            };
        }
        if let Some(fields) = self.types.fields(called.function.result) {
            let columns = fields
                .into_iter()
                .map(|(field, id)| RangeColumn::new(field, Some(Type::computed(id, true))))
                .gather();
            return CallColumns {
                columns,
                scalar: false,
                broken: false,
            };
        }
        if called.function.result == TypeId::RECORD {
            self.report_with(
                &types::COLUMN_DEFINITIONS,
                call.span,
                "a function that returns `record` needs a list of column definitions",
                "write the columns: `from f(…) as t (a int4, b text)`",
            );
            return CallColumns {
                columns: Vec::new(),
                scalar: false,
                broken: true,
            };
        }
        // A set of a strict function has no rows at all for a NULL argument.
        let nullable = match called.function.nulls {
            Nulls::Strict | Nulls::First => !called.function.returns_set && called.ty.nullable,
            Nulls::Never => false,
            Nulls::Maybe => true,
        };
        let ty = Type {
            nullable,
            ..called.ty
        };
        CallColumns {
            columns: vec![RangeColumn::new(name, Some(ty))],
            scalar: true,
            broken: false,
        }
    }

    fn report_needless_definitions(&mut self, call: &Expr, definitions: &[ColumnDefinition]) {
        self.report(
            &types::COLUMN_DEFINITIONS,
            definitions
                .first()
                .map_or(call.span, |definition| definition.name.span),
            "only a function that returns `record` takes a list of column definitions",
        );
    }

    /// `unnest(a, b)` in FROM is `rows from (unnest(a), unnest(b))`.
    fn unnest_columns(
        &mut self,
        call: &'a Expr,
        args: &'a [FunctionArg],
        definitions: &'a [ColumnDefinition],
    ) -> CallColumns {
        let mut columns = Vec::new();
        for arg in args {
            let ty = self.expr(&arg.value);
            let element = ty.and_then(|ty| self.types.element(ty.id));
            if let (Some(ty), None) = (ty, element) {
                let given = self.name_of(ty.id);
                self.report(
                    &types::NOT_AN_ARRAY,
                    arg.value.span,
                    format!("`unnest` takes arrays, but this is of type `{given}`"),
                );
                self.hush(&arg.value);
            }
            match element.and_then(|element| self.types.fields(element)) {
                Some(fields) => columns.extend(
                    fields
                        .into_iter()
                        .map(|(field, id)| RangeColumn::new(field, Some(Type::computed(id, true)))),
                ),
                None => columns.push(RangeColumn::new(
                    "unnest",
                    element.map(|id| Type::computed(id, true)),
                )),
            }
        }
        if let Some(first) = definitions.first() {
            self.report(
                &types::COLUMN_DEFINITIONS,
                first.name.span,
                "`unnest` has columns of its own, which need no definitions",
            );
        }
        self.note(call, Some(Type::computed(TypeId::RECORD, true)));
        CallColumns {
            columns,
            scalar: false,
            broken: false,
        }
    }

    fn defined_columns(&mut self, definitions: &[ColumnDefinition]) -> Option<Vec<RangeColumn>> {
        if definitions.is_empty() {
            return None;
        }
        let mut columns = Vec::new();
        for definition in definitions {
            let id = self.types.type_name(&definition.type_name, self.errors);
            columns.push(RangeColumn::new(
                &*definition.name.text,
                id.map(|id| Type::computed(id, true)),
            ));
        }
        Some(columns)
    }
}
