//! SQL/XML.

use super::{Generator, Item, from::columns_of};
use crate::world::Type;

impl Generator<'_> {
    /// A value by way of XML.
    pub(super) fn xml_value(&mut self, ty: Type, depth: usize) -> Option<String> {
        Some(match ty {
            Type::Text => {
                let xml = self.xml(depth);
                match self.random.below(5) {
                    0 => format!("({xml})::text"),
                    1 if self.features.version >= 16 => {
                        let indent = *self.random.pick(&["", " indent", " no indent"]);
                        format!("xmlserialize(content {xml} as text{indent})")
                    }
                    2 => format!("xmlserialize(content {xml} as varchar)::text"),
                    3 => {
                        let element = self.element(depth);
                        format!("xmlserialize(document {element} as text)")
                    }
                    _ => format!("xmlserialize(content {xml} as text)"),
                }
            }
            Type::Bool => {
                let xml = self.element(depth);
                match self.random.below(3) {
                    0 => format!("{xml} is document"),
                    1 => format!("xmlexists('//e[@k = 1]' passing by ref {xml})"),
                    _ => format!("xmlexists('/e' passing {xml} by value)"),
                }
            }
            Type::Int => {
                let xml = self.xml(depth);
                format!("length(({xml})::text)")
            }
            Type::Time => return None,
        })
    }

    fn element(&mut self, depth: usize) -> String {
        let (int, text) = (
            self.scalar(Type::Int, depth),
            self.scalar(Type::Text, depth),
        );
        format!(
            "xmlelement(name e, xmlattributes({int} as k, 'x' as \"K\"), {text}, xmlelement(name f))"
        )
    }

    fn xml(&mut self, depth: usize) -> String {
        let text = self.scalar(Type::Text, depth);
        match self.random.below(8) {
            0 => format!(
                "xmlforest({text} as a, {} as b)",
                self.scalar(Type::Int, depth)
            ),
            1 => {
                let element = self.element(depth);
                format!("xmlconcat({element}, xmlforest({text} as c))")
            }
            2 => format!("xmlpi(name target, {text})"),
            3 => {
                let element = self.element(depth);
                let rest = *self.random.pick(&[
                    "version '1.0'",
                    "version no value, standalone yes",
                    "version '1.1', standalone no",
                    "version no value, standalone no value",
                ]);
                format!("xmlroot({element}, {rest})")
            }
            4 => "xmlparse(document '<e>a</e>')".to_owned(),
            5 => "xmlparse(content 'a<b/>' preserve whitespace)".to_owned(),
            6 => "xmlpi(name bare)".to_owned(),
            _ => self.element(depth),
        }
    }

    /// `XMLTABLE`
    pub(super) fn xml_table(&mut self) -> Option<Item> {
        if !self.features.xml {
            return None;
        }
        let (int, text) = (self.scalar(Type::Int, 0), self.scalar(Type::Text, 0));
        let document = format!(
            "xmlelement(name t, xmlelement(name e, xmlattributes({int} as k), {text}), xmlelement(name e, xmlattributes(5 as k)))"
        );
        let alias = self.fresh("xt");
        let (spaces, path) = *self.random.pick(&[
            ("", "/t/e"),
            ("xmlnamespaces('http://a' as a, 'http://b' as b), ", "//e"),
        ]);
        let value = *self.random.pick(&[
            "name text path '.'",
            "name text path 'text()' default 'none'",
        ]);
        Some(Item {
            sql: format!(
                "xmltable({spaces}'{path}' passing {document} columns o for ordinality, k bigint path '@k' default 7 not null, {value}) as {alias}"
            ),
            columns: columns_of(
                &alias,
                &[("k".to_owned(), Type::Int), ("name".to_owned(), Type::Text)],
            ),
            open: true,
            ..Item::default()
        })
    }
}
