//! Expressions: operators by precedence climbing.

use super::cursor::MOST_HEIGHT;
use super::paren::Paren;
use super::{Parse, Parser};
use crate::ast::{Expr, ExprKind, Level, Name, OperatorName, QuantifiedSet};
use crate::diagnostic::syntax::{BAD_FORM, NOT_ASSOCIATIVE};
use crate::keyword::Word as Kw;
use crate::span::Span;
use crate::token::TokenKind;

/// What may follow an operand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Infix {
    Operator,
    And,
    Or,
    Is,
    Test,
    Collate,
    At,
    Cast,
}

/// Which grammar an expression is read by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Grammar {
    /// `a_expr`
    Full,
    /// `b_expr`: without AND, OR, NOT, and what is written with words, but for IS DISTINCT FROM.
    Restricted,
}

impl Parser<'_> {
    /// An expression (`a_expr`).
    pub(super) fn expr(&mut self) -> Parse<Expr> {
        self.operand(Level::Or, Grammar::Full)
    }

    /// An expression where AND would end it (`b_expr`).
    pub(super) fn restricted_expr(&mut self) -> Parse<Expr> {
        self.operand(Level::Or, Grammar::Restricted)
    }

    /// An expression of operators that bind at least so strongly.
    pub(super) fn operand(&mut self, least: Level, grammar: Grammar) -> Parse<Expr> {
        let around = std::mem::take(&mut self.height);
        let expr = self.nested(|parser| {
            let left = parser.prefix(grammar)?;
            parser.infixes(left, least, grammar)
        })?;
        self.height = self.height.max(around);
        Ok(expr)
    }

    /// Goes on with an expression whose first operand has been read.
    pub(super) fn expr_from(&mut self, left: Expr) -> Parse<Expr> {
        self.infixes(left, Level::Or, Grammar::Full)
    }

    fn infixes(&mut self, mut left: Expr, least: Level, grammar: Grammar) -> Parse<Expr> {
        // The level of the last operator if it does not chain.
        let mut closed = None;
        self.height += 1;
        while let Some((infix, level)) = self.infix(grammar) {
            if level < least || self.is_label(infix) {
                break;
            }
            if closed == Some(level) {
                self.refuse_chain();
            }
            closed = level.is_non_associative().then_some(level);
            let start = left.span;
            let kind = match infix {
                Infix::Operator => self.binary(left, level, grammar, &mut closed)?,
                Infix::And => {
                    self.advance();
                    let right = self.operand(level.above(), grammar)?;
                    ExprKind::And(Box::new(left), Box::new(right))
                }
                Infix::Or => {
                    self.advance();
                    let right = self.operand(level.above(), grammar)?;
                    ExprKind::Or(Box::new(left), Box::new(right))
                }
                Infix::Is => self.is(left, grammar, &mut closed)?,
                Infix::Test => self.test(left, &mut closed)?,
                Infix::Collate => {
                    self.advance();
                    ExprKind::Collate(Box::new(left), self.object_name("a collation's name")?)
                }
                Infix::At => self.at_time_zone(left)?,
                Infix::Cast => {
                    self.advance();
                    let type_name = Box::new(self.type_name()?);
                    ExprKind::Cast {
                        expr: Box::new(left),
                        type_name,
                    }
                }
            };
            left = Expr {
                id: self.id(),
                span: self.span_from(start),
                kind,
            };
            self.height += 1;
            if self.height > MOST_HEIGHT {
                return Err(self.too_deep());
            }
        }
        Ok(left)
    }

    #[cold]
    fn refuse_chain(&mut self) {
        let found = self.describe();
        let message = format!("{found} does not chain with the comparison before it");
        let help = "put one of the two in parentheses, or join two comparisons with `and`";
        self.report_help(&NOT_ASSOCIATIVE, self.span(), message, help);
    }

    /// What follows an operand here, and how strongly it binds.
    fn infix(&self, grammar: Grammar) -> Option<(Infix, Level)> {
        match self.kind() {
            TokenKind::Operator(symbol) => {
                return Some((Infix::Operator, Level::of_operator(symbol)));
            }
            TokenKind::Typecast => return Some((Infix::Cast, Level::Cast)),
            TokenKind::Word(_) => {}
            _ => return None,
        }
        let next = self.keyword_at(1).map(|keyword| keyword.word);
        match self.word()? {
            Kw::Operator if *self.kind_at(1) == TokenKind::LeftParen => {
                Some((Infix::Operator, Level::Other))
            }
            Kw::Is if grammar == Grammar::Restricted => {
                let test = if next == Some(Kw::Not) {
                    self.keyword_at(2).map(|keyword| keyword.word)
                } else {
                    next
                };
                matches!(test, Some(Kw::Distinct | Kw::Document)).then_some((Infix::Is, Level::Is))
            }
            _ if grammar == Grammar::Restricted => None,
            Kw::And => Some((Infix::And, Level::And)),
            Kw::Or => Some((Infix::Or, Level::Or)),
            Kw::Is | Kw::Isnull | Kw::Notnull => Some((Infix::Is, Level::Is)),
            Kw::Between | Kw::In | Kw::Like | Kw::Ilike => Some((Infix::Test, Level::Between)),
            // SUBSTRING (a SIMILAR b ESCAPE c) has the word without TO.
            Kw::Similar if next == Some(Kw::To) => Some((Infix::Test, Level::Between)),
            // NOT by itself may be a label of a target.
            Kw::Not => matches!(
                next,
                Some(Kw::Between | Kw::In | Kw::Like | Kw::Ilike | Kw::Similar)
            )
            .then_some((Infix::Test, Level::Between)),
            Kw::Collate => Some((Infix::Collate, Level::Collate)),
            Kw::At => {
                matches!(next, Some(Kw::Time | Kw::Local)).then_some((Infix::At, Level::AtTimeZone))
            }
            _ => None,
        }
    }

    /// Whether the word of an operator is the label of a target, since the target ends after it: `select a in, b like from t`.
    fn is_label(&self, infix: Infix) -> bool {
        match infix {
            Infix::And | Infix::Or | Infix::Is | Infix::Test | Infix::Collate => {
                self.ends_target(1)
                    && self.keyword().is_some_and(|keyword| keyword.bare_label)
                    && !matches!(self.word(), Some(Kw::Isnull | Kw::Notnull))
            }
            Infix::Operator | Infix::At | Infix::Cast => false,
        }
    }

    /// A prefix operator with its operand, or an operand alone.
    fn prefix(&mut self, grammar: Grammar) -> Parse<Expr> {
        let start = self.span();
        let kind = match self.kind() {
            TokenKind::Operator(symbol) if symbol == "+" || symbol == "-" => {
                let op = self.operator()?;
                ExprKind::Unary(op, Box::new(self.operand(Level::Sign, grammar)?))
            }
            TokenKind::Operator(symbol) if Level::of_operator(symbol) == Level::Other => {
                let op = self.operator()?;
                ExprKind::Unary(op, Box::new(self.operand(Level::Sum, grammar)?))
            }
            TokenKind::Word(_) => match self.word() {
                Some(Kw::Operator) if *self.kind_at(1) == TokenKind::LeftParen => {
                    let op = self.operator()?;
                    ExprKind::Unary(op, Box::new(self.operand(Level::Sum, grammar)?))
                }
                Some(Kw::Not) if grammar == Grammar::Full => {
                    self.advance();
                    ExprKind::Not(Box::new(self.operand(Level::Not, grammar)?))
                }
                Some(Kw::Default) => {
                    self.advance();
                    ExprKind::Default
                }
                _ => return self.primary_or_overlaps(),
            },
            _ => return self.primary_or_overlaps(),
        };
        Ok(Expr {
            id: self.id(),
            span: self.span_from(start),
            kind,
        })
    }

    fn primary_or_overlaps(&mut self) -> Parse<Expr> {
        let left = self.primary()?;
        self.optional_overlaps(left)
    }

    /// `(a, b) OVERLAPS (c, d)`, which binds tighter than any operator.
    pub(super) fn optional_overlaps(&mut self, left: Expr) -> Parse<Expr> {
        if !self.at(Kw::Overlaps) || !matches!(left.kind, ExprKind::Row { .. }) {
            return Ok(left);
        }
        self.check_overlaps(&left);
        self.advance();
        let start = left.span;
        let right = self.primary()?;
        if !matches!(right.kind, ExprKind::Row { .. }) {
            return Err(self.unexpected("a row of two values after `overlaps`"));
        }
        self.check_overlaps(&right);
        let kind = ExprKind::Overlaps(Box::new(left), Box::new(right));
        Ok(Expr {
            id: self.id(),
            span: self.span_from(start),
            kind,
        })
    }

    /// A side of OVERLAPS is a period: its two ends, or an end and a length. PostgreSQL counts what is written, so that `t.*` is one.
    fn check_overlaps(&mut self, side: &Expr) {
        if let ExprKind::Row { fields, .. } = &side.kind
            && fields.len() != 2
        {
            let message = format!("a side of OVERLAPS has 2 values, not {}", fields.len());
            let help = "write `(start, end) overlaps (start, end)`";
            self.report_help(&BAD_FORM, side.span, message, help);
        }
    }

    fn binary(
        &mut self,
        left: Expr,
        level: Level,
        grammar: Grammar,
        closed: &mut Option<Level>,
    ) -> Parse<ExprKind> {
        let op = self.operator()?;
        let quantified = matches!(self.word(), Some(Kw::Any | Kw::Some | Kw::All));
        if quantified && *self.kind_at(1) == TokenKind::LeftParen {
            *closed = None;
            return self.quantified(left, op);
        }
        let right = self.operand(level.above(), grammar)?;
        Ok(ExprKind::Binary(Box::new(left), op, Box::new(right)))
    }

    /// ANY (…), SOME (…) or ALL (…) after a comparison.
    pub(super) fn quantified(&mut self, left: Expr, op: OperatorName) -> Parse<ExprKind> {
        let all = self.at(Kw::All);
        self.advance();
        let right = match self.paren()? {
            Paren::Query(query) => QuantifiedSet::Subquery(query),
            Paren::Exprs(mut list) => match (list.pop(), list.is_empty()) {
                (Some(array), true) => QuantifiedSet::Array(Box::new(array)),
                _ => {
                    return Err(self.unexpected("one array or one query in the parentheses before"));
                }
            },
        };
        Ok(ExprKind::Quantified {
            left: Box::new(left),
            op,
            all,
            right,
        })
    }

    /// An operator: a symbol, or OPERATOR(schema.symbol).
    pub(super) fn operator(&mut self) -> Parse<OperatorName> {
        let span = self.span();
        if let TokenKind::Operator(symbol) = self.kind() {
            self.advance();
            return Ok(OperatorName {
                schema: None,
                symbol: symbol.clone(),
                span,
            });
        }
        self.expect(Kw::Operator)?;
        self.left_paren()?;
        let mut schema: Vec<Name> = Vec::new();
        while !matches!(self.kind(), TokenKind::Operator(_)) {
            schema.push(self.name("an operator, or its schema's name")?);
            self.expect_kind(&TokenKind::Dot, ".")?;
        }
        let TokenKind::Operator(symbol) = self.kind() else {
            return Err(self.unexpected("an operator"));
        };
        self.advance();
        self.right_paren()?;
        Ok(OperatorName {
            schema: Some(schema),
            symbol: symbol.clone(),
            span: self.span_from(span),
        })
    }

    /// An operator where ORDER BY … USING wants one.
    pub(super) fn operator_name(&mut self) -> Parse<OperatorName> {
        if matches!(self.kind(), TokenKind::Operator(_)) || self.at(Kw::Operator) {
            return self.operator();
        }
        Err(self.unexpected("an operator"))
    }

    fn at_time_zone(&mut self, left: Expr) -> Parse<ExprKind> {
        self.advance();
        if self.eat(Kw::Local) {
            return Ok(ExprKind::AtTimeZone(Box::new(left), None));
        }
        self.expect(Kw::Time)?;
        self.expect(Kw::Zone)?;
        let zone = self.operand(Level::Collate, Grammar::Full)?;
        Ok(ExprKind::AtTimeZone(Box::new(left), Some(Box::new(zone))))
    }

    /// A node over `kind` at a place.
    pub(super) fn node(&mut self, start: Span, kind: ExprKind) -> Expr {
        Expr {
            id: self.id(),
            span: self.span_from(start),
            kind,
        }
    }
}
