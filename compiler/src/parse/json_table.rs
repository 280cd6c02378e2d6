//! `JSON_TABLE`.

use super::{Parse, Parser};
use crate::ast::json::{JsonBehavior, JsonTable, JsonTableColumn};
use crate::ast::{ExprKind, FromItemKind};
use crate::diagnostic::syntax::BAD_FORM;
use crate::keyword::Word as Kw;
use crate::token::TokenKind;

impl Parser<'_> {
    pub(super) fn json_table_item(&mut self, lateral: bool) -> Parse<FromItemKind> {
        let id = self.id();
        self.advance();
        self.left_paren()?;
        let context = self.json_value()?;
        self.expect_kind(&TokenKind::Comma, ",")?;
        let path = self.expr()?;
        if !matches!(path.kind, ExprKind::String(_) | ExprKind::Error) {
            let message = "the path of JSON_TABLE must be a string constant";
            let help = "write the path as a string, and hand values to it: `passing $x as x`";
            self.report_help(&BAD_FORM, path.span, message, help);
        }
        let path_name = if self.eat(Kw::As) {
            Some(self.name("a path's name")?)
        } else {
            None
        };
        let passing = self.json_passing()?;
        self.expect(Kw::Columns)?;
        let columns = self.paren_list(Self::json_table_column)?;
        let on_error = self.json_on_error()?;
        self.right_paren()?;
        let alias = self.optional_alias()?;
        let table = Box::new(JsonTable {
            id,
            context,
            path,
            path_name,
            passing,
            columns,
            on_error,
        });
        Ok(FromItemKind::JsonTable {
            lateral,
            table,
            alias,
        })
    }

    fn json_on_error(&mut self) -> Parse<Option<JsonBehavior>> {
        let (on_empty, on_error) = self.json_behaviors()?;
        if on_empty.is_some() {
            return Err(self.unexpected("`on error` alone, which is all that can be said here,"));
        }
        Ok(on_error)
    }

    fn json_table_column(&mut self) -> Parse<JsonTableColumn> {
        if self.at(Kw::Nested)
            && (self.at_ahead(1, Kw::Path) || matches!(self.kind_at(1), TokenKind::String(_)))
        {
            return self.nested(Self::json_nested_columns);
        }
        let name = self.name("a column name")?;
        if self.eat_both(Kw::For, Kw::Ordinality) {
            return Ok(JsonTableColumn::Ordinality(name));
        }
        let type_name = self.type_name()?;
        if self.eat(Kw::Exists) {
            let path = self.json_column_path()?;
            let on_error = self.json_on_error()?;
            return Ok(JsonTableColumn::Exists {
                name,
                type_name,
                path,
                on_error,
            });
        }
        let format = self.json_format()?;
        let path = self.json_column_path()?;
        let wrapper = self.json_wrapper()?;
        let keep_quotes = self.json_quotes()?;
        let (on_empty, on_error) = self.json_behaviors()?;
        Ok(JsonTableColumn::Value {
            name,
            type_name,
            format,
            path,
            wrapper,
            keep_quotes,
            on_empty,
            on_error,
        })
    }

    fn json_nested_columns(&mut self) -> Parse<JsonTableColumn> {
        self.advance();
        self.eat(Kw::Path);
        let path = self.string("a path")?;
        let name = if self.eat(Kw::As) {
            Some(self.name("a path's name")?)
        } else {
            None
        };
        self.expect(Kw::Columns)?;
        let columns = self.paren_list(Self::json_table_column)?;
        Ok(JsonTableColumn::Nested {
            path,
            name,
            columns,
        })
    }

    fn json_column_path(&mut self) -> Parse<Option<String>> {
        if self.eat(Kw::Path) {
            self.string("a path").map(Some)
        } else {
            Ok(None)
        }
    }

    /// A string constant.
    pub(super) fn string(&mut self, what: &str) -> Parse<String> {
        let TokenKind::String(text) = self.kind() else {
            return Err(self.unexpected(&format!("{what} as a string constant")));
        };
        self.advance();
        Ok(text.clone())
    }
}
