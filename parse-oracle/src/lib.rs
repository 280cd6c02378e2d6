//! Compares what the compiler reads and renders with PostgreSQL's own parser.
//!
//! A statement passes when PostgreSQL's tree of our rendering is PostgreSQL's tree of the original, places removed.

use std::collections::BTreeMap;
use std::path::PathBuf;

use softdelete_compiler::diagnostic::Errors;
use softdelete_compiler::lex::ParamStyle;
use softdelete_compiler::render::RenderOptions;
use softdelete_compiler::{lex, parse, render};

pub mod grammar;
pub mod sentence;

/// What came of one statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Both read it, and our rendering has the same tree.
    Same,
    /// Neither reads it.
    BothRefuse,
    /// Only we read it.
    OnlyOurs,
    /// Only PostgreSQL reads it.
    OnlyPostgres,
    /// PostgreSQL does not read our rendering.
    BadRendering,
    /// Our rendering has another tree.
    OtherTree,
}

impl Verdict {
    /// Whether it is a fault of ours.
    pub fn is_fault(self) -> bool {
        matches!(
            self,
            Self::OnlyPostgres | Self::BadRendering | Self::OtherTree
        )
    }
}

/// PostgreSQL's tree of a statement as text, without places.
///
/// # Errors
/// PostgreSQL's message if it does not read the statement.
pub fn tree(sql: &str) -> Result<String, String> {
    let parsed = pg_query::parse(sql, pg_query::ParserOptions::DEFAULT)
        .map_err(|error| error.to_string())?;
    Ok(without_places(&format!("{:?}", parsed.protobuf)))
}

/// Our rendering of a statement.
///
/// # Errors
/// Our messages if we do not read the statement.
pub fn rendering(sql: &str) -> Result<String, String> {
    let mut errors = Errors::new();
    let source = lex::sql(sql, ParamStyle::Positional, &mut errors);
    let parsed = parse::statement(&source, &mut errors);
    match parsed {
        Some(parsed) if errors.is_empty() => Ok(render::statement(
            &parsed.statement,
            &RenderOptions::default(),
        )),
        _ => {
            let messages: Vec<_> = errors
                .into_sorted()
                .into_iter()
                .map(|error| format!("{} {}", error.entry.code, error.message))
                .collect();
            Err(messages.join("; "))
        }
    }
}

/// Compares one statement; the text says what differs.
pub fn compare(sql: &str) -> (Verdict, String) {
    match (tree(sql), rendering(sql)) {
        (Err(_), Err(_)) => (Verdict::BothRefuse, String::new()),
        (Err(message), Ok(text)) => (Verdict::OnlyOurs, format!("{message}\n  {text}")),
        (Ok(_), Err(message)) => (Verdict::OnlyPostgres, message),
        (Ok(original), Ok(text)) => match tree(&text) {
            Err(message) => (Verdict::BadRendering, format!("{message}\n  {text}")),
            Ok(rendered) if rendered == original => (Verdict::Same, String::new()),
            Ok(rendered) => (
                Verdict::OtherTree,
                format!("{text}\n  {}", first_difference(&original, &rendered)),
            ),
        },
    }
}

/// Counts the verdicts over many statements, and describes the faults.
pub fn survey<'a>(
    statements: impl IntoIterator<Item = &'a str>,
) -> (BTreeMap<Verdict, usize>, Vec<String>) {
    let mut counts = BTreeMap::new();
    let mut faults = Vec::new();
    for sql in statements {
        let (verdict, detail) = compare(sql);
        *counts.entry(verdict).or_insert(0) += 1;
        if verdict.is_fault() {
            faults.push(format!("{verdict:?}: {sql}\n  {detail}"));
        } else if verdict == Verdict::OnlyOurs
            && std::env::var_os("SOFTDELETE_ORACLE_VERBOSE").is_some()
        {
            println!("{verdict:?}: {sql}\n  {detail}");
        }
    }
    (counts, faults)
}

/// Where the corpus of statements is: `SOFTDELETE_CORPUS`, else `../shared/corpus` beside the repository.
pub fn corpus() -> Option<PathBuf> {
    let folder = match std::env::var_os("SOFTDELETE_CORPUS") {
        Some(folder) => PathBuf::from(folder),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus"),
    };
    folder.is_dir().then_some(folder)
}

/// Removes the fields that hold places in the text.
fn without_places(tree: &str) -> String {
    const PLACES: [&str; 6] = [
        "location: ",
        "stmt_len: ",
        "list_start: ",
        "list_end: ",
        "stmt_location: ",
        "name_location: ",
    ];
    let mut out = String::with_capacity(tree.len());
    let mut rest = tree;
    while let Some((field, at)) = PLACES
        .iter()
        .filter_map(|place| rest.find(place).map(|at| (place, at)))
        .min_by_key(|(_, at)| *at)
    {
        out.push_str(&rest[..at]);
        rest = &rest[at + field.len()..];
        let end = rest
            .find(|c: char| c != '-' && !c.is_ascii_digit())
            .unwrap_or(rest.len());
        rest = &rest[end..];
    }
    out.push_str(rest);
    without_underscores(&out)
}

/// Removes underscores from large numbers, which we do not render: servers before 16 do not read them.
fn without_underscores(tree: &str) -> String {
    const NUMBER: &str = "fval: \"";
    let mut parts = tree.split(NUMBER);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (number, rest) = part.split_once('"').unwrap_or((part, ""));
        out.push_str(NUMBER);
        out.push_str(&number.replace('_', ""));
        out.push('"');
        out.push_str(rest);
    }
    out
}

fn first_difference(left: &str, right: &str) -> String {
    let at = left
        .bytes()
        .zip(right.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let around = |text: &str| {
        let start = (at.saturating_sub(60)..=at)
            .find(|&start| text.is_char_boundary(start))
            .unwrap_or(0);
        text[start..].chars().take(160).collect::<String>()
    };
    format!("theirs …{}…\n  ours   …{}…", around(left), around(right))
}
