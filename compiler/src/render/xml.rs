//! SQL/XML.

use super::Writer;
use crate::ast::xml::{XmlAttribute, XmlExpr, XmlStandalone};
use crate::ast::{Expr, Level, XmlTable, XmlTableColumn};

impl Writer<'_> {
    pub(super) fn xml(&mut self, xml: &XmlExpr) {
        match xml {
            XmlExpr::Concat(list) => {
                self.push("XMLCONCAT(");
                self.exprs(list);
            }
            XmlExpr::Element {
                name,
                attributes,
                content,
            } => {
                self.push("XMLELEMENT(NAME ");
                self.name(name);
                if !attributes.is_empty() {
                    self.push(", XMLATTRIBUTES");
                    self.paren_list(attributes, Self::xml_attribute);
                }
                if !content.is_empty() {
                    self.push(", ");
                    self.exprs(content);
                }
            }
            XmlExpr::Exists(path, document) => {
                self.push("XMLEXISTS(");
                self.xml_passing(path, document);
            }
            XmlExpr::Forest(list) => {
                self.push("XMLFOREST(");
                self.list(list, Self::xml_attribute);
            }
            XmlExpr::Parse {
                document,
                expr,
                preserve_whitespace,
            } => {
                self.push(if *document {
                    "XMLPARSE(DOCUMENT "
                } else {
                    "XMLPARSE(CONTENT "
                });
                self.expr(expr);
                self.push(match preserve_whitespace {
                    Some(true) => " PRESERVE WHITESPACE",
                    Some(false) => " STRIP WHITESPACE",
                    None => "",
                });
            }
            XmlExpr::Pi(name, content) => {
                self.push("XMLPI(NAME ");
                self.name(name);
                self.after_word(", ", content.as_ref());
            }
            XmlExpr::Root {
                expr,
                version,
                standalone,
            } => {
                self.push("XMLROOT(");
                self.expr(expr);
                self.push(", VERSION ");
                match version {
                    Some(version) => self.expr(version),
                    None => self.push("NO VALUE"),
                }
                self.push(match standalone {
                    Some(XmlStandalone::Yes) => ", STANDALONE YES",
                    Some(XmlStandalone::No) => ", STANDALONE NO",
                    Some(XmlStandalone::NoValue) => ", STANDALONE NO VALUE",
                    None => "",
                });
            }
            XmlExpr::Serialize {
                document,
                expr,
                type_name,
                indent,
            } => {
                self.push(if *document {
                    "XMLSERIALIZE(DOCUMENT "
                } else {
                    "XMLSERIALIZE(CONTENT "
                });
                self.expr(expr);
                self.push(" AS ");
                self.type_name(type_name);
                self.push(match indent {
                    Some(true) => " INDENT",
                    Some(false) => " NO INDENT",
                    None => "",
                });
            }
        }
        self.push(")");
    }

    fn xml_attribute(&mut self, attribute: &XmlAttribute) {
        self.expr(&attribute.expr);
        if let Some(name) = &attribute.name {
            self.push(" AS ");
            self.name(name);
        }
    }

    fn xml_passing(&mut self, path: &Expr, document: &Expr) {
        self.operand(path, Level::Primary);
        self.push(" PASSING ");
        self.operand(document, Level::Primary);
    }

    pub(super) fn xml_table(&mut self, table: &XmlTable) {
        self.push("XMLTABLE(");
        if !table.namespaces.is_empty() {
            self.push("XMLNAMESPACES");
            self.paren_list(&table.namespaces, |writer, namespace| {
                if let Some(name) = &namespace.name {
                    writer.restricted(&namespace.uri);
                    writer.push(" AS ");
                    writer.name(name);
                } else {
                    writer.push("DEFAULT ");
                    writer.restricted(&namespace.uri);
                }
            });
            self.push(", ");
        }
        self.xml_passing(&table.rows, &table.document);
        self.push(" COLUMNS ");
        self.list(&table.columns, Self::xml_column);
        self.push(")");
    }

    fn xml_column(&mut self, column: &XmlTableColumn) {
        self.name(&column.name);
        let Some(value) = &column.value else {
            self.push(" FOR ORDINALITY");
            return;
        };
        self.push(" ");
        self.type_name(&value.type_name);
        if let Some(path) = &value.path {
            self.push(" PATH ");
            self.restricted(path);
        }
        if let Some(default) = &value.default {
            self.push(" DEFAULT ");
            self.restricted(default);
        }
        if value.not_null {
            self.push(" NOT NULL");
        }
    }
}
