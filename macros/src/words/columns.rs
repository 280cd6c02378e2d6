//! The words that are columns of the statement's tables, known ones or not yet.

use softdelete_compiler::catalog::Schema;
use softdelete_compiler::gather::Gather as _;
use softdelete_compiler::keyword::keyword;
use softdelete_compiler::token::{Token, TokenKind};

use super::range::{Item, Range};
use super::{is_one, is_reserved, qualifier, word};

/// Words before something that is no column.
const BEFORE_OTHERS: &[&str] = &["as", "collate", "window", "constraint", "over"];
/// Our own words, which PostgreSQL's grammar does not know.
const OWN: &[&str] = &["hard", "restore", "erase", "deleted", "because", "excluded"];
/// By which the table that is changed is called in some clauses.
const VERSIONS: &[&str] = &["excluded", "old", "new"];

/// A word that is a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Column {
    /// The table, as an index into the schema.
    pub(crate) table: usize,
    /// The index of its token.
    pub(crate) at: usize,
    /// The token of its qualifier, if it has one.
    pub(crate) qualifier: Option<usize>,
}

/// The columns in the order of the tokens.
pub(crate) fn columns(tokens: &[Token], range: &Range, schema: &Schema) -> Vec<Column> {
    let columns = Columns {
        tokens,
        range,
        schema,
    };
    (0..tokens.len())
        .filter_map(|at| columns.column(at))
        .gather()
}

struct Columns<'a> {
    tokens: &'a [Token],
    range: &'a Range,
    schema: &'a Schema,
}

impl Columns<'_> {
    fn column(&self, at: usize) -> Option<Column> {
        let name = word(self.tokens, at)?;
        if self.range.names.contains(&at) {
            return None;
        }
        let before = at.checked_sub(1).map(|before| &self.tokens[before].kind);
        if let Some(TokenKind::Dot) = before {
            let qualifier = qualifier(self.tokens, at)?;
            let table = self.qualified(qualifier)?;
            // `u.` while its column is still missing, and what follows is the next clause.
            if is_reserved(name) && !self.has(table, name) {
                return None;
            }
            let qualifier = Some(qualifier);
            return Some(Column {
                table,
                at,
                qualifier,
            });
        }
        let after = &self.tokens.get(at + 1)?.kind;
        let called = matches!(after, TokenKind::Dot | TokenKind::LeftParen);
        if called || is_reserved(name) || before.is_some_and(is_operand) {
            return None;
        }
        if let Some(TokenKind::Word(before)) = before
            && is_one(before, BEFORE_OTHERS)
        {
            return None;
        }
        let table = self.unqualified(at, name)?;
        Some(Column {
            table,
            at,
            qualifier: None,
        })
    }

    /// The table of a qualifier: that of the nearest query with an item of this name.
    fn qualified(&self, at: usize) -> Option<usize> {
        let name = word(self.tokens, at)?;
        let mut items: Vec<&Item> = self
            .visible(at)
            .filter(|item| item.reference.as_deref() == Some(name))
            .gather();
        // The deepest of the queries around was opened last.
        items.sort_by_key(|item| item.scope);
        if let Some(item) = items.last() {
            return self.table(item);
        }
        let changed = self
            .range
            .items
            .first()
            .filter(|_| is_one(name, VERSIONS))?;
        self.table(changed)
    }

    fn unqualified(&self, at: usize, name: &str) -> Option<usize> {
        let first = self.range.items.first()?;
        let set = at > 0 && word(self.tokens, at - 1).is_some_and(|word| is_one(word, &["set"]));
        if set || self.range.of_target[at] && first.target {
            return self.table(first);
        }
        // The queries around, the nearest first.
        let mut scopes = vec![self.range.scopes[at]];
        while let Some(scope) = scopes.last().filter(|scope| **scope != 0) {
            scopes.push(self.range.parents[*scope]);
        }
        let items = |scope: usize| {
            let items = self.range.items.iter();
            items.filter(move |item| item.scope == scope && !item.target)
        };
        for scope in &scopes {
            let mut having = items(*scope).filter_map(|item| {
                let table = self.table(item)?;
                self.has(table, name).then_some(table)
            });
            match (having.next(), having.next()) {
                (Some(table), None) => return Some(table),
                (Some(_), Some(_)) => return None,
                (None, _) => {}
            }
        }
        // A column that is still being typed, or a wrong one.
        let nearest = scopes
            .into_iter()
            .find(|scope| items(*scope).next().is_some())?;
        let mut nearest = items(nearest);
        let only = nearest.next().filter(|_| nearest.next().is_none())?;
        self.table(only).filter(|_| !self.means_something(name))
    }

    fn has(&self, table: usize, name: &str) -> bool {
        let mut columns = self.schema.tables[table].columns.iter();
        columns.any(|column| column.name == name)
    }

    /// Whether an unknown word is known as something else than a column.
    fn means_something(&self, name: &str) -> bool {
        let item = |item: &Item| item.reference.as_deref() == Some(name);
        let output = |at: usize| {
            word(self.tokens, at).is_some_and(|word| word.eq_ignore_ascii_case("as"))
                && word(self.tokens, at + 1) == Some(name)
        };
        keyword(name).is_some()
            || is_one(name, OWN)
            || self.range.items.iter().any(item)
            || (0..self.tokens.len()).any(output)
    }

    /// The items that can be spoken of at a token.
    fn visible(&self, at: usize) -> impl Iterator<Item = &Item> {
        let scope = self.range.scopes[at];
        let items = self.range.items.iter();
        items.filter(move |item| self.range.is_within(scope, item.scope))
    }

    fn table(&self, item: &Item) -> Option<usize> {
        let (name, _) = item.table.as_ref()?;
        let mut tables = self.schema.tables.iter();
        tables.position(|table| table.local_name == name.text)
    }
}

/// Whether an expression may end with a token, so that a word after it is a name for that.
fn is_operand(kind: &TokenKind) -> bool {
    match kind {
        TokenKind::Word(word) => keyword(word).is_none() && !is_one(word, OWN),
        TokenKind::Quoted(_)
        | TokenKind::Integer(_)
        | TokenKind::Numeric(_)
        | TokenKind::String(_)
        | TokenKind::Bytes(_)
        | TokenKind::Bits(_)
        | TokenKind::Hex(_)
        | TokenKind::Param(_)
        | TokenKind::RightParen
        | TokenKind::RightBracket
        | TokenKind::Typecast => true,
        TokenKind::Choice(_)
        | TokenKind::Operator(_)
        | TokenKind::LeftParen
        | TokenKind::LeftBracket
        | TokenKind::LeftBrace
        | TokenKind::RightBrace
        | TokenKind::Comma
        | TokenKind::Semicolon
        | TokenKind::Dot
        | TokenKind::DotDot
        | TokenKind::Colon
        | TokenKind::ColonEquals
        | TokenKind::EqualsGreater
        | TokenKind::End => false,
    }
}
