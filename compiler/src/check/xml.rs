//! SQL/XML.

use super::Type;
use super::checker::Checker;
use crate::ast::xml::{XmlAttribute, XmlExpr};
use crate::ast::{Expr, XmlTable};
use crate::catalog::builtin::TypeId;
use crate::resolve::RangeColumn;

impl<'a> Checker<'a, '_> {
    /// The type of an SQL/XML expression.
    pub(super) fn xml(&mut self, xml: &'a XmlExpr) -> Option<Type> {
        let maybe = |id| Some(Type::computed(id, true));
        match xml {
            XmlExpr::Concat(values) => {
                self.xml_values(values, "an argument of XMLCONCAT");
                maybe(TypeId::XML)
            }
            XmlExpr::Element {
                name: _,
                attributes,
                content,
            } => {
                self.xml_attributes(attributes);
                for value in content {
                    let ty = self.expr(value);
                    self.settled((value, ty));
                }
                Some(Type::computed(TypeId::XML, false))
            }
            XmlExpr::Exists(path, document) => {
                self.expect(path, TypeId::TEXT, "the path of XMLEXISTS");
                self.expect(document, TypeId::XML, "the document of XMLEXISTS");
                maybe(TypeId::BOOL)
            }
            XmlExpr::Forest(attributes) => {
                self.xml_attributes(attributes);
                maybe(TypeId::XML)
            }
            XmlExpr::Parse {
                document: _,
                expr,
                preserve_whitespace: _,
            } => {
                self.expect(expr, TypeId::TEXT, "the text of XMLPARSE");
                maybe(TypeId::XML)
            }
            XmlExpr::Pi(_, content) => {
                if let Some(content) = content {
                    self.expect(content, TypeId::TEXT, "the content of XMLPI");
                }
                maybe(TypeId::XML)
            }
            XmlExpr::Root {
                expr,
                version,
                standalone: _,
            } => {
                self.expect(expr, TypeId::XML, "the document of XMLROOT");
                if let Some(version) = version {
                    self.expect(version, TypeId::TEXT, "the version of XMLROOT");
                }
                maybe(TypeId::XML)
            }
            XmlExpr::Serialize {
                document: _,
                expr,
                type_name,
                indent: _,
            } => {
                self.expect(expr, TypeId::XML, "the value of XMLSERIALIZE");
                let id = self.types.type_name(type_name, self.errors)?;
                maybe(id)
            }
        }
    }

    fn xml_values(&mut self, values: &'a [Expr], what: &str) {
        for value in values {
            self.expect(value, TypeId::XML, what);
        }
    }

    fn xml_attributes(&mut self, attributes: &'a [XmlAttribute]) {
        for attribute in attributes {
            let ty = self.expr(&attribute.expr);
            self.settled((&attribute.expr, ty));
        }
    }

    /// The columns of XMLTABLE.
    pub(super) fn xml_table(&mut self, table: &'a XmlTable) -> Vec<RangeColumn> {
        for namespace in &table.namespaces {
            self.expect(&namespace.uri, TypeId::TEXT, "a namespace");
        }
        self.expect(&table.rows, TypeId::TEXT, "the row path of XMLTABLE");
        self.expect(&table.document, TypeId::XML, "the document of XMLTABLE");
        let mut columns = Vec::new();
        for column in &table.columns {
            let ty = match &column.value {
                None => Some(Type::computed(TypeId::INT4, false)),
                Some(value) => {
                    let id = self.types.type_name(&value.type_name, self.errors);
                    if let Some(path) = &value.path {
                        self.expect(path, TypeId::TEXT, "the path of a column");
                    }
                    if let Some(default) = &value.default {
                        let ty = self.expr(default);
                        if let Some(id) = id {
                            self.wants((default, ty), id, "the default of a column");
                        }
                    }
                    id.map(|id| Type::computed(id, !value.not_null))
                }
            };
            columns.push(RangeColumn::new(&*column.name.text, ty));
        }
        columns
    }
}
