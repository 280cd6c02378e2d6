//! What follows a query's body: ORDER BY, LIMIT, OFFSET, FETCH, FOR UPDATE.

use super::merged::merged;
use super::{Parse, Parser};
use crate::ast::{
    Expr, ExprKind, Limit, LockStrength, LockWait, Locking, Query, SortBy, SortDirection,
};
use crate::diagnostic::syntax::{BAD_FORM, CHOICE, CLAUSE_TWICE};
use crate::gather::Gather as _;
use crate::keyword::Word as Kw;
use crate::token::TokenKind;

impl Parser<'_> {
    pub(super) fn query_tail(&mut self, query: &mut Query) -> Parse<()> {
        query.order_by = self.optional_order_by()?;
        loop {
            let start = self.span();
            match self.word() {
                Some(Kw::Limit) => {
                    let limit = self.limit()?;
                    self.once(query.limit.is_some(), start, "limit");
                    query.limit = Some(limit);
                }
                Some(Kw::Fetch) => {
                    let limit = self.fetch()?;
                    self.once(query.limit.is_some(), start, "limit");
                    self.check_ties(&limit, query);
                    query.limit = Some(limit);
                }
                Some(Kw::Offset) => {
                    let offset = self.offset()?;
                    self.once(query.offset.is_some(), start, "offset");
                    query.offset = Some(offset);
                }
                Some(Kw::For) => self.locking(&mut query.locking)?,
                _ => return Ok(()),
            }
        }
    }

    fn once(&mut self, found: bool, span: crate::span::Span, clause: &str) {
        if found {
            self.report(&CLAUSE_TWICE, span, format!("`{clause}` is written twice"));
        }
    }

    fn check_ties(&mut self, limit: &Limit, query: &Query) {
        if !limit.with_ties {
            return;
        }
        let parts = merged(query);
        let orders: Vec<&[SortBy]> = parts.iter().map(|part| part.order_by.as_slice()).gather();
        if orders.iter().all(|order| order.is_empty()) {
            let help = "add `order by`, which says what ties are";
            self.report_help(&BAD_FORM, limit.span, "`with ties` needs an order", help);
            return;
        }
        if !orders.iter().any(|order| self.is_always_ordered(order)) {
            let message = "`with ties` needs an order, and this one may be left out";
            let help = "add a key of ORDER BY that is always there";
            self.report_help(&CHOICE, limit.span, message, help);
        }
        if let Some(ExprKind::When(..)) = limit.count.as_ref().map(|count| &count.kind) {
            let message = "the number of rows cannot be optional beside `with ties`";
            let help = "choose the number in Rust: `fetch first $(n) rows with ties`";
            self.report_help(&CHOICE, limit.span, message, help);
        }
    }

    pub(super) fn optional_order_by(&mut self) -> Parse<Vec<SortBy>> {
        if !self.eat(Kw::Order) {
            return Ok(Vec::new());
        }
        self.expect(Kw::By)?;
        let mut keys = Vec::new();
        loop {
            match self.at_choice() {
                Some(choice) => keys.extend(self.choice_of_keys(choice)?),
                None => keys.push(self.sort_by()?),
            }
            if !self.comma() {
                break;
            }
        }
        self.check_optional_keys(&keys);
        Ok(keys)
    }

    pub(super) fn sort_by(&mut self) -> Parse<SortBy> {
        let expr = self.recovering_expr()?;
        let direction = if self.eat(Kw::Using) {
            Some(SortDirection::Using(self.operator_name()?))
        } else {
            self.ascending_or_not()
        };
        Ok(SortBy {
            expr,
            direction,
            nulls_first: self.nulls_first_or_last(),
            when: None,
        })
    }

    /// ASC or DESC
    pub(super) fn ascending_or_not(&mut self) -> Option<SortDirection> {
        if self.eat(Kw::Asc) {
            Some(SortDirection::Asc)
        } else if self.eat(Kw::Desc) {
            Some(SortDirection::Desc)
        } else {
            None
        }
    }

    /// NULLS FIRST or NULLS LAST
    pub(super) fn nulls_first_or_last(&mut self) -> Option<bool> {
        if self.eat_both(Kw::Nulls, Kw::First) {
            Some(true)
        } else if self.eat_both(Kw::Nulls, Kw::Last) {
            Some(false)
        } else {
            None
        }
    }

    fn limit(&mut self) -> Parse<Limit> {
        let start = self.span();
        self.advance();
        let count = if self.eat(Kw::All) {
            None
        } else if let Some(choice) = self.at_choice() {
            Some(self.choice_of_count(choice)?)
        } else {
            Some(self.recovering_expr()?)
        };
        if self.at_kind(&TokenKind::Comma) {
            let help = "write `limit n offset m`";
            self.report_help(
                &BAD_FORM,
                self.span(),
                "`limit m, n` is not PostgreSQL",
                help,
            );
            self.advance();
            self.recovering_expr()?;
        }
        Ok(Limit {
            count,
            with_ties: false,
            span: self.span_from(start),
        })
    }

    /// FETCH FIRST [n] ROWS ONLY or WITH TIES.
    fn fetch(&mut self) -> Parse<Limit> {
        let start = self.span();
        self.advance();
        if !self.eat(Kw::First) {
            self.expect(Kw::Next)?;
        }
        // `row (…)` is a value, whose type the server refuses.
        let row = self.at(Kw::Row) && *self.kind_at(1) != TokenKind::LeftParen;
        let count = if row || self.at(Kw::Rows) {
            Expr {
                id: self.id(),
                span: self.span(),
                kind: ExprKind::Integer("1".to_owned()),
            }
        } else {
            self.signed_primary()?
        };
        if !self.eat(Kw::Row) {
            self.expect(Kw::Rows)?;
        }
        let with_ties = self.eat_both(Kw::With, Kw::Ties);
        if !with_ties {
            self.expect(Kw::Only)?;
        }
        Ok(Limit {
            count: Some(count),
            with_ties,
            span: self.span_from(start),
        })
    }

    fn offset(&mut self) -> Parse<Expr> {
        self.advance();
        let offset = match self.at_choice() {
            Some(choice) => self.choice_of_count(choice)?,
            None => self.recovering_expr()?,
        };
        if !self.eat(Kw::Row) {
            self.eat(Kw::Rows);
        }
        Ok(offset)
    }

    fn locking(&mut self, locking: &mut Vec<Locking>) -> Parse<()> {
        let start = self.span();
        self.advance();
        let strength = match self.word() {
            Some(Kw::Update) => LockStrength::Update,
            Some(Kw::Share) => LockStrength::Share,
            Some(Kw::No) => {
                self.advance();
                self.expect(Kw::Key)?;
                LockStrength::NoKeyUpdate
            }
            Some(Kw::Key) => {
                self.advance();
                LockStrength::KeyShare
            }
            // FOR READ ONLY means nothing, to PostgreSQL too.
            Some(Kw::Read) => {
                self.advance();
                return self.expect(Kw::Only);
            }
            _ => return Err(self.unexpected("`update`, `no key update`, `share` or `key share`")),
        };
        match strength {
            LockStrength::Update | LockStrength::NoKeyUpdate => self.expect(Kw::Update)?,
            LockStrength::Share | LockStrength::KeyShare => self.expect(Kw::Share)?,
        }
        let of = if self.eat(Kw::Of) {
            self.list(Self::relation_name)?
        } else {
            Vec::new()
        };
        let wait = if self.eat(Kw::Nowait) {
            LockWait::Error
        } else if self.eat_both(Kw::Skip, Kw::Locked) {
            LockWait::Skip
        } else {
            LockWait::Block
        };
        locking.push(Locking {
            strength,
            of,
            wait,
            span: self.span_from(start),
        });
        Ok(())
    }
}
