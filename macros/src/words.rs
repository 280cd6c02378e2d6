//! What the words of a statement tell without its grammar: which tables it has under which names, and which words are probably
//! columns of them.
//!
//! The parser stops at some mistakes, and every statement is one while it is being typed. Its tables must be asked for all the same,
//! else rustc would call their imports unused, and editors would know nothing. What is found here is only ever used beside a mistake,
//! and for editors: it decides nothing about a statement that compiles.

mod columns;
mod range;

pub(crate) use columns::{Column, columns};
pub(crate) use range::Range;

use softdelete_compiler::keyword::{Category, keyword};
use softdelete_compiler::token::{Token, TokenKind};

/// The word at a place.
pub(crate) fn word(tokens: &[Token], at: usize) -> Option<&str> {
    match &tokens.get(at)?.kind {
        TokenKind::Word(word) => Some(word),
        _ => None,
    }
}

/// The token of the word that stands before the point before a word.
pub(crate) fn qualifier(tokens: &[Token], at: usize) -> Option<usize> {
    let dot = at.checked_sub(1)?;
    matches!(tokens[dot].kind, TokenKind::Dot).then(|| dot.checked_sub(1))?
}

fn is_one(word: &str, words: &[&str]) -> bool {
    words.iter().any(|other| word.eq_ignore_ascii_case(other))
}

/// Whether a word cannot name a table or column.
fn is_reserved(word: &str) -> bool {
    keyword(word).is_some_and(|keyword| match keyword.category {
        Category::Reserved | Category::TypeFunctionName => true,
        Category::Unreserved | Category::ColumnName => false,
    })
}
