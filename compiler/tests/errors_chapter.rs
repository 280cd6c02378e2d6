//! The manual's chapter "Errors" is the catalogue of diagnostics; `UPDATE=1 cargo test -p softdelete-compiler --test errors_chapter` writes it.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use softdelete_compiler::diagnostic::{Entry, catalogue};

const INTRODUCTION: &str = "\
# Errors

Mistakes in a statement or a declaration are reported by rustc, at the user's own word, all of them at once. Each kind has a code that does not change. Errors at run
time are in the chapter [Connections](connections.md#errors).

<!-- Written from the catalogue of diagnostics by `UPDATE=1 cargo test -p softdelete-compiler --test errors_chapter`. -->
";

/// The sections, by the first digits of the codes.
const SECTIONS: &[(&str, &str)] = &[
    ("SD00", "Syntax"),
    ("SD01", "Names"),
    ("SD02", "Types"),
    ("SD03", "Grouping"),
    ("SD04", "Protection of rows"),
    ("SD05", "Results and parameters"),
    ("SD06", "Declarations"),
];

fn chapter() -> String {
    let mut text = INTRODUCTION.to_owned();
    let all = catalogue();
    for (prefix, section) in SECTIONS {
        let entries: Vec<_> = all
            .iter()
            .filter(|entry| entry.code.starts_with(prefix))
            .collect();
        if entries.is_empty() {
            continue;
        }
        let _ = write!(text, "\n## {section}\n");
        for entry in entries {
            let _ = write!(
                text,
                "\n### {}: {}\n\n{}\n",
                entry.code,
                capitalised(entry.title),
                entry.explanation
            );
        }
    }
    text
}

fn capitalised(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[test]
fn the_chapter_is_the_catalogue() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/src/errors.md");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, chapter()).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == chapter(),
        "docs/src/errors.md differs from the catalogue: run `UPDATE=1 cargo test -p softdelete-compiler --test errors_chapter`"
    );
}

#[test]
fn codes_are_in_a_section_and_used_once() {
    let all: Vec<&Entry> = catalogue();
    for pair in all.windows(2) {
        assert_ne!(
            pair[0].code, pair[1].code,
            "two kinds of mistakes have one code"
        );
    }
    for entry in all {
        let known = SECTIONS
            .iter()
            .any(|(prefix, _)| entry.code.starts_with(prefix));
        assert!(
            known && entry.code.len() == 6,
            "{} is in no section",
            entry.code
        );
        assert!(
            !entry.explanation.is_empty(),
            "{} explains nothing",
            entry.code
        );
    }
}
