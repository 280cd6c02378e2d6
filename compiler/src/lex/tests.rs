//! Lexical rules, one a test.

use super::*;

#[track_caller]
fn kinds(text: &str, style: ParamStyle) -> Vec<TokenKind> {
    let mut errors = Errors::new();
    let source = sql(text, style, &mut errors);
    assert!(errors.is_empty(), "{errors:?}");
    let mut kinds: Vec<_> = source.tokens.into_iter().map(|token| token.kind).collect();
    assert_eq!(kinds.pop(), Some(TokenKind::End));
    kinds
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let found: Vec<String> = kinds(text, ParamStyle::Named)
        .iter()
        .map(|kind| format!("{kind:?}"))
        .collect();
    assert_eq!(found.join(" "), expected);
}

#[track_caller]
fn refuse(text: &str, expected: &str) {
    let mut errors = Errors::new();
    sql(text, ParamStyle::Named, &mut errors);
    let found: Vec<_> = errors
        .into_sorted()
        .iter()
        .map(|error| {
            format!(
                "{} {}..{} {}",
                error.entry.code, error.span.start, error.span.end, error.message
            )
        })
        .collect();
    assert_eq!(found.join("; "), expected);
}

#[test]
fn words_fold_and_quoted_names_do_not() {
    check(
        r#"Ab_$1 "Ab""c" ÄB"#,
        r#"Word("ab_$1") Quoted("Ab\"c") Word("Äb")"#,
    );
    check(
        r#"U&"d\0061t\+000061" U&"d!0061" uescape '!'"#,
        r#"Quoted("data") Quoted("da")"#,
    );
}

#[test]
fn strings_of_every_kind() {
    check(
        "'it''s' 'a'\n 'b' 'c' 'd'",
        r#"String("it's") String("ab") String("c") String("d")"#,
    );
    check("'a' -- more\n  'b'", r#"String("ab")"#);
    check(
        r"E'\n\x41\101\u00e4\'\q' 'a\n'",
        r#"String("\nAAä'q") String("a\\n")"#,
    );
    check(r"E'\uD83D\uDE00'", r#"String("😀")"#);
    check("$$a'b$$ $x$ $$ $x$", r#"String("a'b") String(" $$ ")"#);
    check(
        "b'01' X'1f' n'a'",
        r#"Bits("01") Hex("1f") Word("nchar") String("a")"#,
    );
    check(
        r"U&'\0061\\' U&'!0061' UESCAPE '!'",
        r#"String("a\\") String("a")"#,
    );
}

#[test]
fn numbers_of_every_kind() {
    check(
        "1 1_000 0x1F 0o17 0b1_0 1.5 .5 1. 1e3 1.5E-3",
        r#"Integer("1") Integer("1000") Integer("0x1F") Integer("0o17") Integer("0b10") Numeric("1.5") Numeric(".5") Numeric("1.") Numeric("1e3") Numeric("1.5E-3")"#,
    );
    check("1..2", r#"Integer("1") DotDot Integer("2")"#);
}

#[test]
fn operators_end_where_postgresql_ends_them() {
    check(
        "a=-1",
        r#"Word("a") Operator("=") Operator("-") Integer("1")"#,
    );
    check("a@-1", r#"Word("a") Operator("@-") Integer("1")"#);
    check("a->>'b'", r#"Word("a") Operator("->>") String("b")"#);
    check(
        "a!=b<>c=>d",
        r#"Word("a") Operator("<>") Word("b") Operator("<>") Word("c") EqualsGreater Word("d")"#,
    );
    check("a+--x\nb", r#"Word("a") Operator("+") Word("b")"#);
    check("a*/*x /* y */ */b", r#"Word("a") Operator("*") Word("b")"#);
    check(
        "a::b:=c[1:2]",
        r#"Word("a") Typecast Word("b") ColonEquals Word("c") LeftBracket Integer("1") Colon Integer("2") RightBracket"#,
    );
    let pieces: Vec<_> = operators("--:::=>=*")
        .into_iter()
        .map(|piece| format!("{:?}", piece.kind))
        .collect();
    assert_eq!(
        pieces.join(" "),
        r#"Operator("-") Operator("-") Typecast ColonEquals Operator(">=*")"#
    );
}

#[test]
fn parameters_are_counted_once() {
    check(
        "$a $user.email $a $(f(\")\", ')')) $user.email",
        "Param(0) Param(1) Param(0) Param(2) Param(1)",
    );
    let mut errors = Errors::new();
    let source = sql("$2 $1", ParamStyle::Positional, &mut errors);
    assert_eq!(source.tokens[0].kind, TokenKind::Param(1));
    assert_eq!(source.params.len(), 2);
}

#[test]
fn mistakes_are_reported_where_they_start() {
    refuse("a 'b", "SD0006 2..3 the string does not end");
    refuse("/* /* */", "SD0006 0..2 the comment does not end");
    refuse(
        "1a \\ 0b2",
        "SD0008 0..2 `1a` is not a number; SD0009 3..4 `\\\\` starts no token of SQL; SD0008 5..8 `0b2` is not a number",
    );
    refuse("$1", "SD0010 0..2 parameters have names here, not numbers");
    refuse(
        r"E'\000'",
        "SD0007 0..7 a string cannot hold the character NUL",
    );
    refuse("\"\"", "SD0011 0..2 the quoted identifier is empty");
}
