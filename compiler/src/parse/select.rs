//! SELECT, from its target list to its WINDOW clause.

use super::{Parse, Parser};
use crate::ast::{
    Distinct, Expr, ExprKind, FromItem, IntoTable, NamedWindow, Nullness, Persistence, Select,
    Target,
};
use crate::keyword::Word as Kw;
use crate::token::TokenKind;

impl Parser<'_> {
    pub(super) fn select(&mut self) -> Parse<Select> {
        let start = self.span();
        let id = self.id();
        self.expect(Kw::Select)?;
        let distinct = self.distinct()?;
        let targets = if self.is_targets_end(0) {
            Vec::new()
        } else {
            self.targets()?
        };
        let into = self.into_clause()?;
        let from = if self.eat(Kw::From) {
            self.from_list()?
        } else {
            Vec::new()
        };
        let where_clause = self.optional_where()?;
        let group_by = self.optional_group_by()?;
        let having = if self.eat(Kw::Having) {
            Some(self.recovering_expr()?)
        } else {
            None
        };
        let windows = if self.eat(Kw::Window) {
            self.list(Self::named_window)?
        } else {
            Vec::new()
        };
        let span = self.span_from(start);
        Ok(Select {
            id,
            span,
            distinct,
            targets,
            into,
            from,
            where_clause,
            group_by,
            having,
            windows,
        })
    }

    fn distinct(&mut self) -> Parse<Option<Distinct>> {
        let start = self.span();
        if self.eat(Kw::All) || !self.eat(Kw::Distinct) {
            return Ok(None);
        }
        if self.eat(Kw::On) {
            return self
                .paren_list(Self::recovering_expr)
                .map(|list| Some(Distinct::On(list)));
        }
        Ok(Some(Distinct::Rows(start)))
    }

    /// Whether a target, within which nothing in parentheses is open, would end before the token so many places ahead.
    pub(super) fn ends_target(&self, ahead: usize) -> bool {
        (*self.kind_at(ahead) == TokenKind::Comma || self.is_targets_end(ahead))
            && self.target.is_some_and(|start| self.is_closed_since(start))
    }

    /// Whether the target list ends before the token so many places ahead. Reserved words that begin an expression are not its end.
    fn is_targets_end(&self, ahead: usize) -> bool {
        match self.kind_at(ahead) {
            TokenKind::End | TokenKind::RightParen | TokenKind::Semicolon => true,
            // FORMAT JSON belongs to the JSON function around.
            TokenKind::Word(_) if self.at_ahead(ahead, Kw::Format) => {
                self.at_ahead(ahead + 1, Kw::Json)
            }
            TokenKind::Word(_) => matches!(
                self.keyword_at(ahead).map(|keyword| keyword.word),
                Some(
                    Kw::From
                        | Kw::Into
                        | Kw::Where
                        | Kw::Group
                        | Kw::Having
                        | Kw::Window
                        | Kw::Union
                        | Kw::Intersect
                        | Kw::Except
                        | Kw::Order
                        | Kw::Limit
                        | Kw::Offset
                        | Kw::Fetch
                        | Kw::For
                        | Kw::On
                        | Kw::Returning
                )
            ),
            _ => false,
        }
    }

    /// INTO, as long as PostgreSQL writes it: `INTO [LOCAL | GLOBAL] [TEMPORARY | TEMP | UNLOGGED] [TABLE] name`.
    fn into_clause(&mut self) -> Parse<Option<IntoTable>> {
        let start = self.span();
        if !self.eat(Kw::Into) {
            return Ok(None);
        }
        let temporary = |parser: &Self, ahead| {
            parser.at_ahead(ahead, Kw::Temporary) || parser.at_ahead(ahead, Kw::Temp)
        };
        // `local` and `global` are names of tables too.
        if (self.at(Kw::Local) || self.at(Kw::Global)) && temporary(self, 1) {
            self.advance();
        }
        // So are these words, where no name follows them.
        let named = self.at_name(1) || self.at_ahead(1, Kw::Table);
        let persistence = if named && temporary(self, 0) {
            self.advance();
            Persistence::Temporary
        } else if named && self.eat(Kw::Unlogged) {
            Persistence::Unlogged
        } else {
            Persistence::Permanent
        };
        self.eat(Kw::Table);
        let name = self.relation_name()?;
        Ok(Some(IntoTable {
            persistence,
            name,
            span: self.span_from(start),
        }))
    }

    pub(super) fn targets(&mut self) -> Parse<Vec<Target>> {
        self.list(Self::target)
    }

    fn target(&mut self) -> Parse<Target> {
        let id = self.id();
        let start = self.span();
        if self.eat_operator("*") {
            let expr = Expr {
                id: self.id(),
                span: start,
                kind: ExprKind::Star(None),
            };
            return Ok(Target {
                id,
                span: start,
                expr,
                alias: None,
                nullness: None,
            });
        }
        let around = self.target.replace(self.position());
        let expr = self.recovering_expr();
        self.target = around;
        let expr = expr?;
        let mut nullness = None;
        let alias = if self.eat(Kw::As) {
            let alias = self.label("an output name")?;
            nullness = self.nullness();
            Some(alias)
        } else {
            self.bare_label()
        };
        Ok(Target {
            id,
            span: self.span_from(start),
            expr,
            alias,
            nullness,
        })
    }

    fn nullness(&mut self) -> Option<(Nullness, crate::span::Span)> {
        let span = self.span();
        let nullness = if self.eat_operator("!") {
            Nullness::NotNull
        } else if self.eat_operator("?") {
            Nullness::Nullable
        } else {
            return None;
        };
        Some((nullness, span))
    }

    #[allow(clippy::wrong_self_convention, reason = "FROM is a word of SQL")]
    pub(super) fn from_list(&mut self) -> Parse<Vec<FromItem>> {
        self.list(Self::recovering_from_item)
    }

    pub(super) fn optional_where(&mut self) -> Parse<Option<Expr>> {
        if self.eat(Kw::Where) {
            self.recovering_expr().map(Some)
        } else {
            Ok(None)
        }
    }

    fn named_window(&mut self) -> Parse<NamedWindow> {
        let name = self.name("a window name")?;
        self.expect(Kw::As)?;
        let spec = self.window_spec()?;
        Ok(NamedWindow { name, spec })
    }
}
