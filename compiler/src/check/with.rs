//! WITH: common table expressions, recursive ones too.

use super::Type;
use super::checker::Checker;
use super::query::{OutColumn, Use};
use crate::ast::{Cte, Name, Query, QueryBody, SetOperation, SetOperator, Statement, With};
use crate::catalog::builtin::TypeId;
use crate::diagnostic::{name, types};
use crate::gather::Gather as _;
use crate::resolve::RangeColumn;
use crate::resolve::scope::{CteEntry, CteState};
use crate::span::Span;
use crate::visit;

/// A common table expression whose recursive query is in work.
#[derive(Clone, Debug)]
pub(super) struct Recursion {
    /// Its name.
    name: String,
    /// The references to it so far.
    references: Vec<Span>,
    /// Why a reference may not stand here, the innermost reason last.
    pub(super) forbidden: Vec<&'static str>,
}

impl<'a> Checker<'a, '_> {
    /// Declares the common table expressions of a WITH clause in the level in work.
    pub(super) fn with(&mut self, with: &'a With) {
        for (index, cte) in with.ctes.iter().enumerate() {
            if with.ctes[..index]
                .iter()
                .any(|other| other.name == cte.name)
            {
                self.report(
                    &name::DUPLICATE_CTE,
                    cte.name.span,
                    format!("`{}` stands twice in WITH", cte.name.text),
                );
            }
            self.resolver.level().ctes.push(CteEntry {
                name: cte.name.text.clone(),
                span: cte.name.span,
                columns: None,
                extras: 0,
                state: CteState::NotYet,
            });
        }
        let base = self.resolver.level().ctes.len() - with.ctes.len();
        for index in checking_order(with) {
            let cte = &with.ctes[index];
            let before = std::mem::replace(&mut self.broken, false);
            let extras = self.cte_extras(cte);
            let mut columns = match recursive_parts(cte) {
                Some((query, operation)) if with.recursive => {
                    self.recursive(cte, query, operation, &extras, base + index)
                }
                _ => self.cte_columns(cte),
            };
            if let Some(search) = &cte.search {
                self.known_columns(&search.by, &columns);
            }
            if let Some(cycle) = &cte.cycle {
                self.known_columns(&cycle.columns, &columns);
            }
            let added = extras.len();
            columns.extend(extras);
            let broken = std::mem::replace(&mut self.broken, before);
            let entry = &mut self.resolver.level().ctes[base + index];
            entry.columns = Some(columns);
            entry.extras = added;
            entry.state = if broken {
                CteState::Broken
            } else {
                CteState::Ready
            };
        }
    }

    fn cte_columns(&mut self, cte: &'a Cte) -> Vec<RangeColumn> {
        let columns = match &cte.statement {
            Statement::Query(query) => {
                let result = self.query(query, Use::Columns);
                self.broken |= result.broken;
                result.columns
            }
            Statement::Insert(_)
            | Statement::Update(_)
            | Statement::Delete(_)
            | Statement::Merge(_)
            | Statement::Restore(_)
            | Statement::Erase(_) => self.changing_statement(&cte.statement, false),
        };
        let columns = Self::range_columns(&columns);
        self.name_columns(cte, columns)
    }

    /// `name (a, b)`: other names for the first columns.
    fn name_columns(&mut self, cte: &'a Cte, mut columns: Vec<RangeColumn>) -> Vec<RangeColumn> {
        for (index, given) in cte.columns.iter().enumerate() {
            if cte.columns[..index].contains(given) {
                self.report(
                    &name::DUPLICATE_COLUMN,
                    given.span,
                    format!("`{}` stands twice in the list of names", given.text),
                );
            }
            if let Some(column) = columns.get_mut(index) {
                column.name.clone_from(&given.text);
            } else {
                let message = format!(
                    "there are {} names for {}",
                    cte.columns.len(),
                    super::compare::counted(columns.len())
                );
                if !columns.is_empty() {
                    self.report(&name::TOO_MANY_COLUMN_NAMES, given.span, message);
                }
                break;
            }
        }
        columns
    }

    /// A query that may read itself: the first arm tells the columns, with which the second is checked. It is checked
    /// again as long as it makes more columns nullable.
    fn recursive(
        &mut self,
        cte: &'a Cte,
        query: &'a Query,
        operation: &'a SetOperation,
        extras: &[RangeColumn],
        index: usize,
    ) -> Vec<RangeColumn> {
        let depth = self.resolver.levels.len() - 1;
        self.open();
        if let Some(with) = &query.with {
            self.with(with);
        }
        let first = self.arm(&operation.left);
        let mut nullable: Vec<bool> = first
            .iter()
            .map(|column| column.ty.is_none_or(|ty| ty.nullable))
            .gather();
        let mut settled = first.clone();
        self.settle_columns(&mut settled);
        let columns = loop {
            let mut visible: Vec<RangeColumn> = Self::range_columns(&settled);
            for (column, nullable) in visible.iter_mut().zip(&nullable) {
                column.ty = column.ty.map(|ty| Type {
                    nullable: *nullable,
                    ..ty
                });
            }
            let mut visible = self.name_columns(cte, visible);
            // What SEARCH and CYCLE add is there by name inside of the recursion too, but `*` does not have it.
            visible.extend(extras.iter().map(|column| RangeColumn {
                in_star: false,
                ..column.clone()
            }));
            let entry = &mut self.resolver.levels[depth].ctes[index];
            entry.columns = Some(visible);
            entry.state = if self.broken {
                CteState::Broken
            } else {
                CteState::Ready
            };
            self.recursions.push(Recursion {
                name: cte.name.text.clone(),
                references: Vec::new(),
                forbidden: Vec::new(),
            });
            let second = self.arm(&operation.right);
            let references = self
                .recursions
                .pop()
                .map(|recursion| recursion.references)
                .unwrap_or_default();
            if let [_, again, ..] = references.as_slice() {
                self.report(
                    &name::BAD_RECURSION,
                    *again,
                    format!(
                        "`{}` may stand only once in its recursive query",
                        cte.name.text
                    ),
                );
            }
            let recursive = !references.is_empty();
            let left = if recursive {
                settled.clone()
            } else {
                first.clone()
            };
            let unified = self.unify(operation.op, operation.span, left, second);
            if recursive {
                self.check_recursion(cte, query, &settled, &unified);
            }
            let now: Vec<bool> = unified
                .iter()
                .zip(&nullable)
                .map(|(column, known)| *known || column.ty.is_none_or(|ty| ty.nullable))
                .gather();
            if now == nullable || !recursive {
                break unified;
            }
            nullable = now;
        };
        self.order_outputs_of(query, &columns);
        self.close();
        let columns = Self::range_columns(&columns);
        self.name_columns(cte, columns)
    }

    /// ORDER BY, LIMIT and the like belong outside of the recursion; the types are those of the first arm.
    fn check_recursion(
        &mut self,
        cte: &'a Cte,
        query: &'a Query,
        first: &[OutColumn<'a>],
        unified: &[OutColumn<'a>],
    ) {
        let clause = if !query.order_by.is_empty() {
            Some("ORDER BY")
        } else if query.limit.is_some() {
            Some("LIMIT")
        } else if query.offset.is_some() {
            Some("OFFSET")
        } else if !query.locking.is_empty() {
            Some("FOR UPDATE")
        } else {
            None
        };
        if let Some(clause) = clause {
            self.report_with(
                &name::BAD_RECURSION,
                query.span,
                format!("{clause} cannot stand in a recursive query"),
                "write it where the common table expression is used",
            );
        }
        for (index, (first, unified)) in first.iter().zip(unified).enumerate() {
            let column = cte
                .columns
                .get(index)
                .map_or(&first.name, |name| &name.text);
            if let (Some(first_type), Some(unified_type)) = (first.ty, unified.ty)
                && first_type.id != unified_type.id
            {
                let (given, wanted) = (self.name_of(first_type.id), self.name_of(unified_type.id));
                self.report_with(
                    &name::BAD_RECURSION,
                    first.span,
                    format!("column `{column}` is of type `{given}` in the first query of the recursion, but of type `{wanted}` over all"),
                    format!("cast it in the first query: `(…)::{wanted}`"),
                );
            }
        }
    }

    fn order_outputs_of(&mut self, query: &'a Query, columns: &[OutColumn<'a>]) {
        let queries = [query];
        self.order_outputs(super::query::tail(&queries), columns, "a set operation");
        self.limits(&queries);
    }

    /// Whether the recursive query of a common table expression is in work.
    pub(super) fn is_recursion(&self, name: &str) -> bool {
        self.recursions
            .iter()
            .any(|recursion| recursion.name == name)
    }

    /// Notes a reference to a common table expression whose recursive query is in work.
    pub(super) fn refer_recursively(&mut self, written: &Name) {
        let Some(recursion) = self
            .recursions
            .iter_mut()
            .rev()
            .find(|recursion| recursion.name == written.text)
        else {
            return;
        };
        recursion.references.push(written.span);
        let forbidden = recursion.forbidden.last().copied();
        self.frame().recursive = true;
        if let Some(place) = forbidden {
            self.report(
                &name::BAD_RECURSION,
                written.span,
                format!("`{}` cannot refer to itself {place}", written.text),
            );
        }
    }

    /// The columns that SEARCH and CYCLE add.
    fn cte_extras(&mut self, cte: &'a Cte) -> Vec<RangeColumn> {
        let mut columns = Vec::new();
        if let Some(search) = &cte.search {
            let id = if search.breadth_first {
                TypeId::RECORD
            } else {
                TypeId::RECORD_ARRAY
            };
            columns.push(RangeColumn::new(
                &*search.set.text,
                Some(Type::computed(id, false)),
            ));
        }
        if let Some(cycle) = &cte.cycle {
            let id = match &cycle.values {
                None => Some(TypeId::BOOL),
                Some((mark, default)) => {
                    let mark_type = self.expr(mark);
                    let default_type = self.expr(default);
                    self.common(
                        &[(mark, mark_type), (default, default_type)],
                        "the marks of CYCLE",
                    )
                }
            };
            columns.push(RangeColumn::new(
                &*cycle.set.text,
                id.map(|id| Type::computed(id, true)),
            ));
            columns.push(RangeColumn::new(
                &*cycle.using.text,
                Some(Type::computed(TypeId::RECORD_ARRAY, false)),
            ));
        }
        if (cte.search.is_some() || cte.cycle.is_some()) && recursive_parts(cte).is_none() {
            self.report(
                &types::BAD_FORM,
                cte.name.span,
                "SEARCH and CYCLE need a recursive query",
            );
        }
        columns
    }

    fn known_columns(&mut self, names: &[Name], columns: &[RangeColumn]) {
        for written in names {
            if !columns.iter().any(|column| column.name == written.text) {
                self.report(
                    &name::UNKNOWN_COLUMN,
                    written.span,
                    format!(
                        "column `{}` is not in the common table expression",
                        written.text
                    ),
                );
            }
        }
    }
}

