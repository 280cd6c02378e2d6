//! Queries: set operations, VALUES and TABLE, and what may be in parentheses.

use super::cursor::MOST_HEIGHT;
use super::{Parse, Parser};
use crate::ast::{
    FromItem, FromItemKind, Query, QueryBody, RangeTable, SetOperation, SetOperator, Values, With,
};
use crate::keyword::Word as Kw;
use crate::span::Span;
use crate::token::TokenKind;

/// UNION and EXCEPT bind weaker than INTERSECT.
const UNION: u8 = 1;
const INTERSECT: u8 = 2;

impl Parser<'_> {
    /// A query with its WITH clause.
    pub(super) fn query(&mut self) -> Parse<Query> {
        let with = self.optional_with()?;
        self.query_after(with)
    }

    /// A query whose WITH clause has been read.
    pub(super) fn query_after(&mut self, with: Option<With>) -> Parse<Query> {
        let start = with.as_ref().map_or(self.span(), |with| with.span);
        let first = self.query_primary()?;
        self.query_from(with, first, start)
    }

    /// Goes on with a query whose WITH clause and first part have been read.
    pub(super) fn query_from(
        &mut self,
        with: Option<With>,
        first: QueryBody,
        start: Span,
    ) -> Parse<Query> {
        let id = self.id();
        let body = self.set_operations(first, start, UNION)?;
        let mut query = Query {
            id,
            span: start,
            with,
            body,
            order_by: Vec::new(),
            limit: None,
            offset: None,
            locking: Vec::new(),
        };
        self.query_tail(&mut query)?;
        query.span = self.span_from(start);
        self.check_merged_clauses(&query);
        Ok(query)
    }

    /// Whether a query goes on here after a part in parentheses.
    pub(super) fn at_query_tail(&self) -> bool {
        matches!(
            self.word(),
            Some(
                Kw::Union
                    | Kw::Intersect
                    | Kw::Except
                    | Kw::Order
                    | Kw::Limit
                    | Kw::Offset
                    | Kw::Fetch
                    | Kw::For
            )
        )
    }

    /// Whether a query starts so many places ahead, its parentheses opened.
    pub(super) fn at_query(&self, ahead: usize) -> bool {
        match self.keyword_at(ahead).map(|keyword| keyword.word) {
            Some(Kw::Select | Kw::Table | Kw::With) => true,
            // VALUES may name a column elsewhere.
            Some(Kw::Values) => matches!(
                self.kind_at(ahead + 1),
                TokenKind::LeftParen | TokenKind::Param(_)
            ),
            _ => false,
        }
    }

    fn query_primary(&mut self) -> Parse<QueryBody> {
        let start = self.span();
        match self.word() {
            Some(Kw::Select) => self
                .select()
                .map(|select| QueryBody::Select(Box::new(select))),
            Some(Kw::Values) => self.values(),
            Some(Kw::Table) => {
                self.advance();
                let item = self.bare_table(start)?;
                Ok(QueryBody::Table(Box::new(item)))
            }
            _ if self.at_kind(&TokenKind::LeftParen) => {
                self.advance();
                let query = self.nested(Self::query)?;
                self.right_paren()?;
                Ok(QueryBody::Nested(Box::new(query)))
            }
            _ => {
                Err(self
                    .unexpected("a query (`select`, `values`, `table` or a query in parentheses)"))
            }
        }
    }

    /// The table of TABLE, which has no alias.
    fn bare_table(&mut self, start: Span) -> Parse<FromItem> {
        let (name, only) = self.relation()?;
        let scope = self.scope()?;
        let table = RangeTable {
            name,
            only,
            scope,
            alias: None,
            sample: None,
        };
        Ok(FromItem {
            id: self.id(),
            span: self.span_from(start),
            kind: FromItemKind::Table(table),
        })
    }

    fn values(&mut self) -> Parse<QueryBody> {
        let start = self.span();
        let id = self.id();
        self.expect(Kw::Values)?;
        let rows = self.list(|parser| parser.paren_list(Self::recovering_expr))?;
        Ok(QueryBody::Values(Values {
            id,
            span: self.span_from(start),
            rows,
        }))
    }

    /// Set operations that bind at least so strongly; those of one strength group to the left.
    fn set_operations(&mut self, first: QueryBody, start: Span, least: u8) -> Parse<QueryBody> {
        let mut left = first;
        let mut length = 0;
        loop {
            let (op, strength) = match self.word() {
                Some(Kw::Union) => (SetOperator::Union, UNION),
                Some(Kw::Except) => (SetOperator::Except, UNION),
                Some(Kw::Intersect) => (SetOperator::Intersect, INTERSECT),
                _ => return Ok(left),
            };
            if strength < least {
                return Ok(left);
            }
            length += 1;
            if length + self.height > MOST_HEIGHT {
                return Err(self.too_deep());
            }
            self.height += 1;
            self.advance();
            let all = self.eat(Kw::All);
            if !all {
                self.eat(Kw::Distinct);
            }
            let id = self.id();
            let right_start = self.span();
            let right = self.query_primary()?;
            let right =
                self.nested(|parser| parser.set_operations(right, right_start, strength + 1))?;
            let span = self.span_from(start);
            left = QueryBody::SetOperation(Box::new(SetOperation {
                id,
                span,
                op,
                all,
                left,
                right,
            }));
        }
    }
}
