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

/// The keyword that a word is, in any case.
///
/// ```
/// use softdelete_compiler::keyword::{Category, keyword};
/// assert_eq!(keyword("SELECT").unwrap().category, Category::Reserved);
/// assert!(keyword("users").is_none());
/// ```
pub fn keyword(text: &str) -> Option<Keyword> {
    let mut place = home(text.as_bytes());
    while PLACES[place] != 0 {
        let keyword = table::TABLE[PLACES[place] as usize - 1];
        if text.eq_ignore_ascii_case(keyword.text) {
            return Some(keyword);
        }
        place = (place + 1) % PLACES_LEN;
    }
    None
}

/// Several times the number of keywords, so that most words find an empty place at once.
const PLACES_LEN: usize = 2_048;

/// Where in the table each keyword stands, counted from 1; 0 where none belongs. A hash table that is made when the compiler is
/// compiled: every word of a statement is looked up, by a macro that runs unoptimised.
static PLACES: [u16; PLACES_LEN] = places();

const fn places() -> [u16; PLACES_LEN] {
    let mut places = [0; PLACES_LEN];
    let mut index = 0;
    while index < table::TABLE.len() {
        let mut place = home(table::TABLE[index].text.as_bytes());
        while places[place] != 0 {
            place = (place + 1) % PLACES_LEN;
        }
        index += 1;
        #[allow(
            clippy::cast_possible_truncation,
            reason = "there are a few hundred keywords"
        )]
        let number = index as u16;
        places[place] = number;
    }
    places
}

/// Where a word belongs, whatever its case.
const fn home(word: &[u8]) -> usize {
    let (mut hash, mut at) = (word.len(), 0);
    while at < word.len() {
        hash = (hash * 31 + (word[at] | 0x20) as usize) % PLACES_LEN;
        at += 1;
    }
    hash % PLACES_LEN
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
    fn the_table_is_sorted() {
        assert!(
            table::TABLE
                .windows(2)
                .all(|pair| pair[0].text < pair[1].text)
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
        assert_eq!(keyword("selec"), None);
        assert_eq!(keyword("a_word_longer_than_any_keyword"), None);
    }
}
