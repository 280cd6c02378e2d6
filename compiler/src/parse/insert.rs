//! INSERT.

use super::{Parse, Parser};
use crate::ast::{
    ConflictAction, ConflictElement, ConflictOrder, ConflictTarget, Expr, ExprKind, FromItem,
    FromItemKind, Insert, InsertColumn, InsertSource, ObjectName, OnConflict, Overriding,
    RangeTable, Scope, Statement, With,
};
use crate::keyword::Word as Kw;
use crate::token::TokenKind;

impl Parser<'_> {
    pub(super) fn insert(&mut self, with: Option<With>) -> Parse<Statement> {
        let start = with.as_ref().map_or(self.span(), |with| with.span);
        let id = self.id();
        self.advance();
        self.expect(Kw::Into)?;
        let table = self.insert_table()?;
        let columns = if self.at_kind(&TokenKind::LeftParen) && !self.at_query_in_parens() {
            self.paren_list(Self::insert_column)?
        } else {
            Vec::new()
        };
        let overriding = self.overriding()?;
        let source = self.insert_source()?;
        let on_conflict = self.on_conflict()?;
        let returning = self.optional_returning()?;
        let span = self.span_from(start);
        Ok(Statement::Insert(Box::new(Insert {
            id,
            span,
            with,
            table,
            columns,
            overriding,
            source,
            on_conflict,
            returning,
        })))
    }

    fn insert_table(&mut self) -> Parse<FromItem> {
        let start = self.span();
        let id = self.id();
        let name = self.relation_name()?;
        let alias = if self.at(Kw::As) {
            self.optional_target_alias()?
        } else {
            None
        };
        let table = RangeTable {
            name,
            only: None,
            scope: Scope::Active,
            alias,
            sample: None,
        };
        Ok(FromItem {
            id,
            span: self.span_from(start),
            kind: FromItemKind::Table(table),
        })
    }

    fn at_query_in_parens(&self) -> bool {
        let mut ahead = 0;
        while *self.kind_at(ahead) == TokenKind::LeftParen {
            ahead += 1;
        }
        self.at_query(ahead)
    }

    /// A column of INSERT's list or a target of SET.
    pub(super) fn insert_column(&mut self) -> Parse<InsertColumn> {
        let id = self.id();
        let name = self.name("a column name")?;
        let indirection = self.indirection()?;
        Ok(InsertColumn {
            id,
            name,
            indirection,
        })
    }

    pub(super) fn overriding(&mut self) -> Parse<Option<Overriding>> {
        if !self.eat(Kw::Overriding) {
            return Ok(None);
        }
        let overriding = if self.eat(Kw::System) {
            Overriding::System
        } else {
            self.expect(Kw::User)?;
            Overriding::User
        };
        self.expect(Kw::Value)?;
        Ok(Some(overriding))
    }

    fn insert_source(&mut self) -> Parse<InsertSource> {
        if self.eat_both(Kw::Default, Kw::Values) {
            return Ok(InsertSource::Default);
        }
        let span = self.span();
        if let TokenKind::Param(index) = *self.kind() {
            self.advance();
            return Ok(InsertSource::Struct(index, span));
        }
        if self.at(Kw::Values)
            && let TokenKind::Param(index) = *self.kind_at(1)
        {
            self.advance();
            let span = self.span();
            self.advance();
            return Ok(InsertSource::Rows(index, span));
        }
        if self.at_query(0) || self.at_kind(&TokenKind::LeftParen) {
            return self
                .query()
                .map(|query| InsertSource::Query(Box::new(query)));
        }
        Err(self.unexpected(
            "`values`, `select`, `default values` or a parameter that is the table's struct",
        ))
    }

    fn on_conflict(&mut self) -> Parse<Option<OnConflict>> {
        let start = self.span();
        if !self.eat_both(Kw::On, Kw::Conflict) {
            return Ok(None);
        }
        let target = self.conflict_target()?;
        self.expect(Kw::Do)?;
        let action = self.conflict_action()?;
        let span = self.span_from(start);
        Ok(Some(OnConflict {
            target,
            action,
            span,
        }))
    }

    fn conflict_target(&mut self) -> Parse<Option<ConflictTarget>> {
        let start = self.span();
        if self.eat_both(Kw::On, Kw::Constraint) {
            return self
                .name("a constraint's name")
                .map(|name| Some(ConflictTarget::Constraint(name)));
        }
        if !self.at_kind(&TokenKind::LeftParen) {
            return Ok(None);
        }
        let elements = self.paren_list(Self::conflict_element)?;
        let where_clause = self.optional_where()?;
        Ok(Some(ConflictTarget::Columns {
            elements,
            where_clause,
            span: self.span_from(start),
        }))
    }

    fn conflict_element(&mut self) -> Parse<ConflictElement> {
        let parenthesised = self.at_kind(&TokenKind::LeftParen);
        let expr = self.conflict_expr()?;
        let collation = if self.eat(Kw::Collate) {
            Some(self.object_name("a collation's name")?)
        } else {
            None
        };
        let nulls =
            self.at(Kw::Nulls) && (self.at_ahead(1, Kw::First) || self.at_ahead(1, Kw::Last));
        let op_class = if self.at_name(0) && !nulls {
            Some(self.object_name("an operator class's name")?)
        } else {
            None
        };
        let start = self.span();
        let direction = self.ascending_or_not();
        let nulls_first = self.nulls_first_or_last();
        let order = (direction.is_some() || nulls_first.is_some()).then(|| ConflictOrder {
            direction,
            nulls_first,
            span: self.span_from(start),
        });
        Ok(ConflictElement {
            expr,
            parenthesised,
            collation,
            op_class,
            order,
        })
    }

    /// A column, a call, or an expression in parentheses.
    fn conflict_expr(&mut self) -> Parse<Expr> {
        let start = self.span();
        if self.at_kind(&TokenKind::LeftParen) {
            self.advance();
            let expr = self.expr()?;
            self.right_paren()?;
            return Ok(expr);
        }
        let call = matches!(self.kind_at(1), TokenKind::LeftParen | TokenKind::Dot);
        if call || self.at_special_function() {
            return self.call_without_window();
        }
        let name = self.name("a column name")?;
        Ok(self.node(start, ExprKind::Column(ObjectName { parts: vec![name] })))
    }

    fn conflict_action(&mut self) -> Parse<ConflictAction> {
        let start = self.span();
        if self.eat(Kw::Nothing) {
            return Ok(ConflictAction::Nothing);
        }
        if self.eat(Kw::Update) {
            self.expect(Kw::Set)?;
            let set = self.list(Self::assignment)?;
            let where_clause = self.optional_where()?;
            return Ok(ConflictAction::Update { set, where_clause });
        }
        if self.eat_own("restore") {
            let set = if self.eat(Kw::Set) {
                self.list(Self::assignment)?
            } else {
                Vec::new()
            };
            return Ok(ConflictAction::Restore {
                set,
                span: self.span_from(start),
            });
        }
        Err(self.unexpected("`nothing`, `update set …` or `restore`"))
    }
}
