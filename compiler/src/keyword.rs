//! PostgreSQL's keywords and where each may stand as a name.
//!
//! Source: PostgreSQL 18's manual, appendix "SQL Key Words", and its function `pg_get_keywords()`.

mod table;

pub use table::Word;

/// Where a keyword may stand as a name without quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Category {
    /// Anywhere.
    Unreserved,
    /// As a column or table, not as a function or type.
    ColumnName,
    /// As a function or type, not as a column or table.
    TypeFunctionName,
    /// Only after AS.
    Reserved,
}

/// A keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keyword {
    /// Which one.
    pub word: Word,
    /// Its spelling in lower case.
    pub text: &'static str,
    /// Where it may stand as a name.
    pub category: Category,
    /// Whether it may be a column's label without AS.
    pub bare_label: bool,
}

/// The longest keyword; a longer word is none, and need not be looked up.
const LONGEST: usize = 17;

/// The keyword that a word is, in any case.
///
/// ```
/// use softdelete_compiler::keyword::{Category, keyword};
/// assert_eq!(keyword("SELECT").unwrap().category, Category::Reserved);
/// assert!(keyword("users").is_none());
/// ```
pub fn keyword(text: &str) -> Option<Keyword> {
    let mut folded = [0; LONGEST];
    let folded = folded.get_mut(..text.len())?;
    folded.copy_from_slice(text.as_bytes());
    folded.make_ascii_lowercase();
    let folded: &[u8] = folded;
    table::TABLE
        .binary_search_by(|keyword| keyword.text.as_bytes().cmp(folded))
        .ok()
        .map(|index| table::TABLE[index])
}

impl Keyword {
    /// Whether it may name a column or a table (`ColId` of PostgreSQL's grammar).
    pub fn is_column_name(self) -> bool {
        matches!(self.category, Category::Unreserved | Category::ColumnName)
    }

    /// Whether it may name a function or a type (`type_function_name`).
    pub fn is_type_function_name(self) -> bool {
        matches!(
            self.category,
            Category::Unreserved | Category::TypeFunctionName
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_fits() {
        assert!(
            table::TABLE
                .windows(2)
                .all(|pair| pair[0].text < pair[1].text)
        );
        assert!(
            table::TABLE
                .iter()
                .all(|keyword| keyword.text.len() <= LONGEST)
        );
    }

    #[test]
    fn words_are_found_in_any_case() {
        for entry in table::TABLE {
            assert_eq!(keyword(entry.text), Some(*entry));
            assert_eq!(keyword(&entry.text.to_uppercase()), Some(*entry));
        }
        assert_eq!(keyword(""), None);
        assert_eq!(keyword("ſelect"), None);
        assert_eq!(keyword("a_word_longer_than_any_keyword"), None);
    }
}
