//! A mistake as rustc would show it: where it is, the user's line, the words underlined, and what to write instead.

use std::fmt::Write;

use softdelete_compiler::diagnostic::Diagnostic;

use crate::input::Text;

/// How wide a tab is shown.
const TAB: &str = "    ";

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
    let carets = "^".repeat(
        shown(&source[from..to.min(line_end)])
            .chars()
            .count()
            .max(1),
    );
    let indent = " ".repeat(shown(&source[line_start..from]).chars().count());
    let excerpt = shown(source[line_start..line_end].trim_end());
    let mut report = String::new();
    // Writing to a String does not fail.
    let _ = write!(
        report,
        "error[{code}]: {message}\n{gutter}--> {name}:{line}:{column}\n{gutter} |\n{line} | {excerpt}\n{gutter} | {indent}{carets}\n",
        code = mistake.entry.code,
        message = mistake.message,
        name = text.name,
    );
    if let Some(help) = &mistake.help {
        let continued = format!("\n{gutter}           ");
        let _ = writeln!(
            report,
            "{gutter} = help: {}",
            help.replace('\n', &continued)
        );
    }
    report.push('\n');
    report
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
    fn a_place_beyond_the_end_is_the_end() {
        let text = Text {
            name: "a".to_owned(),
            text: "x".to_owned(),
        };
        let mistake = Diagnostic::new(&INTERNAL, Span::new(7, 9), "no");
        assert!(report(&text, 0, &mistake).contains("a:1:2"));
    }
}
