//! The columns of a statement's rows, as its expansion and as the server describe them.

use tokio_postgres::types::{Kind, Type};

/// A column as the expansion describes it: `uuid[]?`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Expected<'a> {
    /// The name of the type in the catalogue, of an array that of its elements.
    pub(crate) name: &'a str,
    /// Whether it is an array.
    pub(crate) array: bool,
    /// Whether it may be NULL.
    pub(crate) nullable: bool,
}

/// Reads the description of a row.
pub(crate) fn expected(results: &str) -> impl Iterator<Item = Expected<'_>> {
    results
        .split(' ')
        .filter(|text| !text.is_empty())
        .map(|text| {
            let (text, nullable) = match text.strip_suffix('?') {
                Some(text) => (text, true),
                None => (text, false),
            };
            let (name, array) = match text.strip_suffix("[]") {
                Some(name) => (name, true),
                None => (text, false),
            };
            Expected {
                name,
                array,
                nullable,
            }
        })
}

impl Expected<'_> {
    /// Whether the server's column is of the type expected. A `varchar` is read, compared and written as `text` is.
    pub(crate) fn is(&self, found: &Type) -> bool {
        let element = match found.kind() {
            Kind::Array(element) => element,
            _ if self.array => return false,
            _ => found,
        };
        let text = |name: &str| matches!(name, "text" | "varchar");
        let same = element.name() == self.name || text(element.name()) && text(self.name);
        same && self.array == matches!(found.kind(), Kind::Array(_))
    }
}

impl std::fmt::Display for Expected<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let array = if self.array { "[]" } else { "" };
        write!(f, "{}{array}", self.name)
    }
}

/// How a type of the server's is called in a message.
pub(crate) fn display(found: &Type) -> String {
    match found.kind() {
        Kind::Array(element) => format!("{}[]", display(element)),
        _ if found.schema() == "pg_catalog" => found.name().to_owned(),
        _ => format!("{}.{}", found.schema(), found.name()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_read_column_by_column() {
        let columns: Vec<Expected<'_>> = expected("int8 text? uuid[]?").collect();
        assert_eq!(columns.len(), 3);
        assert!(columns[0].is(&Type::INT8) && !columns[0].is(&Type::INT4));
        assert!(
            columns[1].nullable && columns[1].is(&Type::VARCHAR) && !columns[1].is(&Type::BPCHAR)
        );
        assert!(columns[2].is(&Type::UUID_ARRAY) && !columns[2].is(&Type::UUID));
        assert_eq!(expected("").count(), 0);
        assert_eq!(display(&Type::UUID_ARRAY), columns[2].to_string());
    }
}
