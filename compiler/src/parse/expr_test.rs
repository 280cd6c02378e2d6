//! Tests that are written with words: IS, BETWEEN, IN, LIKE.

use super::expr::Grammar;
use super::paren::Paren;
use super::{Parse, Parser};
use crate::ast::{
    Expr, ExprKind, InList, IsTest, JsonKind, Level, LikeKind, NormalForm, OperatorName,
};
use crate::keyword::Word as Kw;
use crate::token::TokenKind;

impl Parser<'_> {
    /// IS, ISNULL or NOTNULL after an operand.
    pub(super) fn is(
        &mut self,
        left: Expr,
        grammar: Grammar,
        closed: &mut Option<Level>,
    ) -> Parse<ExprKind> {
        let expr = Box::new(left);
        if self.eat(Kw::Isnull) {
            *closed = None;
            return Ok(ExprKind::Is {
                expr,
                test: IsTest::Null,
                negated: false,
            });
        }
        if self.eat(Kw::Notnull) {
            *closed = None;
            return Ok(ExprKind::Is {
                expr,
                test: IsTest::Null,
                negated: true,
            });
        }
        self.expect(Kw::Is)?;
        let negated = self.eat(Kw::Not);
        if self.eat_both(Kw::Distinct, Kw::From) {
            let right = Box::new(self.operand(Level::Comparison, grammar)?);
            return Ok(ExprKind::IsDistinctFrom {
                left: expr,
                right,
                negated,
            });
        }
        *closed = None;
        let test = self.is_test()?;
        Ok(ExprKind::Is {
            expr,
            test,
            negated,
        })
    }

    fn is_test(&mut self) -> Parse<IsTest> {
        let test = match self.word() {
            Some(Kw::Null) => IsTest::Null,
            Some(Kw::True) => IsTest::True,
            Some(Kw::False) => IsTest::False,
            Some(Kw::Unknown) => IsTest::Unknown,
            Some(Kw::Document) => IsTest::Document,
            Some(Kw::Normalized) => IsTest::Normalized(None),
            Some(Kw::Json) => {
                self.advance();
                return Ok(self.is_json());
            }
            _ => {
                let expected = "`null`, `true`, `false`, `unknown`, `distinct from`, `document`, `normalized` or `json`";
                let Some(form) = self.normal_form() else {
                    return Err(self.unexpected(expected));
                };
                self.expect(Kw::Normalized)?;
                return Ok(IsTest::Normalized(Some(form)));
            }
        };
        self.advance();
        Ok(test)
    }

    /// NFC, NFD, NFKC or NFKD if one stands here.
    pub(super) fn normal_form(&mut self) -> Option<NormalForm> {
        let form = match self.word()? {
            Kw::Nfc => NormalForm::Nfc,
            Kw::Nfd => NormalForm::Nfd,
            Kw::Nfkc => NormalForm::Nfkc,
            Kw::Nfkd => NormalForm::Nfkd,
            _ => return None,
        };
        self.advance();
        Some(form)
    }

    fn is_json(&mut self) -> IsTest {
        let kind = match self.word() {
            Some(Kw::Value) => Some(JsonKind::Value),
            Some(Kw::Array) => Some(JsonKind::Array),
            Some(Kw::Object) => Some(JsonKind::Object),
            Some(Kw::Scalar) => Some(JsonKind::Scalar),
            _ => None,
        };
        if kind.is_some() {
            self.advance();
        }
        let unique = self.unique_keys().unwrap_or(false);
        IsTest::Json {
            kind: kind.unwrap_or(JsonKind::Value),
            unique,
        }
    }

    /// WITH UNIQUE [KEYS] or WITHOUT UNIQUE [KEYS] if it stands here.
    pub(super) fn unique_keys(&mut self) -> Option<bool> {
        let unique = if self.eat_both(Kw::With, Kw::Unique) {
            Some(true)
        } else if self.eat_both(Kw::Without, Kw::Unique) {
            Some(false)
        } else {
            return None;
        };
        self.eat(Kw::Keys);
        unique
    }

    /// [NOT] BETWEEN, IN, LIKE, ILIKE or SIMILAR TO after an operand.
    pub(super) fn test(&mut self, left: Expr, closed: &mut Option<Level>) -> Parse<ExprKind> {
        let negated = self.eat(Kw::Not);
        match self.word() {
            Some(Kw::Between) => self.between(left, negated),
            Some(Kw::In) => {
                *closed = None;
                self.in_list(left, negated)
            }
            Some(Kw::Like) => self.like(LikeKind::Like, left, negated, closed),
            Some(Kw::Ilike) => self.like(LikeKind::ILike, left, negated, closed),
            Some(Kw::Similar) => self.like(LikeKind::SimilarTo, left, negated, closed),
            _ => Err(self.unexpected("`between`, `in`, `like`, `ilike` or `similar to`")),
        }
    }

    fn between(&mut self, left: Expr, negated: bool) -> Parse<ExprKind> {
        self.advance();
        let symmetric = self.eat(Kw::Symmetric);
        if !symmetric {
            self.eat(Kw::Asymmetric);
        }
        let low = Box::new(self.restricted_expr()?);
        self.expect(Kw::And)?;
        let high = Box::new(self.operand(Level::Other, Grammar::Full)?);
        Ok(ExprKind::Between {
            expr: Box::new(left),
            low,
            high,
            symmetric,
            negated,
        })
    }

    fn in_list(&mut self, left: Expr, negated: bool) -> Parse<ExprKind> {
        self.advance();
        let expr = Box::new(left);
        if let TokenKind::Param(index) = *self.kind() {
            let span = self.span();
            self.advance();
            return Ok(ExprKind::In {
                expr,
                list: InList::Param(index, span),
                negated,
            });
        }
        if !self.at_kind(&TokenKind::LeftParen) {
            return Err(self.unexpected("`(` or a parameter that is a list"));
        }
        let list = match self.paren()? {
            Paren::Query(query) => InList::Subquery(query),
            Paren::Exprs(list) => InList::List(list),
        };
        Ok(ExprKind::In {
            expr,
            list,
            negated,
        })
    }

    fn like(
        &mut self,
        kind: LikeKind,
        left: Expr,
        negated: bool,
        closed: &mut Option<Level>,
    ) -> Parse<ExprKind> {
        let span = self.span();
        self.advance();
        let quantified = matches!(self.word(), Some(Kw::Any | Kw::Some | Kw::All));
        let symbol = match (kind, negated) {
            (LikeKind::Like, false) => "~~",
            (LikeKind::Like, true) => "!~~",
            (LikeKind::ILike, false) => "~~*",
            (LikeKind::ILike, true) => "!~~*",
            (LikeKind::SimilarTo, _) => {
                self.expect(Kw::To)?;
                ""
            }
        };
        if quantified && !symbol.is_empty() {
            *closed = None;
            let op = OperatorName {
                schema: None,
                symbol: symbol.to_owned(),
                span,
            };
            return self.quantified(left, op);
        }
        let pattern = Box::new(self.operand(Level::Other, Grammar::Full)?);
        let escape = if self.eat(Kw::Escape) {
            Some(Box::new(self.operand(Level::Other, Grammar::Full)?))
        } else {
            None
        };
        Ok(ExprKind::Like {
            kind,
            expr: Box::new(left),
            pattern,
            escape,
            negated,
        })
    }
}
