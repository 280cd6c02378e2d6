//! Clauses around parentheses: to PostgreSQL `(select …) order by a` is one query, whose ORDER BY stands behind the parenthesis.

use super::Parser;
use crate::ast::{LockWait, Query, QueryBody, SortBy};
use crate::diagnostic::syntax::{BAD_FORM, CLAUSE_TWICE};
use crate::span::Span;

impl Parser<'_> {
    /// Refuses clauses that a query in parentheses has already, and those that do not go together.
    pub(super) fn check_merged_clauses(&mut self, query: &Query) {
        let parts = merged(query);
        let (outer, inner) = (clauses(query), &parts[1..]);
        for (index, (clause, span)) in outer.into_iter().enumerate() {
            let again = |part: &&Query| clauses(part)[index].1.is_some();
            if let Some(span) = span
                && inner.iter().any(again)
            {
                let message = format!("the query in parentheses has `{clause}` already");
                let help = "write the clause once, or select from the query: `select * from (…) q`";
                self.report_help(&CLAUSE_TWICE, span, message, help);
            }
        }
        let ties = query.limit.as_ref().filter(|limit| limit.with_ties);
        let mut locks = parts.iter().flat_map(|part| &part.locking);
        if ties.is_some()
            && let Some(skips) = locks.find(|lock| lock.wait == LockWait::Skip)
        {
            let message = "`skip locked` and `with ties` cannot stand together";
            let help = "say `rows only`, or wait for the locks";
            self.report_help(&BAD_FORM, skips.span, message, help);
        }
    }
}

/// A query and those in parentheses that it only adds clauses to.
pub(super) fn merged(query: &Query) -> Vec<&Query> {
    let mut parts = vec![query];
    let mut body = &query.body;
    while let QueryBody::Nested(inner) = body {
        parts.push(inner);
        body = &inner.body;
    }
    parts
}

/// The clauses that may stand once, and where they stand.
fn clauses(query: &Query) -> [(&'static str, Option<Span>); 4] {
    let keys = |keys: &[SortBy]| keys.iter().map(|key| key.expr.span).reduce(Span::to);
    [
        ("with", query.with.as_ref().map(|with| with.span)),
        ("order by", keys(&query.order_by)),
        ("limit", query.limit.as_ref().map(|limit| limit.span)),
        ("offset", query.offset.as_ref().map(|offset| offset.span)),
    ]
}
