//! SQL/XML.

use super::Type;
use super::checker::Checker;
use crate::ast::XmlTable;
use crate::ast::xml::{XmlAttribute, XmlExpr};
use crate::catalog::builtin::TypeId;
use crate::resolve::RangeColumn;

impl<'a> Checker<'a, '_> {
    /// The type of an SQL/XML expression.
    pub(super) fn xml(&mut self, xml: &'a XmlExpr) -> Option<Type> {
        // What the value is made of; after a mistake in it nothing more is said.
        let made_of = |id, value| Some(Type::computed(id, may_be_null(value)));
        match xml {
            XmlExpr::Concat(values) => {
                let mut nullable = true;
                for value in values {
                    let ty = self.expect(value, TypeId::XML, "an argument of XMLCONCAT");
                    nullable &= may_be_null(ty);
                }
                Some(Type::computed(TypeId::XML, nullable))
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
                let path = self.expect(path, TypeId::TEXT, "the path of XMLEXISTS");
                let document = self.expect(document, TypeId::XML, "the document of XMLEXISTS");
                let nullable = may_be_null(path) || may_be_null(document);
                Some(Type::computed(TypeId::BOOL, nullable))
            }
            XmlExpr::Forest(attributes) => {
                let nullable = self.xml_attributes(attributes);
                Some(Type::computed(TypeId::XML, nullable))
            }
            XmlExpr::Parse {
                document: _,
                expr,
                preserve_whitespace: _,
            } => {
                let text = self.expect(expr, TypeId::TEXT, "the text of XMLPARSE");
                made_of(TypeId::XML, text)
            }
            XmlExpr::Pi(_, content) => {
                let Some(content) = content else {
                    return Some(Type::computed(TypeId::XML, false));
                };
                let content = self.expect(content, TypeId::TEXT, "the content of XMLPI");
                made_of(TypeId::XML, content)
            }
            XmlExpr::Root {
                expr,
                version,
                standalone: _,
            } => {
                let document = self.expect(expr, TypeId::XML, "the document of XMLROOT");
                if let Some(version) = version {
                    // NULL is no version, and the document remains.
                    self.expect(version, TypeId::TEXT, "the version of XMLROOT");
                }
                made_of(TypeId::XML, document)
            }
            XmlExpr::Serialize {
                document: _,
                expr,
                type_name,
                indent: _,
            } => {
                let value = self.expect(expr, TypeId::XML, "the value of XMLSERIALIZE");
                let id = self.types.type_name(type_name, self.errors)?;
                made_of(id, value)
            }
        }
    }

    /// The values of attributes or elements; whether all of them may be NULL.
    fn xml_attributes(&mut self, attributes: &'a [XmlAttribute]) -> bool {
        let mut nullable = true;
        for attribute in attributes {
            let ty = self.expr(&attribute.expr);
            let ty = self.settled((&attribute.expr, ty));
            nullable &= may_be_null(ty);
        }
        nullable
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

/// Of a value in which a mistake was found, nothing is promised.
fn may_be_null(ty: Option<Type>) -> bool {
    ty.is_none_or(|ty| ty.nullable)
}
