//! What to write instead of what cannot be parsed: slips that are made often, told by the words around them.
//!
//! Advice never decides what a statement means; it is only ever said beside a mistake.

use super::cursor::Parser;
use crate::diagnostic::edit_distance;
use crate::gather::Gather as _;
use crate::token::TokenKind;

/// Words that begin a clause or join, which a misspelled word may have been meant for.
const CLAUSES: [&str; 20] = [
    "from",
    "where",
    "group",
    "having",
    "window",
    "order",
    "limit",
    "offset",
    "returning",
    "values",
    "union",
    "intersect",
    "except",
    "inner",
    "left",
    "right",
    "cross",
    "join",
    "using",
    "conflict",
];

/// The clauses of SELECT that have a fixed order.
const IN_ORDER: [&str; 9] = [
    "from", "where", "group", "having", "window", "order", "limit", "offset", "for",
];

/// The words that statements begin with.
const STATEMENTS: [&str; 9] = [
    "select", "values", "table", "insert", "update", "delete", "merge", "restore", "erase",
];

impl Parser<'_> {
    /// What to write where `expected` was expected and something else stands, if the slip is a known one.
    pub(super) fn advice(&self, expected: &str) -> Option<String> {
        let at_end = self.at_kind(&TokenKind::End);
        if self.at_kind(&TokenKind::Colon) || self.behind_is_question_mark() {
            return Some("a parameter is a Rust place behind `$`: `where id = $id`".to_owned());
        }
        let here = self.plain_word(self.position());
        let before = self
            .position()
            .checked_sub(1)
            .and_then(|at| self.plain_word(at));
        let wants_end = expected.starts_with("the end");
        let known = match (before.as_deref(), here.as_deref()) {
            (_, Some("limit")) if wants_end && self.changes_data() => {
                "rows to change are chosen by WHERE: `where id in (select id from … limit …)`"
            }
            (_, Some("cascade" | "restrict")) if wants_end && self.changes_data() => {
                "what becomes of rows that refer to these is declared with their column: `on_delete = cascade`"
            }
            (None, Some("undelete" | "recover" | "revive")) => {
                "deleted rows are brought back by `restore … where …`"
            }
            (None, Some("purge")) => {
                "rows past their retention are removed by `hard delete from … where …`, or in batches by `Purge::of`"
            }
            (None, Some("soft")) => "`delete` marks rows: write `delete from … where …`",
            (_, Some("descending")) => "write `desc`",
            (_, Some("ascending")) => "write `asc`",
            (_, Some("on"))
                if self.plain_word(self.position() + 1).as_deref() == Some("duplicate") =>
            {
                "write `on conflict (…) do update set …`"
            }
            (Some("delete"), Some("hard")) => "the word stands first: `hard delete from …`",
            (Some("delete"), Some(_)) if expected == "`from`" => "write `delete from …`",
            (Some("deleted"), Some("since")) => "write `deleted after …`",
            (_, Some("with" | "only" | "deleted")) if wants_end && self.scope_follows() => {
                "a scope stands before the alias: `users with deleted u`"
            }
            (Some("top"), _) if matches!(self.kind(), TokenKind::Integer(_)) => {
                "write `limit …` at the end of the query"
            }
            (Some("not"), Some("null")) => "write `is not null`",
            (Some("using"), Some(_)) if expected == "`(`" => {
                "write the columns in parentheses: `using (id)`"
            }
            (Some("limit" | "offset"), _) if self.at_operator("=") => {
                "write the number alone: `limit 5`"
            }
            (_, Some("skip")) if wants_end => {
                "write `for update skip locked`, with one of `nowait` and `skip locked`"
            }
            _ if at_end && expected.contains("for the join") => {
                "write `on a.id = b.a_id` or `using (column)`, or make it a `cross join`"
            }
            _ if self.at_kind(&TokenKind::RightParen) && self.is_empty_list() => {
                "an empty list is a parameter: `in $list`"
            }
            (_, Some(word)) if wants_end && IN_ORDER.contains(&word) => {
                "the clauses stand in the order FROM, WHERE, GROUP BY, HAVING, WINDOW, ORDER BY, LIMIT, OFFSET, FOR"
            }
            _ => return self.guess(expected, before.as_deref(), here.as_deref()),
        };
        Some(known.to_owned())
    }

    /// A word that is another one misspelled, or a comma or value that is missing.
    fn guess(&self, expected: &str, before: Option<&str>, here: Option<&str>) -> Option<String> {
        if expected.starts_with("a statement") {
            let meant = here.and_then(|word| slip_of(word, &STATEMENTS));
            return meant.map(|meant| format!("did you mean `{meant}`?"));
        }
        let is_name = here.is_some() && self.keyword().is_none();
        if let Some(meant) = here
            .filter(|_| is_name)
            .and_then(|word| slip_of(word, &CLAUSES))
        {
            return Some(format!("did you mean `{meant}`?"));
        }
        if let Some(word) = before.filter(|_| self.keyword_behind(1).is_none())
            && let Some(meant) = slip_of(word, &CLAUSES)
        {
            return Some(format!("did you mean `{meant}` instead of `{word}`?"));
        }
        if expected.starts_with("the end") && is_name && before.is_some() {
            return Some("a comma stands between two columns or tables".to_owned());
        }
        let before = before.filter(|_| expected == "an expression")?;
        Some(format!(
            "write what belongs behind `{before}`, or leave `{before}` out"
        ))
    }

    /// The word at a position, in lower case.
    fn plain_word(&self, position: usize) -> Option<String> {
        match self.kind_of(position) {
            Some(TokenKind::Word(word)) => Some(word.to_ascii_lowercase()),
            _ => None,
        }
    }

    /// `?`, which other databases and drivers write for a parameter, is an operator here.
    fn behind_is_question_mark(&self) -> bool {
        let behind = self
            .position()
            .checked_sub(1)
            .and_then(|at| self.kind_of(at));
        matches!(behind, Some(TokenKind::Operator(symbol)) if symbol.ends_with('?'))
    }

    fn changes_data(&self) -> bool {
        let first = self.plain_word(0);
        first.is_some_and(|word| {
            ["update", "delete", "hard", "restore", "erase"].contains(&word.as_str())
        })
    }

    /// Whether the words of a scope stand here.
    fn scope_follows(&self) -> bool {
        let next = self.plain_word(self.position() + 1);
        next.is_some_and(|word| ["deleted", "after", "before", "between"].contains(&word.as_str()))
    }

    /// `in (` right behind.
    fn is_empty_list(&self) -> bool {
        let at = self.position();
        at >= 2
            && matches!(self.kind_of(at - 1), Some(TokenKind::LeftParen))
            && self.plain_word(at - 2).as_deref() == Some("in")
    }
}

/// The word that another was probably meant for: one letter is wrong, or they stand in another order.
fn slip_of<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.chars().gather();
        letters.sort_unstable();
        letters
    };
    let near = |candidate: &&&str| {
        let alike = edit_distance(word, candidate) == 1 || letters(word) == letters(candidate);
        alike && word != **candidate
    };
    candidates
        .iter()
        .filter(|_| word.len() > 3)
        .find(near)
        .copied()
}
