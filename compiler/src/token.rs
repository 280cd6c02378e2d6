//! The compiler's own tokens, which both front ends make and the parser reads.

use crate::span::Span;

/// A token and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands.
    pub span: Span,
}

/// What a token is. Front ends join adjacent punctuation by the rules of PostgreSQL's lexer before they make one.
#[derive(Clone, Debug, PartialEq)]
pub enum TokenKind {
    /// A word that was not quoted: a keyword or an identifier, spelled as it counts
    /// (SQL text has been folded to lower case, Rust tokens keep their case).
    Word(String),
    /// A quoted identifier, never a keyword.
    Quoted(String),
    /// An integer that fits `u64` or not; digits as written, underscores removed, radix prefixes kept.
    Integer(String),
    /// A number with a point or an exponent.
    Numeric(String),
    /// A string constant, its escapes resolved.
    String(String),
    /// A bytes constant (`b"…"` of Rust), rendered as `'\x…'::bytea`.
    Bytes(Vec<u8>),
    /// `B'0101'`: the digits.
    Bits(String),
    /// `X'1F'`: the digits.
    Hex(String),
    /// A parameter: its index into [`Source::params`].
    Param(usize),
    /// An operator of PostgreSQL's operator characters, `=`, `<`, `<=`, `<>` (also for `!=`), `*`, `->>`, … .
    Operator(String),
    /// `(`
    LeftParen,
    /// `)`
    RightParen,
    /// `[`
    LeftBracket,
    /// `]`
    RightBracket,
    /// `{`, which opens a branch of an optional clause.
    LeftBrace,
    /// `}`
    RightBrace,
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// `.`
    Dot,
    /// `..`
    DotDot,
    /// `:`
    Colon,
    /// `::`
    Typecast,
    /// `:=`
    ColonEquals,
    /// `=>`
    EqualsGreater,
    /// The end of the source.
    End,
}

/// A parameter as the user wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceParam {
    /// Its text, normalised so that equal text means the same parameter: `id`, `user.email`, `(expr)`; `1` for `$1`.
    pub text: String,
    /// Where it first stands, the `$` included.
    pub span: Span,
}

/// A statement as tokens, ready for the parser.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// The tokens, the last one [`TokenKind::End`].
    pub tokens: Vec<Token>,
    /// The parameters in order of first appearance, each once.
    pub params: Vec<SourceParam>,
}
