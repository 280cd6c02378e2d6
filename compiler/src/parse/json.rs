//! SQL/JSON.

use super::{Parse, Parser};
use crate::ast::json::{
    JsonBehavior, JsonExpr, JsonFormat, JsonPath, JsonPathFunction, JsonReturning, JsonValue,
    JsonWrapper,
};
use crate::ast::{ExprKind, Name, ObjectName};
use crate::diagnostic::syntax::BAD_FORM;
use crate::keyword::Word as Kw;
use crate::token::TokenKind;

impl Parser<'_> {
    /// A function of SQL/JSON, from its name to its `)`; aggregates with FILTER and OVER.
    pub(super) fn json_function(&mut self, word: Kw) -> Parse<ExprKind> {
        let start = self.span();
        self.advance();
        self.left_paren()?;
        let mut json = match word {
            Kw::Json => {
                let value = self.json_value()?;
                JsonExpr::Parse {
                    value,
                    unique: self.unique_keys(),
                }
            }
            Kw::JsonScalar => JsonExpr::Scalar(self.expr()?),
            Kw::JsonSerialize => {
                let value = self.json_value()?;
                JsonExpr::Serialize(value, self.json_returning()?)
            }
            Kw::JsonObject => {
                if self.at_named_argument() {
                    return self.json_object_call(start, None);
                }
                return self.json_object(start);
            }
            Kw::JsonArray => self.json_array()?,
            Kw::JsonQuery => self.json_path(JsonPathFunction::Query)?,
            Kw::JsonExists => self.json_path(JsonPathFunction::Exists)?,
            Kw::JsonValue => self.json_path(JsonPathFunction::Value)?,
            Kw::JsonObjectagg => {
                let member = Box::new(self.json_member()?);
                let absent_on_null = self.absent_on_null()?;
                let unique = self.unique_keys();
                let returning = self.json_returning()?;
                JsonExpr::ObjectAgg {
                    member,
                    absent_on_null,
                    unique,
                    returning,
                    filter: None,
                    over: None,
                }
            }
            _ => {
                let value = self.json_value()?;
                let order_by = self.optional_order_by()?;
                let absent_on_null = self.absent_on_null()?;
                let returning = self.json_returning()?;
                JsonExpr::ArrayAgg {
                    value,
                    order_by,
                    absent_on_null,
                    returning,
                    filter: None,
                    over: None,
                }
            }
        };
        self.right_paren()?;
        if let JsonExpr::ObjectAgg { filter, over, .. } | JsonExpr::ArrayAgg { filter, over, .. } =
            &mut json
        {
            *filter = self.optional_filter()?;
            *over = self.optional_over()?;
        }
        Ok(ExprKind::Json(Box::new(json)))
    }

    fn at_named_argument(&self) -> bool {
        self.at(Kw::Variadic)
            || matches!(
                self.kind_at(1),
                TokenKind::ColonEquals | TokenKind::EqualsGreater
            )
    }

    /// `JSON_OBJECT` with members; with plain arguments it is the function of that name.
    fn json_object(&mut self, start: crate::span::Span) -> Parse<ExprKind> {
        let mut members = Vec::new();
        if !self.at(Kw::Returning) && !self.at_kind(&TokenKind::RightParen) {
            let key = self.expr()?;
            if !self.at(Kw::Value) && !self.at_kind(&TokenKind::Colon) {
                return self.json_object_call(start, Some(key));
            }
            self.advance();
            members.push((key, self.json_value()?));
            while self.comma() {
                members.push(self.json_member()?);
            }
        }
        let absent_on_null = self.absent_on_null()?;
        let unique = self.unique_keys();
        let returning = self.json_returning()?;
        self.right_paren()?;
        Ok(ExprKind::Json(Box::new(JsonExpr::Object {
            members,
            absent_on_null,
            unique,
            returning,
        })))
    }

    fn json_object_call(
        &mut self,
        start: crate::span::Span,
        first: Option<crate::ast::Expr>,
    ) -> Parse<ExprKind> {
        let parts = vec![
            Name::new("pg_catalog", start),
            Name::new("json_object", start),
        ];
        let args = match first {
            Some(value) => {
                let mut args = vec![crate::ast::FunctionArg {
                    name: None,
                    variadic: false,
                    value,
                }];
                if self.comma() {
                    args.extend(self.list(Self::argument)?);
                }
                args
            }
            None => self.list(Self::argument)?,
        };
        self.right_paren()?;
        Ok(super::func_sql::call_of(ObjectName { parts }, args))
    }

    /// `key VALUE value` or `key: value`
    fn json_member(&mut self) -> Parse<(crate::ast::Expr, JsonValue)> {
        let key = self.expr()?;
        if !self.eat(Kw::Value) && !self.eat_kind(&TokenKind::Colon) {
            return Err(self.unexpected("`:` or `value` after the key"));
        }
        Ok((key, self.json_value()?))
    }

    fn json_array(&mut self) -> Parse<JsonExpr> {
        if self.at_query(0) {
            let query = Box::new(self.nested(Self::query)?);
            let format = self.json_format()?;
            let returning = self.json_returning()?;
            return Ok(JsonExpr::ArrayQuery {
                query,
                format,
                returning,
            });
        }
        let elements = if self.at(Kw::Returning) || self.at_kind(&TokenKind::RightParen) {
            Vec::new()
        } else {
            self.list(Self::json_value)?
        };
        let absent_on_null = self.absent_on_null()?;
        let returning = self.json_returning()?;
        Ok(JsonExpr::Array {
            elements,
            absent_on_null,
            returning,
        })
    }

    fn json_path(&mut self, function: JsonPathFunction) -> Parse<JsonExpr> {
        let context = self.json_value()?;
        self.expect_kind(&TokenKind::Comma, ",")?;
        let path = self.expr()?;
        let passing = self.json_passing()?;
        let returning = if function == JsonPathFunction::Exists {
            None
        } else {
            self.json_returning()?
        };
        let query = function == JsonPathFunction::Query;
        let wrapper = if query {
            self.json_wrapper()?
        } else {
            JsonWrapper::Unspecified
        };
        let keep_quotes = if query { self.json_quotes()? } else { None };
        let (on_empty, on_error) = self.json_behaviors()?;
        Ok(JsonExpr::Path(JsonPath {
            function,
            context,
            path,
            passing,
            returning,
            wrapper,
            keep_quotes,
            on_empty,
            on_error,
        }))
    }

    /// A value with FORMAT JSON, perhaps.
    pub(super) fn json_value(&mut self) -> Parse<JsonValue> {
        let expr = self.recovering_expr()?;
        Ok(JsonValue {
            expr,
            format: self.json_format()?,
        })
    }

    pub(super) fn json_format(&mut self) -> Parse<Option<JsonFormat>> {
        if !self.eat_both(Kw::Format, Kw::Json) {
            return Ok(None);
        }
        let encoding = if self.eat(Kw::Encoding) {
            let name = self.name("an encoding's name")?;
            let known = ["utf8", "utf16", "utf32"];
            if !known.contains(&name.text.to_ascii_lowercase().as_str()) {
                let message = format!("there is no JSON encoding `{}`", name.text);
                let help = "PostgreSQL knows `utf8`, `utf16` and `utf32`";
                self.report_help(&BAD_FORM, name.span, message, help);
            }
            Some(name)
        } else {
            None
        };
        Ok(Some(JsonFormat { encoding }))
    }

    fn json_returning(&mut self) -> Parse<Option<JsonReturning>> {
        if !self.eat(Kw::Returning) {
            return Ok(None);
        }
        let type_name = self.type_name()?;
        Ok(Some(JsonReturning {
            type_name,
            format: self.json_format()?,
        }))
    }

    /// ABSENT ON NULL or NULL ON NULL if it stands here.
    fn absent_on_null(&mut self) -> Parse<Option<bool>> {
        let absent = self.at(Kw::Absent);
        if (!absent && !self.at(Kw::Null)) || !self.at_ahead(1, Kw::On) {
            return Ok(None);
        }
        self.advance();
        self.advance();
        self.expect(Kw::Null)?;
        Ok(Some(absent))
    }

    pub(super) fn json_passing(&mut self) -> Parse<Vec<(JsonValue, Name)>> {
        if !self.eat(Kw::Passing) {
            return Ok(Vec::new());
        }
        self.list(|parser| {
            let value = parser.json_value()?;
            parser.expect(Kw::As)?;
            Ok((value, parser.label("a name for the path")?))
        })
    }

    pub(super) fn json_wrapper(&mut self) -> Parse<JsonWrapper> {
        let wrapper = if self.eat(Kw::Without) {
            JsonWrapper::Without
        } else if !self.eat(Kw::With) {
            return Ok(JsonWrapper::Unspecified);
        } else if self.eat(Kw::Conditional) {
            JsonWrapper::Conditional
        } else {
            self.eat(Kw::Unconditional);
            JsonWrapper::Unconditional
        };
        self.eat(Kw::Array);
        self.expect(Kw::Wrapper)?;
        Ok(wrapper)
    }

    /// KEEP QUOTES or OMIT QUOTES if it stands here.
    pub(super) fn json_quotes(&mut self) -> Parse<Option<bool>> {
        let keep = self.at(Kw::Keep);
        if !keep && !self.at(Kw::Omit) {
            return Ok(None);
        }
        self.advance();
        self.expect(Kw::Quotes)?;
        if self.eat_both(Kw::On, Kw::Scalar) {
            self.expect(Kw::String)?;
        }
        Ok(Some(keep))
    }

    /// What happens ON EMPTY and ON ERROR.
    pub(super) fn json_behaviors(&mut self) -> Parse<(Option<JsonBehavior>, Option<JsonBehavior>)> {
        let Some(first) = self.json_behavior()? else {
            return Ok((None, None));
        };
        self.expect(Kw::On)?;
        if self.eat(Kw::Error) {
            return Ok((None, Some(first)));
        }
        self.expect(Kw::Empty)?;
        let Some(second) = self.json_behavior()? else {
            return Ok((Some(first), None));
        };
        self.expect(Kw::On)?;
        self.expect(Kw::Error)?;
        Ok((Some(first), Some(second)))
    }

    fn json_behavior(&mut self) -> Parse<Option<JsonBehavior>> {
        let behavior = match self.word() {
            Some(Kw::Default) => {
                self.advance();
                return self.expr().map(|value| Some(JsonBehavior::Default(value)));
            }
            Some(Kw::Error) => JsonBehavior::Error,
            Some(Kw::Null) => JsonBehavior::Null,
            Some(Kw::True) => JsonBehavior::True,
            Some(Kw::False) => JsonBehavior::False,
            Some(Kw::Unknown) => JsonBehavior::Unknown,
            Some(Kw::Empty) => {
                self.advance();
                if self.eat(Kw::Object) {
                    return Ok(Some(JsonBehavior::EmptyObject));
                }
                self.eat(Kw::Array);
                return Ok(Some(JsonBehavior::EmptyArray));
            }
            _ => return Ok(None),
        };
        self.advance();
        Ok(Some(behavior))
    }
}
