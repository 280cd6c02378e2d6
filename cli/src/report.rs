//! A mistake as rustc would show it: where it is, the user's line, the words underlined, and what to write instead.

use std::fmt::Write;

use softdelete_compiler::diagnostic::Diagnostic;

use crate::input::Text;

/// How wide a tab is shown.
const TAB: &str = "    ";

/// How many characters of a line are shown before, among and after the words underlined. A statement in one line may be of
/// any length.
const BEFORE: usize = 70;
const MARKED: usize = 200;
const AFTER: usize = 50;

/// Shows a mistake of the statement that begins at byte `start` of a text.
pub(crate) fn report(text: &Text, start: usize, mistake: &Diagnostic) -> String {
    let source = text.text.as_str();
    let from = boundary(source, start + mistake.span.start as usize);
    let to = boundary(source, start + mistake.span.end as usize).max(from);
    let line_start = source[..from].rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = source[from..]
        .find('\n')
        .map_or(source.len(), |newline| from + newline);
    let line = 1 + source[..line_start].matches('\n').count();
    let column = 1 + source[line_start..from].chars().count();
    let gutter = " ".repeat(line.to_string().len());
    let end = to.min(line_end);
    let before = last(&shown(&source[line_start..from]), BEFORE);
    let marked = first(&shown(&source[from..end]), MARKED);
    let after = first(&shown(source[end..line_end].trim_end()), AFTER);
    let indent = " ".repeat(before.chars().count());
    let carets = "^".repeat(marked.chars().count().max(1));
    let mut report = String::new();
    // Writing to a String does not fail.
    let _ = write!(
        report,
        "error[{code}]: {message}\n{gutter}--> {name}:{line}:{column}\n{gutter} |\n\
         {line} | {before}{marked}{after}\n{gutter} | {indent}{carets}\n",
        code = mistake.entry.code,
        message = shown(&mistake.message),
        name = text.name,
    );
    if let Some(help) = &mistake.help {
        let lines: Vec<String> = help.lines().map(shown).collect();
        let continued = format!("\n{gutter}           ");
        let _ = writeln!(report, "{gutter} = help: {}", lines.join(&continued));
    }
    report.push('\n');
    report
}

/// The first characters of a text, and a mark where there are more.
fn first(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The last characters of a text, and a mark where there are more.
fn last(text: &str, most: usize) -> String {
    match text.char_indices().rev().nth(most - 1) {
        Some((start, _)) if start > 0 => format!("…{}", &text[start..]),
        _ => text.to_owned(),
    }
}

/// The nearest place at or before a byte where a character begins.
fn boundary(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

/// A piece of the user's text as it may be printed: a terminal would obey control characters.
fn shown(text: &str) -> String {
    text.replace('\t', TAB)
        .chars()
        .map(|c| if c.is_control() { '\u{FFFD}' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::report;
    use crate::input::Text;
    use crate::mistake::INTERNAL;
    use softdelete_compiler::diagnostic::Diagnostic;
    use softdelete_compiler::span::Span;

    #[test]
    fn the_words_are_underlined() {
        let text = Text {
            name: "a.sql".to_owned(),
            text: "select 1;\n\tsélect x\nfrom y".to_owned(),
        };
        let mistake = Diagnostic::new(&INTERNAL, Span::new(0, 7), "no").help("one\ntwo");
        let expected = "error[SD0902]: no\n --> a.sql:2:2\n  |\n2 |     sélect x\n  |     ^^^^^^\n  = help: one\n            two\n\n";
        assert_eq!(report(&text, 11, &mistake), expected);
    }

    #[test]
    fn of_a_long_line_the_surroundings_are_shown() {
        let text = Text {
            name: "a".to_owned(),
            text: format!("{}wrong{}", "a".repeat(1000), "b".repeat(1000)),
        };
        let mistake = Diagnostic::new(&INTERNAL, Span::new(1000, 1005), "no \u{1b}[31m");
        let expected = format!(
            "error[SD0902]: no \u{FFFD}[31m\n --> a:1:1001\n  |\n1 | …{}wrong{}…\n  | {}^^^^^\n\n",
            "a".repeat(70),
            "b".repeat(50),
            " ".repeat(71),
        );
        assert_eq!(report(&text, 0, &mistake), expected);
    }

    #[test]
    fn a_place_beyond_the_end_is_the_end() {
        let text = Text {
            name: "a".to_owned(),
            text: "x".to_owned(),
        };
        let mistake = Diagnostic::new(&INTERNAL, Span::new(7, 9), "no");
        assert!(report(&text, 0, &mistake).contains("a:1:2"));
    }
}
