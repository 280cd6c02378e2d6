//! RESTORE and ERASE, which PostgreSQL does not have.

use super::{Parse, Parser};
use crate::ast::{Attribution, Erase, Restore, Statement, With};
use crate::keyword::Word as Kw;
use crate::span::Span;

impl Parser<'_> {
    pub(super) fn restore(&mut self, with: Option<With>) -> Parse<Statement> {
        let start = with.as_ref().map_or(self.span(), |with| with.span);
        let id = self.id();
        self.advance();
        let all = self.optional_all();
        let table = self.target_table()?;
        // Beside the table, where scopes stand, it is expected as much as beside the attribution.
        let mut with_parents = self.optional_with_parents();
        let where_clause = self.optional_where()?;
        let mut attribution = Attribution::default();
        with_parents = with_parents.or(self.optional_with_parents());
        self.more_attribution(&mut attribution)?;
        with_parents = with_parents.or(self.optional_with_parents());
        self.more_attribution(&mut attribution)?;
        let returning = self.optional_returning()?;
        let span = self.span_from(start);
        Ok(Statement::Restore(Box::new(Restore {
            id,
            span,
            with,
            all,
            table,
            where_clause,
            with_parents,
            attribution,
            returning,
        })))
    }

    fn optional_with_parents(&mut self) -> Option<Span> {
        let start = self.span();
        if !self.at(Kw::With) || !self.at_own(1, "parents") {
            return None;
        }
        self.advance();
        self.advance();
        Some(self.span_from(start))
    }

    pub(super) fn erase(&mut self, with: Option<With>) -> Parse<Statement> {
        let start = with.as_ref().map_or(self.span(), |with| with.span);
        let id = self.id();
        self.advance();
        let all = self.optional_all();
        let table = self.target_table()?;
        let where_clause = self.optional_where()?;
        let attribution = self.attribution()?;
        let returning = self.optional_returning()?;
        let span = self.span_from(start);
        Ok(Statement::Erase(Box::new(Erase {
            id,
            span,
            with,
            all,
            table,
            where_clause,
            attribution,
            returning,
        })))
    }
}
