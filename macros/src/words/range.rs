//! The tables of a statement and the names by which it calls them.

use softdelete_compiler::ast::Name;
use softdelete_compiler::gather::Gather as _;
use softdelete_compiler::token::{Token, TokenKind};

use super::{is_one, is_reserved, word};

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
/// Words that end FROM, so that a comma after them is no longer its own.
const ENDING: &[&str] = &[
    "where",
    "group",
    "having",
    "window",
    "order",
    "limit",
    "offset",
    "fetch",
    "for",
    "union",
    "intersect",
    "except",
    "returning",
    "set",
    "when",
    "values",
    "select",
];
/// Words that may follow a table and are no name for it.
const NO_ALIAS: &[&str] = &[
    "set",
    "values",
    "by",
    "because",
    "overriding",
    "tablesample",
    "restore",
    "search",
    "cycle",
];

/// What stands in FROM, or is changed.
#[derive(Debug)]
pub(crate) struct Item {
    /// The table's name and the index of its token; none for what is no table: a subquery, a function, a common table expression.
    pub(super) table: Option<(Name, usize)>,
    /// By what its columns are qualified, if anything.
    pub(super) reference: Option<String>,
    /// The query it belongs to.
    pub(super) scope: usize,
    /// Whether it is the table that a statement inserts into, of which only some clauses speak.
    pub(super) target: bool,
}

/// All items of a statement.
#[derive(Debug, Default)]
pub(crate) struct Range {
    pub(super) items: Vec<Item>,
    /// The query that each query stands in; the first one stands in itself.
    pub(super) parents: Vec<usize>,
    /// The query that each token stands in.
    pub(super) scopes: Vec<usize>,
    /// For each token, whether it speaks of the table that the statement inserts into and of no other.
    pub(super) of_target: Vec<bool>,
    /// The tokens that name items, and so no columns.
    pub(super) names: Vec<usize>,
}

/// What is between two parentheses.
#[allow(
    clippy::struct_excessive_bools,
    reason = "they do not depend on each other"
)]
struct Level {
    scope: usize,
    /// Whether `from` and the like are those of a query here.
    query: bool,
    /// Whether the parentheses are an item, whose name may follow them.
    item: bool,
    /// Whether a comma is followed by another item.
    list: bool,
    /// Whether an item should stand here.
    expected: bool,
    /// Whether columns of the target are meant.
    of_target: bool,
}

impl Range {
    /// Reads the words of a statement.
    pub(crate) fn of(tokens: &[Token]) -> Self {
        let mut range = Self {
            parents: vec![0],
            ..Self::default()
        };
        // Elsewhere the columns of a join follow it.
        let using = word(tokens, 0).is_some_and(|word| is_one(word, TABLE_AFTER_USING));
        let mut levels = vec![Level {
            scope: 0,
            query: true,
            item: false,
            list: false,
            expected: false,
            of_target: false,
        }];
        for at in 0..tokens.len() {
            let nested = levels.len() > 1;
            let Some(level) = levels.last_mut() else {
                break;
            };
            range.scopes.push(level.scope);
            range.of_target.push(level.of_target);
            match &tokens[at].kind {
                TokenKind::LeftParen => {
                    let opened = range.open(tokens, at, level);
                    level.expected = false;
                    levels.push(opened);
                }
                TokenKind::RightParen if nested => {
                    let closed = levels.pop();
                    if let (Some(level), Some(true)) =
                        (levels.last(), closed.map(|level| level.item))
                    {
                        range.item(tokens, None, at + 1, level.scope, false);
                    }
                }
                TokenKind::Comma if level.list => level.expected = true,
                // `u.` while its column is still missing is followed by the next clause.
                TokenKind::Word(here)
                    if level.query && (!after_dot(tokens, at) || is_reserved(here)) =>
                {
                    range.word(tokens, at, here, using, level);
                }
                _ => {}
            }
        }
        range
    }

