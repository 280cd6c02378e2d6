//! A text into its statements.

use softdelete_compiler::diagnostic::Errors;
use softdelete_compiler::lex::{self, ParamStyle};
use softdelete_compiler::token::TokenKind;

/// A statement of a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Piece<'a> {
    /// Its text, without the semicolon.
    pub(crate) sql: &'a str,
    /// Where it begins in the whole text, in bytes.
    pub(crate) start: usize,
}

/// The statements of a text, in order. The lexer tells which semicolons end one, so that those in strings, quoted names
/// and comments do not. Where there is nothing but space and comments, there is no statement.
pub(crate) fn statements(text: &str) -> Vec<Piece<'_>> {
    let mut errors = Errors::new();
    let source = lex::sql(text, ParamStyle::Positional, &mut errors);
    // What is no token is a mistake that the statement's own compilation has to report.
    let mistakes: Vec<usize> = errors
        .into_sorted()
        .iter()
        .map(|error| error.span.start as usize)
        .collect();
    let mut pieces = Vec::new();
    let mut add = |first: Option<usize>, from: usize, to: usize| {
        let mistake = mistakes
            .iter()
            .copied()
            .find(|mistake| (from..to).contains(mistake));
        if let Some(start) = first.into_iter().chain(mistake).min() {
            pieces.push(Piece {
                sql: text[start..to].trim_end(),
                start,
            });
        }
    };
    let mut from = 0;
    let mut first = None;
    for token in &source.tokens {
        let start = token.span.start as usize;
        match token.kind {
            TokenKind::Semicolon => {
                add(first.take(), from, start);
                from = token.span.end as usize;
            }
            TokenKind::End => {}
            _ => first = first.or(Some(start)),
        }
    }
    add(first, from, text.len());
    pieces
}

#[cfg(test)]
mod tests {
    use super::statements;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, usize)]) {
        let found: Vec<_> = statements(text)
            .iter()
            .map(|piece| (piece.sql, piece.start))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn only_semicolons_that_are_tokens_separate() {
        check("select 1; select 2", &[("select 1", 0), ("select 2", 10)]);
        check(
            "select ';', $$;$$, \";\" -- ;\n/* ; */ ;",
            &[("select ';', $$;$$, \";\" -- ;\n/* ; */", 0)],
        );
        check(
            "select e'\\';' ; select 'it''s;'",
            &[("select e'\\';'", 0), ("select 'it''s;'", 16)],
        );
    }

    #[test]
    fn nothing_is_no_statement() {
        check("", &[]);
        check(" ;; -- nothing\n ; /* at all */", &[]);
    }

    #[test]
    fn what_cannot_be_read_is_not_lost() {
        check(
            "select 1; 'open; select 2",
            &[("select 1", 0), ("'open; select 2", 10)],
        );
        check("\\; select 1", &[("\\", 0), ("select 1", 3)]);
    }
}
