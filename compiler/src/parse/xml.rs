//! SQL/XML.

use super::{Parse, Parser};
use crate::ast::xml::{XmlAttribute, XmlExpr, XmlStandalone};
use crate::ast::{
    Expr, ExprKind, FromItemKind, XmlNamespace, XmlTable, XmlTableColumn, XmlTableValue,
};
use crate::diagnostic::syntax::CLAUSE_TWICE;
use crate::keyword::Word as Kw;
use crate::token::TokenKind;

impl Parser<'_> {
    /// A function of SQL/XML, from its name to its `)`.
    pub(super) fn xml_function(&mut self, word: Kw) -> Parse<ExprKind> {
        self.advance();
        self.left_paren()?;
        let xml = match word {
            Kw::Xmlconcat => XmlExpr::Concat(self.list(Self::recovering_expr)?),
            Kw::Xmlelement => self.xml_element()?,
            Kw::Xmlexists => {
                let path = self.primary()?;
                XmlExpr::Exists(path, self.xml_passing()?)
            }
            Kw::Xmlforest => XmlExpr::Forest(self.list(Self::xml_attribute)?),
            Kw::Xmlparse => {
                let document = self.document_or_content()?;
                let expr = self.expr()?;
                XmlExpr::Parse {
                    document,
                    expr,
                    preserve_whitespace: self.xml_whitespace(),
                }
            }
            Kw::Xmlpi => {
                self.expect(Kw::Name)?;
                let name = self.label("a target's name")?;
                let content = if self.comma() {
                    Some(self.expr()?)
                } else {
                    None
                };
                XmlExpr::Pi(name, content)
            }
            Kw::Xmlroot => self.xml_root()?,
            _ => {
                let document = self.document_or_content()?;
                let expr = self.expr()?;
                self.expect(Kw::As)?;
                let type_name = Box::new(self.simple_type()?);
                XmlExpr::Serialize {
                    document,
                    expr,
                    type_name,
                    indent: self.xml_indent(),
                }
            }
        };
        self.right_paren()?;
        Ok(ExprKind::Xml(Box::new(xml)))
    }

    fn xml_element(&mut self) -> Parse<XmlExpr> {
        self.expect(Kw::Name)?;
        let name = self.label("an element's name")?;
        let mut attributes = Vec::new();
        let mut content = Vec::new();
        if self.comma() {
            if self.at(Kw::Xmlattributes) && *self.kind_at(1) == TokenKind::LeftParen {
                self.advance();
                attributes = self.paren_list(Self::xml_attribute)?;
                if self.comma() {
                    content = self.list(Self::recovering_expr)?;
                }
            } else {
                content = self.list(Self::recovering_expr)?;
            }
        }
        Ok(XmlExpr::Element {
            name,
            attributes,
            content,
        })
    }

    fn xml_attribute(&mut self) -> Parse<XmlAttribute> {
        let expr = self.recovering_expr()?;
        let name = if self.eat(Kw::As) {
            Some(self.label("a name")?)
        } else {
            None
        };
        Ok(XmlAttribute { expr, name })
    }

    fn document_or_content(&mut self) -> Parse<bool> {
        if self.eat(Kw::Document) {
            return Ok(true);
        }
        self.expect(Kw::Content)?;
        Ok(false)
    }

    fn xml_whitespace(&mut self) -> Option<bool> {
        if self.eat_both(Kw::Preserve, Kw::Whitespace) {
            Some(true)
        } else if self.eat_both(Kw::Strip, Kw::Whitespace) {
            Some(false)
        } else {
            None
        }
    }

    fn xml_indent(&mut self) -> Option<bool> {
        if self.eat(Kw::Indent) {
            Some(true)
        } else if self.eat_both(Kw::No, Kw::Indent) {
            Some(false)
        } else {
            None
        }
    }

    fn xml_root(&mut self) -> Parse<XmlExpr> {
        let expr = self.expr()?;
        self.expect_kind(&TokenKind::Comma, ",")?;
        self.expect(Kw::Version)?;
        let version = if self.eat_both(Kw::No, Kw::Value) {
            None
        } else {
            Some(self.expr()?)
        };
        let standalone = if self.comma() {
            self.expect(Kw::Standalone)?;
            if self.eat(Kw::Yes) {
                Some(XmlStandalone::Yes)
            } else if self.eat_both(Kw::No, Kw::Value) {
                Some(XmlStandalone::NoValue)
            } else {
                self.expect(Kw::No)?;
                Some(XmlStandalone::No)
            }
        } else {
            None
        };
        Ok(XmlExpr::Root {
            expr,
            version,
            standalone,
        })
    }

    /// PASSING, with BY REF or BY VALUE on either side, which mean nothing.
    fn xml_passing(&mut self) -> Parse<Expr> {
        self.expect(Kw::Passing)?;
        self.xml_mechanism();
        let document = self.primary()?;
        self.xml_mechanism();
        Ok(document)
    }

    fn xml_mechanism(&mut self) {
        if !self.eat_both(Kw::By, Kw::Ref) {
            self.eat_both(Kw::By, Kw::Value);
        }
    }

    pub(super) fn xml_table_item(&mut self, lateral: bool) -> Parse<FromItemKind> {
        self.advance();
        self.left_paren()?;
        let mut namespaces = Vec::new();
        if self.at(Kw::Xmlnamespaces) {
            self.advance();
            namespaces = self.paren_list(Self::xml_namespace)?;
            self.expect_kind(&TokenKind::Comma, ",")?;
        }
        let rows = self.primary()?;
        let document = self.xml_passing()?;
        self.expect(Kw::Columns)?;
        let columns = self.list(Self::xml_column)?;
        self.right_paren()?;
        let alias = self.optional_alias()?;
        let table = Box::new(XmlTable {
            namespaces,
            rows,
            document,
            columns,
        });
        Ok(FromItemKind::XmlTable {
            lateral,
            table,
            alias,
        })
    }

    fn xml_namespace(&mut self) -> Parse<XmlNamespace> {
        if self.eat(Kw::Default) {
            return Ok(XmlNamespace {
                uri: self.restricted_expr()?,
                name: None,
            });
        }
        let uri = self.restricted_expr()?;
        self.expect(Kw::As)?;
        Ok(XmlNamespace {
            uri,
            name: Some(self.label("a namespace's name")?),
        })
    }

    fn xml_column(&mut self) -> Parse<XmlTableColumn> {
        let name = self.name("a column name")?;
        if self.eat_both(Kw::For, Kw::Ordinality) {
            return Ok(XmlTableColumn { name, value: None });
        }
        let type_name = self.type_name()?;
        let mut value = XmlTableValue {
            type_name,
            path: None,
            default: None,
            not_null: false,
        };
        let mut nullness = false;
        loop {
            let span = self.span();
            let twice = if self.eat(Kw::Path) {
                let path = self.restricted_expr()?;
                value.path.replace(path).is_some()
            } else if self.eat(Kw::Default) {
                let default = self.restricted_expr()?;
                value.default.replace(default).is_some()
            } else if self.eat_both(Kw::Not, Kw::Null) {
                value.not_null = true;
                std::mem::replace(&mut nullness, true)
            } else if self.eat(Kw::Null) {
                std::mem::replace(&mut nullness, true)
            } else {
                return Ok(XmlTableColumn {
                    name,
                    value: Some(value),
                });
            };
            if twice {
                self.report(&CLAUSE_TWICE, span, "the column says this already");
            }
        }
    }
}