    /// The names of the tables, each once.
    pub(crate) fn tables(&self) -> Vec<Name> {
        let mut names: Vec<Name> = Vec::new();
        for (name, _) in self.items.iter().filter_map(|item| item.table.as_ref()) {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        names
    }

    /// Where a table is named.
    pub(crate) fn places(&self, table: &str) -> Vec<usize> {
        let named = self.items.iter().filter_map(|item| item.table.as_ref());
        let named = named.filter(|(name, _)| name.text == table);
        named.map(|(_, at)| *at).gather()
    }

    /// Whether one query stands in another or is it.
    pub(super) fn is_within(&self, mut scope: usize, outer: usize) -> bool {
        while scope != outer && scope != 0 {
            scope = self.parents[scope];
        }
        scope == outer
    }

    fn open(&mut self, tokens: &[Token], at: usize, around: &Level) -> Level {
        let begins = word(tokens, at + 1).is_some_and(|word| is_one(word, BEGINNING));
        // `from (users u join orders o on …)`
        let join = around.expected && !begins;
        let scope = if begins {
            self.parents.push(around.scope);
            self.parents.len() - 1
        } else {
            around.scope
        };
        // `insert into users (email)` and `on conflict (email)`
        let columns = self.is_target(at.wrapping_sub(1))
            || at > 0 && word(tokens, at - 1).is_some_and(|word| is_one(word, &["conflict"]));
        Level {
            scope,
            query: begins || join,
            item: around.expected && begins,
            list: join,
            expected: join,
            of_target: columns || around.of_target && !begins,
        }
    }

    /// Whether the token is the name of a table that is inserted into.
    fn is_target(&self, at: usize) -> bool {
        let target = |item: &Item| item.target && self.names.last() == Some(&at);
        self.items.last().is_some_and(target)
    }

    fn word(&mut self, tokens: &[Token], at: usize, here: &str, using: bool, level: &mut Level) {
        if self.names.contains(&at) {
            return;
        }
        let before = at.checked_sub(1).and_then(|before| word(tokens, before));
        let otherwise = before.is_some_and(|word| is_one(word, OTHERWISE));
        if is_one(here, BEFORE) && (using || !is_one(here, &["using"])) && !otherwise {
            let several = is_one(here, &["from", "using"]);
            (level.expected, level.of_target) = (true, false);
            level.list = several || level.list && is_one(here, &["join"]);
            return;
        }
        if is_one(here, &["returning", "conflict"]) {
            level.of_target = true;
        }
        if is_one(here, ENDING) {
            (level.expected, level.list) = (false, false);
            return;
        }
        if !level.expected || is_one(here, NO_TABLE) {
            return;
        }
        level.expected = false;
        // Behind its schema, perhaps.
        let mut name_at = at;
        while matches!(tokens[name_at + 1].kind, TokenKind::Dot)
            && word(tokens, name_at + 2).is_some()
        {
            self.names.push(name_at);
            name_at += 2;
        }
        let Some(name) = word(tokens, name_at).filter(|word| !is_reserved(word)) else {
            return;
        };
        let target = before.is_some_and(|word| is_one(word, &["into"]));
        let call = !target && matches!(tokens[name_at + 1].kind, TokenKind::LeftParen);
        if call {
            // Its alias stands behind its arguments.
            level.expected = false;
            let close = closing(tokens, name_at + 1);
            self.item(tokens, None, close + 1, level.scope, false);
            return;
        }
        let table =
            (!is_cte(tokens, name)).then(|| (Name::new(name, tokens[name_at].span), name_at));
        self.names.push(name_at);
        self.item(tokens, table, name_at + 1, level.scope, target);
    }

    /// Adds an item, whose alias may stand at `after`.
    fn item(
        &mut self,
        tokens: &[Token],
        table: Option<(Name, usize)>,
        after: usize,
        scope: usize,
        target: bool,
    ) {
        let mut at = after + scope_words(tokens, after);
        if word(tokens, at).is_some_and(|word| is_one(word, &["as"])) {
            at += 1;
        }
        let alias = word(tokens, at).filter(|word| !is_reserved(word) && !is_one(word, NO_ALIAS));
        if alias.is_some() {
            self.names.push(at);
        }
        let name = table.as_ref().map(|(name, _)| name.text.as_str());
        let reference = alias.or(name).map(ToOwned::to_owned);
        self.items.push(Item {
            table,
            reference,
            scope,
            target,
        });
    }
}

/// How many tokens say which rows of a table are meant: `with deleted`, `deleted after $t`, `as of $t`.
fn scope_words(tokens: &[Token], at: usize) -> usize {
    let is = |ahead: usize, words: &[&str]| {
        word(tokens, at + ahead).is_some_and(|word| is_one(word, words))
    };
    if is(0, &["with", "only"]) && is(1, &["deleted"]) {
        2
    } else if is(0, &["deleted"]) && is(1, &["between"]) {
        5
    } else if is(0, &["deleted"]) && is(1, &["after", "before"]) || is(0, &["as"]) && is(1, &["of"])
    {
        3
    } else {
        0
    }
}

fn after_dot(tokens: &[Token], at: usize) -> bool {
    at > 0 && matches!(tokens[at - 1].kind, TokenKind::Dot)
}

/// Where the parenthesis that opens here is closed.
fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.kind {
            TokenKind::LeftParen => depth += 1,
            TokenKind::RightParen if depth == 1 => return at,
            TokenKind::RightParen => depth -= 1,
            _ => {}
        }
    }
    tokens.len()
}

/// Whether a common table expression of this name is defined somewhere: `name as (`.
fn is_cte(tokens: &[Token], name: &str) -> bool {
    (0..tokens.len()).any(|at| {
        word(tokens, at) == Some(name)
            && word(tokens, at + 1).is_some_and(|word| word.eq_ignore_ascii_case("as"))
            && tokens
                .get(at + 2)
                .is_some_and(|token| matches!(token.kind, TokenKind::LeftParen))
    })
}
