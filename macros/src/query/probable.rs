//! The tables of a statement that cannot be parsed, told by the words before them.
//!
//! The parser stops at some mistakes, and the tables after those would not be asked for: rustc would call their imports
//! unused, and add that to what is wrong. What is found here is only ever used beside a mistake of grammar.

use softdelete_compiler::ast::Name;
use softdelete_compiler::keyword::{Category, keyword};
use softdelete_compiler::token::{Source, Token, TokenKind};

/// Words that a table follows.
const BEFORE: &[&str] = &[
    "from", "join", "into", "update", "restore", "erase", "using",
];
/// Words after which those mean something else: `is distinct from`, `for update`, `do update`.
const OTHERWISE: &[&str] = &["distinct", "for", "key", "do"];
/// Words that may stand between, or instead of a table.
const NO_TABLE: &[&str] = &[
    "all", "lateral", "only", "select", "set", "values", "where", "as", "rows",
];
/// Words that begin a statement in which USING is followed by a table.
const TABLE_AFTER_USING: &[&str] = &["delete", "hard", "merge", "with"];
/// Words that begin a query in parentheses; in other parentheses `from` belongs to a call: `extract(year from t)`.
const BEGINNING: &[&str] = &[
    "select", "with", "insert", "update", "delete", "merge", "restore",
];

/// The names, each once, in the order of their first appearance.
pub(super) fn tables(source: &Source) -> Vec<Name> {
    let tokens = &source.tokens;
    // Elsewhere the columns of a join follow it.
    let using = word(tokens, 0).is_some_and(|word| is_one(word, TABLE_AFTER_USING));
    let ctes: Vec<&str> = (0..tokens.len()).filter_map(|at| cte(tokens, at)).collect();
    let mut found: Vec<Name> = Vec::new();
    let mut levels = vec![true];
    for at in 0..tokens.len() {
        match &tokens[at].kind {
            TokenKind::LeftParen => {
                let begins = |word| is_one(word, BEGINNING);
                levels.push(word(tokens, at + 1).is_some_and(begins));
            }
            TokenKind::RightParen => {
                levels.pop();
            }
            TokenKind::Word(before)
                if is_one(before, BEFORE)
                    && (using || !is_one(before, &["using"]))
                    && levels.last().copied().unwrap_or(true) =>
            {
                let otherwise =
                    at > 0 && word(tokens, at - 1).is_some_and(|word| is_one(word, OTHERWISE));
                if let Some(name) = table(tokens, at + 1).filter(|_| !otherwise)
                    && !ctes.contains(&name.text.as_str())
                    && !found.contains(&name)
                {
                    found.push(name);
                }
            }
            _ => {}
        }
    }
    found
}

/// The name of the table that stands here, perhaps behind its schema.
fn table(tokens: &[Token], mut at: usize) -> Option<Name> {
    if matches!(tokens.get(at + 1)?.kind, TokenKind::Dot) {
        at += 2;
    }
    let call = matches!(tokens.get(at + 1)?.kind, TokenKind::LeftParen);
    let name =
        word(tokens, at).filter(|word| !call && !is_one(word, NO_TABLE) && !is_reserved(word))?;
    Some(Name::new(name, tokens[at].span))
}

/// The name of a common table expression that is defined here: `name as (`.
fn cte(tokens: &[Token], at: usize) -> Option<&str> {
    let defined = word(tokens, at + 1)?.eq_ignore_ascii_case("as")
        && matches!(tokens.get(at + 2)?.kind, TokenKind::LeftParen);
    word(tokens, at).filter(|_| defined)
}

fn word(tokens: &[Token], at: usize) -> Option<&str> {
    match &tokens.get(at)?.kind {
        TokenKind::Word(word) => Some(word),
        _ => None,
    }
}

/// Whether a word cannot be the name of a table, as in `restore from users`.
fn is_reserved(word: &str) -> bool {
    keyword(word).is_some_and(|keyword| match keyword.category {
        Category::Reserved | Category::TypeFunctionName => true,
        Category::Unreserved | Category::ColumnName => false,
    })
}

fn is_one(word: &str, words: &[&str]) -> bool {
    words.iter().any(|other| word.eq_ignore_ascii_case(other))
}
