//! Queries within expressions.

use super::Type;
use super::checker::Checker;
use super::compare::counted;
use super::query::{QueryResult, Use};
use crate::ast::Query;
use crate::diagnostic::types;
use crate::gather::Gather as _;

impl<'a> Checker<'a, '_> {
    /// A query within an expression. It is no item of FROM, so that the level around it shows it everything.
    fn sublink(&mut self, query: &'a Query) -> QueryResult<'a> {
        for recursion in &mut self.recursions {
            recursion.forbidden.push("in a subquery");
        }
        let result = self.query(query, Use::Columns);
        for recursion in &mut self.recursions {
            recursion.forbidden.pop();
        }
        result
    }

    /// EXISTS
    pub(super) fn exists(&mut self, query: &'a Query) {
        self.sublink(query);
    }

    /// The types of a query's columns, for a comparison with them. `None` if they cannot be told at all.
    pub(super) fn subquery_columns(&mut self, query: &'a Query) -> Option<Vec<Option<Type>>> {
        let before = self.errors.len();
        let result = self.sublink(query);
        if result.broken || result.columns.is_empty() && self.errors.len() > before {
            return None;
        }
        Some(result.columns.into_iter().map(|column| column.ty).gather())
    }

    /// The one column that a query in place of a value must have.
    pub(super) fn single_column(&mut self, query: &'a Query) -> Option<Type> {
        self.single(query).0
    }

    fn single(&mut self, query: &'a Query) -> (Option<Type>, bool) {
        let before = self.errors.len();
        let result = self.sublink(query);
        match result.columns.as_slice() {
            [column] => (column.ty, result.one_row),
            columns => {
                if !result.broken && (!columns.is_empty() || self.errors.len() == before) {
                    self.report_with(
                        &types::SUBQUERY_COLUMNS,
                        query.span,
                        format!(
                            "a query in place of a value must have 1 column, and this has {}",
                            counted(columns.len())
                        ),
                        "select the one column that is meant; to test for rows, write `exists (…)`",
                    );
                }
                (None, false)
            }
        }
    }

    /// A query in place of a value: NULL if it gives no row.
    pub(super) fn scalar_subquery(&mut self, query: &'a Query) -> Option<Type> {
        let (ty, one_row) = self.single(query);
        ty.map(|ty| Type {
            nullable: ty.nullable || !one_row,
            ..ty
        })
    }

    /// ARRAY (query): empty if there is no row.
    pub(super) fn array_subquery(&mut self, query: &'a Query) -> Option<Type> {
        let ty = self.single_column(query)?;
        let id = if self.is_array(ty.id) {
            Some(ty.id)
        } else {
            self.types.array_of(ty.id)
        };
        if id.is_none() {
            let given = self.name_of(ty.id);
            self.report(
                &types::NO_ARRAY_TYPE,
                query.span,
                format!("there are no arrays of type `{given}`"),
            );
        }
        Some(Type::computed(id?, false))
    }
}

/// `1 value`, `3 values`
pub(super) fn values_counted(values: usize) -> String {
    if values == 1 {
        "1 value".to_owned()
    } else {
        format!("{values} values")
    }
}
