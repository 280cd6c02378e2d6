//! Names and constants in generated text.

use crate::gather::Gather as _;
use crate::keyword::keyword;

/// The bytes of a name that PostgreSQL keeps (NAMEDATALEN less the end); it cuts the rest off.
const LONGEST: usize = 63;

/// A name as PostgreSQL reads it: in quotes, unless it means itself without.
pub(super) fn quote(name: &str) -> String {
    let first = name
        .bytes()
        .next()
        .is_some_and(|byte| matches!(byte, b'a'..=b'z' | b'_'));
    let plain = name
        .bytes()
        .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
    if first && plain && keyword(name).is_none() {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}

/// A table, with its schema if one was declared.
pub(super) fn qualified(schema: Option<&str>, name: &str) -> String {
    match schema {
        Some(schema) => format!("{}.{}", quote(schema), quote(name)),
        None => quote(name),
    }
}

/// Names in a row, separated by commas.
pub(super) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(quote).gather();
    quoted.join(", ")
}

/// A constant of text, whatever `standard_conforming_strings` is.
pub(super) fn literal(text: &str) -> String {
    let doubled = text.replace('\'', "''");
    if doubled.contains('\\') {
        format!("E'{}'", doubled.replace('\\', "\\\\"))
    } else {
        format!("'{doubled}'")
    }
}

/// A block of PL/pgSQL that runs at once. The tag of its quotes is one that does not occur in it, so that no name can end it.
pub(super) fn block(body: &str) -> String {
    let mut tag = "$sd$".to_owned();
    let mut number = 0;
    while body.contains(&tag) {
        number += 1;
        tag = format!("$sd{number}$");
    }
    format!("DO {tag}\nBEGIN\n{body}\nEND\n{tag}")
}

/// The name of something made for a table: `users_email_active`. One that would be cut off ends in a number made from the
/// whole instead, so that two long names stay two.
pub(super) fn derived(table: &str, parts: &[&str]) -> String {
    let mut whole = table.to_owned();
    for part in parts {
        whole.push('_');
        whole.push_str(part);
    }
    if whole.len() <= LONGEST {
        return whole;
    }
    let number = format!("_{:08x}", fnv1a(&whole));
    let mut end = LONGEST - number.len();
    while !whole.is_char_boundary(end) {
        end -= 1;
    }
    whole.truncate(end);
    whole + &number
}

/// The hash FNV-1a, which must give the same number in every version: it is part of names in databases.
fn fnv1a(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_where_they_must_be() {
        assert_eq!(quote("users"), "users");
        assert_eq!(quote("order"), "\"order\"");
        assert_eq!(quote("Users"), "\"Users\"");
        assert_eq!(quote("a\"b"), "\"a\"\"b\"");
        assert_eq!(quote("1a"), "\"1a\"");
        assert_eq!(qualified(Some("app"), "é"), "app.\"é\"");
    }

    #[test]
    fn long_names_differ_in_their_end() {
        let table = "t".repeat(60);
        let (one, two) = (derived(&table, &["a"]), derived(&table, &["ab"]));
        assert_eq!(one.len(), 62);
        let two_long = derived(&table, &["abc"]);
        assert_eq!((two.len(), two_long.len()), (63, 63));
        assert_ne!(two, two_long);
        let umlauts = derived(&"ü".repeat(40), &["key"]);
        assert!(umlauts.len() <= 63 && umlauts.starts_with('ü'));
    }

    #[test]
    fn no_text_ends_its_own_quotes() {
        assert_eq!(literal("it's"), "'it''s'");
        assert_eq!(literal("a\\'b"), "E'a\\\\''b'");
        assert_eq!(
            block("\"$sd$ $sd1$\""),
            "DO $sd2$\nBEGIN\n\"$sd$ $sd1$\"\nEND\n$sd2$"
        );
    }
}
