//! Words of Rust that can be read at a glance. To ask `syn` for each means to send it through a lexer, which costs a statement more than
//! its grammar does.
//!
//! What is said here is never wrong, but need not be all: who asks goes on to `syn` where nothing is said.

/// Whether a text is surely an identifier, and no keyword of any edition.
pub(crate) fn is_identifier(text: &str) -> bool {
    let bytes = text.as_bytes();
    let letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    bytes.first().is_some_and(|first| letter(*first))
        && bytes
            .iter()
            .all(|byte| letter(*byte) || byte.is_ascii_digit())
        && text != "_"
        && !may_be_keyword(text)
}

/// Strict, reserved and weak keywords: a few that are identifiers too do no harm.
fn may_be_keyword(text: &str) -> bool {
    matches!(
        text,
        "abstract"
            | "as"
            | "async"
            | "auto"
            | "await"
            | "become"
            | "box"
            | "break"
            | "const"
            | "continue"
            | "crate"
            | "default"
            | "do"
            | "dyn"
            | "else"
            | "enum"
            | "extern"
            | "false"
            | "final"
            | "fn"
            | "for"
            | "gen"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "loop"
            | "macro"
            | "match"
            | "mod"
            | "move"
            | "mut"
            | "override"
            | "priv"
            | "pub"
            | "raw"
            | "ref"
            | "return"
            | "safe"
            | "self"
            | "Self"
            | "static"
            | "struct"
            | "super"
            | "trait"
            | "true"
            | "try"
            | "type"
            | "typeof"
            | "union"
            | "unsafe"
            | "unsized"
            | "use"
            | "virtual"
            | "where"
            | "while"
            | "yield"
    )
}

/// The text of a string literal that has no escapes, from the literal as written.
pub(crate) fn string(written: &str) -> Option<&str> {
    let text = written.strip_prefix('"')?.strip_suffix('"')?;
    let bytes = text.as_bytes();
    (!bytes.contains(&b'\\') && !bytes.contains(&b'"') && !bytes.contains(&b'\r')).then_some(text)
}

/// Whether a literal is a decimal integer without underscores and suffix.
pub(crate) fn is_integer(written: &str) -> bool {
    !written.is_empty() && written.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proc_macro2::Ident;

    use super::{is_identifier, is_integer, string};

    #[test]
    fn what_is_said_is_what_syn_says() {
        for word in [
            "a", "_a", "A1", "users", "r", "gen", "type", "self", "Self", "union", "default", "_",
            "", "1a", "a b", "é", "a-b", "dyn", "async", "yield", "crate", "in",
        ] {
            if is_identifier(word) {
                assert!(syn::parse_str::<Ident>(word).is_ok(), "{word}");
            }
        }
        assert!(is_identifier("users") && !is_identifier("type"));
    }

    #[test]
    fn a_string_with_escapes_is_left_to_syn() {
        assert_eq!(string(r#""plain; text""#), Some("plain; text"));
        for written in [
            r#""a\"b""#,
            r#""a\nb""#,
            "r\"a\"",
            "b\"a\"",
            "\"a\"x",
            "\"",
            "",
        ] {
            assert_eq!(string(written), None, "{written}");
        }
        assert!(is_integer("10") && !is_integer("1_0") && !is_integer("0x1") && !is_integer(""));
    }
}
