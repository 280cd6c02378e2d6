//! Names, quoted where they must be.

use super::Writer;
use crate::ast::{Alias, Name, ObjectName};
use crate::keyword::{Category, Keyword, keyword};

/// Words that PostgreSQL does not reserve, but that begin something else where a name may stand: a frame, a window's
/// clause, a scope, a grouping set, a nested JSON column, ROWS FROM, FORMAT JSON.
const AMBIGUOUS: &[&str] = &[
    "cube",
    "deleted",
    "format",
    "groups",
    "nested",
    "of",
    "operator",
    "partition",
    "range",
    "rollup",
    "rows",
    "unbounded",
];

impl Writer<'_> {
    /// A name of a column, a table or anything else that is no function or type.
    pub(super) fn name(&mut self, name: &Name) {
        self.name_text(&name.text);
    }

    pub(super) fn name_text(&mut self, text: &str) {
        self.name_unless(text, |keyword| keyword.category == Category::Unreserved);
    }

    /// A name after a point, where every keyword may stand.
    pub(super) fn label(&mut self, name: &Name) {
        self.name_unless(&name.text, |_| true);
    }

    fn name_unless(&mut self, text: &str, allowed: impl FnOnce(Keyword) -> bool) {
        let plain =
            is_plain(text) && keyword(text).is_none_or(allowed) && !AMBIGUOUS.contains(&text);
        if plain {
            self.push(text);
            return;
        }
        self.push("\"");
        for c in text.chars() {
            if c == '"' {
                self.out.push('"');
            }
            self.out.push(c);
        }
        self.push("\"");
    }

    pub(super) fn object_name(&mut self, name: &ObjectName) {
        for (index, part) in name.parts.iter().enumerate() {
            if index == 0 {
                self.name(part);
            } else {
                self.push(".");
                self.label(part);
            }
        }
    }

    /// A name of a function or a type.
    pub(super) fn function_name(&mut self, name: &ObjectName) {
        if let [single] = name.parts.as_slice() {
            self.name_unless(&single.text, Keyword::is_type_function_name);
        } else {
            self.object_name(name);
        }
    }

    pub(super) fn optional_alias(&mut self, alias: Option<&Alias>) {
        let Some(alias) = alias else { return };
        self.push(" AS ");
        self.name(&alias.name);
        self.optional_names(&alias.columns);
    }

    pub(super) fn optional_names(&mut self, names: &[Name]) {
        if !names.is_empty() {
            self.paren_list(names, super::write::Writer::name);
        }
    }
}

/// Whether PostgreSQL reads the text as itself without quotes, keywords aside.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    matches!(bytes.first(), Some(b'a'..=b'z' | b'_'))
        && bytes
            .iter()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'$'))
}
