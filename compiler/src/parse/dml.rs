//! UPDATE and DELETE, and what statements that change rows share.

use super::{Parse, Parser};
use crate::ast::{
    Alias, Assignment, Attribution, Delete, Expr, ExprKind, FromItem, FromItemKind, RangeTable,
    Returning, Statement, Update, Version, VersionAlias, With,
};
use crate::diagnostic::syntax::CLAUSE_TWICE;
use crate::keyword::Word as Kw;
use crate::token::TokenKind;

impl Parser<'_> {
    pub(super) fn update(&mut self, with: Option<With>) -> Parse<Statement> {
        let start = with.as_ref().map_or(self.span(), |with| with.span);
        let id = self.id();
        self.advance();
        let all = self.optional_all();
        let table = self.target_table()?;
        self.expect(Kw::Set)?;
        let set = self.list(Self::assignment)?;
        let from = if self.eat(Kw::From) {
            self.from_list()?
        } else {
            Vec::new()
        };
        let where_clause = self.where_or_current()?;
        let returning = self.optional_returning()?;
        let span = self.span_from(start);
        Ok(Statement::Update(Box::new(Update {
            id,
            span,
            with,
            all,
            table,
            set,
            from,
            where_clause,
            returning,
        })))
    }

    /// DELETE, perhaps after HARD.
    pub(super) fn delete(&mut self, with: Option<With>) -> Parse<Statement> {
        let start = with.as_ref().map_or(self.span(), |with| with.span);
        let id = self.id();
        let hard = Some(self.span()).filter(|_| self.eat_own("hard"));
        self.expect(Kw::Delete)?;
        let all = self.optional_all();
        self.expect(Kw::From)?;
        let table = self.target_table()?;
        let using = if self.eat(Kw::Using) {
            self.from_list()?
        } else {
            Vec::new()
        };
        let where_clause = self.where_or_current()?;
        let attribution = self.attribution()?;
        let returning = self.optional_returning()?;
        let span = self.span_from(start);
        Ok(Statement::Delete(Box::new(Delete {
            id,
            span,
            with,
            hard,
            all,
            table,
            using,
            where_clause,
            attribution,
            returning,
        })))
    }

    pub(super) fn optional_all(&mut self) -> Option<crate::span::Span> {
        let span = self.span();
        self.eat(Kw::All).then_some(span)
    }

    /// The table that a statement changes (`relation_expr_opt_alias`), with its scope.
    pub(super) fn target_table(&mut self) -> Parse<FromItem> {
        let start = self.span();
        let id = self.id();
        let (name, only) = self.relation()?;
        let scope = self.scope()?;
        let alias = self.optional_target_alias()?;
        let table = RangeTable {
            name,
            only,
            scope,
            alias,
            sample: None,
        };
        Ok(FromItem {
            id,
            span: self.span_from(start),
            kind: FromItemKind::Table(table),
        })
    }

    /// An alias without columns. SET is none without AS, nor are BY and BECAUSE before a value.
    pub(super) fn optional_target_alias(&mut self) -> Parse<Option<Alias>> {
        let clause = self.at(Kw::Set) || self.at_attribution();
        if self.eat(Kw::As) || (self.at_name(0) && !clause) {
            let name = self.name("an alias name")?;
            return Ok(Some(Alias {
                name,
                columns: Vec::new(),
            }));
        }
        Ok(None)
    }

    pub(super) fn where_or_current(&mut self) -> Parse<Option<Expr>> {
        let current =
            self.at(Kw::Where) && self.at_ahead(1, Kw::Current) && self.at_ahead(2, Kw::Of);
        if !current {
            return self.optional_where();
        }
        self.advance();
        let start = self.span();
        self.advance();
        self.advance();
        let cursor = self.name("a cursor's name")?;
        Ok(Some(self.node(start, ExprKind::CurrentOf(cursor))))
    }

    /// An assignment of SET.
    pub(super) fn assignment(&mut self) -> Parse<Assignment> {
        if self.at_kind(&TokenKind::LeftParen) {
            let columns = self.paren_list(Self::insert_column)?;
            self.expect_operator("=")?;
            return self
                .recovering_expr()
                .map(|value| Assignment::Row(columns, value));
        }
        let column = self.insert_column()?;
        self.expect_operator("=")?;
        self.recovering_expr()
            .map(|value| Assignment::Column(column, value))
    }

    fn at_attribution(&self) -> bool {
        (self.at(Kw::By) || self.at_own(0, "because")) && self.at_expression(1)
    }

    /// `by $who` and `because $why`, in either order.
    pub(super) fn attribution(&mut self) -> Parse<Attribution> {
        let mut attribution = Attribution::default();
        self.more_attribution(&mut attribution)?;
        Ok(attribution)
    }

    pub(super) fn more_attribution(&mut self, attribution: &mut Attribution) -> Parse<()> {
        loop {
            let span = self.span();
            let (slot, word) = if self.eat(Kw::By) {
                (&mut attribution.by, "by")
            } else if self.eat_own("because") {
                (&mut attribution.because, "because")
            } else {
                return Ok(());
            };
            let value = self.recovering_expr()?;
            if slot.replace(value).is_some() {
                self.report(&CLAUSE_TWICE, span, format!("`{word}` is written twice"));
            }
        }
    }

    pub(super) fn optional_returning(&mut self) -> Parse<Option<Returning>> {
        let start = self.span();
        if !self.eat(Kw::Returning) {
            return Ok(None);
        }
        let mut returning = Returning {
            aliases: Vec::new(),
            targets: Vec::new(),
            span: start,
        };
        if self.at(Kw::With) && *self.kind_at(1) == TokenKind::LeftParen {
            self.advance();
            self.advance();
            self.returning_option(&mut returning)?;
            while self.comma() {
                self.returning_option(&mut returning)?;
            }
            self.right_paren()?;
        }
        returning.targets = self.targets()?;
        returning.span = self.span_from(start);
        Ok(Some(returning))
    }

    /// `OLD AS o` or `NEW AS n`.
    fn returning_option(&mut self, returning: &mut Returning) -> Parse<()> {
        let span = self.span();
        let version = if self.eat(Kw::Old) {
            Version::Old
        } else if self.eat(Kw::New) {
            Version::New
        } else {
            return Err(self.unexpected("`old as …` or `new as …`"));
        };
        self.expect(Kw::As)?;
        let name = self.name("an alias name")?;
        returning.aliases.push(VersionAlias {
            version,
            name,
            span: self.span_from(span),
        });
        Ok(())
    }
}
