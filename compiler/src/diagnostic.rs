//! The catalogue of mistakes, and the collector every pass reports to.
//!
//! Each kind of mistake is one [`Entry`] with a stable code, in the file of the pass that finds it. The chapter
//! "Errors" of the documentation and the check that each has a ui case are made from [`catalogue`].

use crate::gather::Gather as _;
use crate::span::Span;

pub mod declaration;
pub mod grouping;
pub mod name;
pub mod protection;
pub mod result;
pub mod syntax;
pub mod types;

/// A kind of mistake.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    /// The stable code, `SD` and four digits.
    pub code: &'static str,
    /// What it is, in a few words: a heading of the documentation.
    pub title: &'static str,
    /// What it means, why it is refused, and what to write instead: a paragraph of the documentation (Markdown).
    pub explanation: &'static str,
}

/// A mistake in a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its kind.
    pub entry: &'static Entry,
    /// What is wrong here, in SQL terms, naming the user's own words.
    pub message: String,
    /// The user's token or tokens.
    pub span: Span,
    /// What to write instead.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A mistake of a kind at a place.
    pub fn new(entry: &'static Entry, span: Span, message: impl Into<String>) -> Self {
        Self {
            entry,
            message: message.into(),
            span,
            help: None,
        }
    }

    /// Says what to write instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Collects the mistakes of a statement, so that all are reported at once and none twice.
#[derive(Debug, Default)]
pub struct Errors {
    found: Vec<Diagnostic>,
}

impl Errors {
    /// No mistakes so far.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reports a mistake. One of the same kind at the same place is reported once.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let known = self
            .found
            .iter()
            .any(|other| other.span == diagnostic.span && other.entry == diagnostic.entry);
        if !known {
            self.found.push(diagnostic);
        }
    }

    /// Whether nothing was reported.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Whether a mistake of spelling or grammar was reported, after which parts of the statement may be missing.
    pub fn has_grammar_mistake(&self) -> bool {
        self.found
            .iter()
            .any(|diagnostic| syntax::ALL.contains(&diagnostic.entry))
    }

    /// How many were reported.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// What was reported, in the order of the source.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.found.sort_by_key(|diagnostic| diagnostic.span.start);
        self.found
    }
}

/// Every kind of mistake, by code.
pub fn catalogue() -> Vec<&'static Entry> {
    let mut all: Vec<_> = [
        syntax::ALL,
        name::ALL,
        types::ALL,
        grouping::ALL,
        protection::ALL,
        result::ALL,
        declaration::ALL,
    ]
    .concat();
    all.sort_by_key(|entry| entry.code);
    all
}

/// The name among `candidates` that was probably meant by `written`, if one is close enough.
pub fn did_you_mean<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let limit = written.chars().count().div_ceil(3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (edit_distance(written, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The name among `candidates` that was meant by `written` and missed by one slip of typing: a letter more, less or another, or two
/// that changed places. That is less than what [`did_you_mean`] is content with: it decides that a name is none of the user's own.
pub fn misspelled<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let mut candidates = candidates.into_iter();
    candidates.find(|candidate| written.len() > 2 && is_one_slip(written, candidate))
}

/// What differs between two words that begin and end alike is one letter at most, or two that changed places. Asked of all names there
/// are, so it looks at bytes and makes nothing.
fn is_one_slip(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len().abs_diff(right.len()) > 1 {
        return false;
    }
    let alike = |(a, b): &(&u8, &u8)| a.eq_ignore_ascii_case(b);
    let before = left.iter().zip(right).take_while(alike).count();
    let (left, right) = (&left[before..], &right[before..]);
    let behind = left.iter().rev().zip(right.iter().rev());
    let behind = behind.take_while(alike).count();
    match (&left[..left.len() - behind], &right[..right.len() - behind]) {
        ([] | [_], [] | [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

/// Levenshtein's distance, where letters of different case count as equal.
pub(crate) fn edit_distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().flat_map(char::to_lowercase).gather();
    let mut row: Vec<usize> = (0..=right.len()).gather();
    for (i, a) in left.chars().flat_map(char::to_lowercase).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in right.iter().enumerate() {
            let substituted = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::misspelled;

    #[test]
    fn one_slip_is_a_misspelling_and_two_are_another_name() {
        let meant = |written| misspelled(written, ["lower", "count", "max", "bool"]);
        for (written, name) in [("lowr", "lower"), ("lowwer", "lower"), ("coutn", "count")] {
            assert_eq!(meant(written), Some(name), "{written}");
        }
        assert_eq!(meant("tax"), Some("max"));
        assert_eq!(meant("Count"), Some("count"));
        for other in ["mood", "slugify", "flow", "amount", "mx", "ma"] {
            assert_eq!(meant(other), None, "{other}");
        }
    }
}