/// The order in which the common table expressions of a WITH clause are checked, as indices. Under RECURSIVE each
/// comes after those that it uses, wherever they stand; of those that use each other the first comes first, and its
/// reference to the other is the mistake.
fn checking_order(with: &With) -> Vec<usize> {
    let all = 0..with.ctes.len();
    if !with.recursive {
        return all.gather();
    }
    let uses: Vec<Vec<usize>> = all
        .clone()
        .map(|index| {
            let tables = visit::tables(&with.ctes[index].statement);
            all.clone()
                .filter(|&other| {
                    let name = &with.ctes[other].name.text;
                    other != index
                        && tables.iter().any(|table| {
                            table.name.parts.len() == 1 && table.name.last().text == *name
                        })
                })
                .gather()
        })
        .gather();
    let mut order: Vec<usize> = Vec::new();
    while order.len() < with.ctes.len() {
        let mut left = all.clone().filter(|index| !order.contains(index));
        let ready = left
            .clone()
            .find(|&index| uses[index].iter().all(|used| order.contains(used)));
        match ready.or_else(|| left.next()) {
            Some(next) => order.push(next),
            None => break,
        }
    }
    order
}

/// The query and the UNION of a common table expression that may be recursive.
fn recursive_parts(cte: &Cte) -> Option<(&Query, &SetOperation)> {
    let Statement::Query(query) = &cte.statement else {
        return None;
    };
    match &query.body {
        QueryBody::SetOperation(operation) if operation.op == SetOperator::Union => {
            Some((query, operation))
        }
        QueryBody::SetOperation(_)
        | QueryBody::Select(_)
        | QueryBody::Values(_)
        | QueryBody::Table(_)
        | QueryBody::Nested(_) => None,
    }
}
