//! FROM.

use super::cursor::MOST_HEIGHT;
use super::{Parse, Parser};
use crate::ast::{
    Alias, ColumnDefinition, Expr, ExprKind, FromItem, FromItemKind, Join, JoinCondition, JoinKind,
    ObjectName, Query, QueryBody, RangeFunction, RangeTable, TableSample,
};
use crate::diagnostic::syntax::BAD_FORM;
use crate::keyword::Word as Kw;
use crate::span::Span;
use crate::token::TokenKind;

/// What stood in parentheses in FROM.
enum FromParen {
    Query(Box<Query>),
    Item(FromItem),
}

#[allow(clippy::wrong_self_convention, reason = "FROM is a word of SQL")]
impl Parser<'_> {
    /// An item of FROM with all its joins.
    pub(super) fn from_item(&mut self) -> Parse<FromItem> {
        let start = self.span();
        let first = self.from_primary()?;
        self.joins(first, start)
    }

    fn joins(&mut self, first: FromItem, start: Span) -> Parse<FromItem> {
        let mut left = first;
        let mut length = 0;
        while self.at_join() {
            length += 1;
            if length > MOST_HEIGHT {
                return Err(self.too_deep());
            }
            left = self.join(left, start)?;
        }
        Ok(left)
    }

    fn at_join(&self) -> bool {
        matches!(
            self.word(),
            Some(Kw::Join | Kw::Inner | Kw::Left | Kw::Right | Kw::Full | Kw::Cross | Kw::Natural)
        )
    }

    /// One join onto `left`.
    fn join(&mut self, left: FromItem, start: Span) -> Parse<FromItem> {
        let id = self.id();
        let natural = self.eat(Kw::Natural);
        let kind = match self.word() {
            Some(Kw::Inner) => JoinKind::Inner,
            Some(Kw::Left) => JoinKind::Left,
            Some(Kw::Right) => JoinKind::Right,
            Some(Kw::Full) => JoinKind::Full,
            Some(Kw::Cross) if !natural => JoinKind::Cross,
            Some(Kw::Join) => JoinKind::Inner,
            _ => return Err(self.unexpected("`join`")),
        };
        if !self.at(Kw::Join) {
            self.advance();
        }
        if !matches!(kind, JoinKind::Inner | JoinKind::Cross) {
            self.eat(Kw::Outer);
        }
        self.expect(Kw::Join)?;
        let right_start = self.span();
        let mut right = if let Ok(item) = self.from_primary() {
            item
        } else {
            self.skip_to_condition();
            FromItem {
                id: self.id(),
                span: right_start,
                kind: FromItemKind::Error,
            }
        };
        let condition = if natural {
            JoinCondition::Natural
        } else if kind == JoinKind::Cross {
            JoinCondition::None
        } else {
            // `a join b join c on … on …`: joins before this one's condition belong to its right side.
            while self.at_join() {
                right = self.nested(|parser| parser.join(right, right_start))?;
            }
            self.join_condition()?
        };
        let join = Join {
            kind,
            left,
            right,
            condition,
            alias: None,
        };
        Ok(FromItem {
            id,
            span: self.span_from(start),
            kind: FromItemKind::Join(Box::new(join)),
        })
    }

    fn skip_to_condition(&mut self) {
        while !self.at_kind(&TokenKind::End)
            && !self.at_reserved()
            && !matches!(self.kind(), TokenKind::RightParen)
        {
            self.advance();
        }
    }

    fn join_condition(&mut self) -> Parse<JoinCondition> {
        if self.eat(Kw::On) {
            return self.recovering_join_expr().map(JoinCondition::On);
        }
        if self.eat(Kw::Using) {
            let columns = self.paren_list(|parser| parser.name("a column name"))?;
            let alias = if self.eat(Kw::As) {
                Some(self.name("an alias name")?)
            } else {
                None
            };
            return Ok(JoinCondition::Using(columns, alias));
        }
        Err(self.unexpected("`on` or `using` for the join"))
    }

    /// A join's condition; after a mistake in it the next join can be read.
    #[allow(clippy::unnecessary_wraps, reason = "lists take steps of this shape")]
    fn recovering_join_expr(&mut self) -> Parse<Expr> {
        let start = self.span();
        if let Ok(expr) = self.expr() {
            Ok(expr)
        } else {
            while !self.at_join() && !self.at_kind(&TokenKind::End) {
                let before = self.position();
                self.skip();
                if self.position() == before {
                    break;
                }
            }
            Ok(Expr {
                id: self.id(),
                span: start,
                kind: ExprKind::Error,
            })
        }
    }

    fn from_primary(&mut self) -> Parse<FromItem> {
        let start = self.span();
        if self.at_kind(&TokenKind::LeftParen) {
            return match self.from_paren()? {
                FromParen::Query(query) => self.subquery(false, query, start),
                FromParen::Item(item) => Ok(item),
            };
        }
        let id = self.id();
        let lateral = self.eat(Kw::Lateral);
        if lateral && self.at_kind(&TokenKind::LeftParen) {
            self.advance();
            let query = self.nested(Self::query)?;
            self.right_paren()?;
            return self.subquery(true, Box::new(query), start);
        }
        let call = *self.kind_at(1) == TokenKind::LeftParen;
        let kind = match self.word() {
            // Without arguments they are names of tables like any other.
            Some(Kw::JsonTable) if call => self.json_table_item(lateral)?,
            Some(Kw::Xmltable) if call => self.xml_table_item(lateral)?,
            Some(Kw::Rows) if self.at_ahead(1, Kw::From) => self.rows_from(lateral)?,
            _ if self.at_function(lateral) => self.range_function(lateral)?,
            _ => FromItemKind::Table(self.range_table()?),
        };
        Ok(FromItem {
            id,
            span: self.span_from(start),
            kind,
        })
    }

    /// Whether a call stands here rather than a table: a name before a parenthesis, or a function of its own grammar.
    fn at_function(&self, lateral: bool) -> bool {
        if lateral || self.at_special_function() {
            return true;
        }
        let mut ahead = 0;
        while *self.kind_at(ahead + 1) == TokenKind::Dot {
            ahead += 2;
        }
        matches!(
            self.kind_at(ahead),
            TokenKind::Word(_) | TokenKind::Quoted(_)
        ) && !self.at(Kw::Only)
            && *self.kind_at(ahead + 1) == TokenKind::LeftParen
    }

    /// `(query)`, `(a join b)` and any parentheses around them.
    fn from_paren(&mut self) -> Parse<FromParen> {
        let start = self.span();
        self.left_paren()?;
        if self.at_query(0) {
            let query = self.nested(Self::query)?;
            self.right_paren()?;
            return Ok(FromParen::Query(Box::new(query)));
        }
        let first = if self.at_kind(&TokenKind::LeftParen) {
            let inner_start = self.span();
            match self.nested(Self::from_paren)? {
                FromParen::Query(query) => {
                    if self.at_query_tail() || self.at_kind(&TokenKind::RightParen) {
                        let nested = QueryBody::Nested(query);
                        let query = self.query_from(None, nested, inner_start)?;
                        self.right_paren()?;
                        return Ok(FromParen::Query(Box::new(query)));
                    }
                    self.subquery(false, query, inner_start)?
                }
                FromParen::Item(item) => item,
            }
        } else {
            self.from_primary()?
        };
        let mut item = self.joins(first, start)?;
        self.right_paren()?;
        if let FromItemKind::Join(join) = &mut item.kind {
            if join.alias.is_none() {
                join.alias = self.optional_alias()?;
            } else if self.at_name(0) || self.at(Kw::As) {
                return Err(self.unexpected("the next clause, since the join has a name already,"));
            }
            item.span = self.span_from(start);
        } else {
            return Err(self.unexpected(
                "a join within the parentheses, since a table alone stands without them,",
            ));
        }
        Ok(FromParen::Item(item))
    }

    fn subquery(&mut self, lateral: bool, query: Box<Query>, start: Span) -> Parse<FromItem> {
        let id = self.id();
        let alias = self.optional_alias()?;
        let kind = FromItemKind::Subquery {
            lateral,
            query,
            alias,
        };
        Ok(FromItem {
            id,
            span: self.span_from(start),
            kind,
        })
    }

    /// `[ONLY] name [*]` or `ONLY (name)`
    pub(super) fn relation(&mut self) -> Parse<(ObjectName, Option<bool>)> {
        if self.eat(Kw::Only) {
            let parenthesis = self.eat_kind(&TokenKind::LeftParen);
            let name = self.relation_name()?;
            if parenthesis {
                self.right_paren()?;
            }
            return Ok((name, Some(true)));
        }
        let name = self.relation_name()?;
        let only = self.eat_operator("*").then_some(false);
        Ok((name, only))
    }

    /// The name of a table, perhaps with its schema and database.
    pub(super) fn relation_name(&mut self) -> Parse<ObjectName> {
        let mut name = self.object_name("a table name")?;
        if name.parts.len() > 3 {
            let message = "a table's name has at most three parts";
            let help = "write `schema.table`";
            self.report_help(&BAD_FORM, name.span(), message, help);
            // That there is no such schema would be a second word about it.
            name.parts.drain(..name.parts.len() - 1);
        }
        Ok(name)
    }

    fn range_table(&mut self) -> Parse<RangeTable> {
        let (name, only) = self.relation()?;
        let scope = self.scope()?;
        let alias = self.optional_alias()?;
        let sample = self.table_sample()?;
        Ok(RangeTable {
            name,
            only,
            scope,
            alias,
            sample,
        })
    }

    fn table_sample(&mut self) -> Parse<Option<Box<TableSample>>> {
        let start = self.span();
        if !self.eat(Kw::Tablesample) {
            return Ok(None);
        }
        let method = self.function_name("a sampling method's name")?;
        let args = self.paren_list(Self::recovering_expr)?;
        let repeatable = if self.eat(Kw::Repeatable) {
            self.left_paren()?;
            let seed = self.recovering_expr()?;
            self.right_paren()?;
            Some(seed)
        } else {
            None
        };
        Ok(Some(Box::new(TableSample {
            method,
            args,
            repeatable,
            span: self.span_from(start),
        })))
    }

    fn range_function(&mut self, lateral: bool) -> Parse<FromItemKind> {
        let call = self.call_without_window()?;
        let functions = vec![(call, Vec::new())];
        self.function_item(lateral, false, functions)
    }

    fn rows_from(&mut self, lateral: bool) -> Parse<FromItemKind> {
        self.advance();
        self.advance();
        let functions = self.paren_list(|parser| {
            let call = parser.call_without_window()?;
            let columns = if parser.eat(Kw::As) {
                parser.column_definitions()?
            } else {
                Vec::new()
            };
            Ok((call, columns))
        })?;
        self.function_item(lateral, true, functions)
    }

    fn function_item(
        &mut self,
        lateral: bool,
        rows_from: bool,
        functions: Vec<(Expr, Vec<ColumnDefinition>)>,
    ) -> Parse<FromItemKind> {
        let ordinality = self.eat_both(Kw::With, Kw::Ordinality);
        let mut columns = Vec::new();
        let mut alias = None;
        if self.at(Kw::As) && *self.kind_at(1) == TokenKind::LeftParen {
            self.advance();
            columns = self.column_definitions()?;
        } else if self.eat(Kw::As) || self.at_name(0) {
            let name = self.name("an alias name")?;
            let mut names = Vec::new();
            if self.at_kind(&TokenKind::LeftParen) {
                // Names alone are aliases; names with types define the columns.
                if matches!(self.kind_at(2), TokenKind::Comma | TokenKind::RightParen) {
                    names = self.optional_names()?;
                } else {
                    columns = self.column_definitions()?;
                }
            }
            alias = Some(Alias {
                name,
                columns: names,
            });
        }
        Ok(FromItemKind::Function(RangeFunction {
            lateral,
            rows_from,
            functions,
            ordinality,
            alias,
            columns,
        }))
    }

    /// `(name type, …)`
    fn column_definitions(&mut self) -> Parse<Vec<ColumnDefinition>> {
        self.paren_list(|parser| {
            let name = parser.name("a column name")?;
            let type_name = parser.type_name()?;
            let collation = if parser.eat(Kw::Collate) {
                Some(parser.object_name("a collation's name")?)
            } else {
                None
            };
            Ok(ColumnDefinition {
                name,
                type_name,
                collation,
            })
        })
    }
}
