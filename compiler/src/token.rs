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
    /// `if …`, `if let …` or `match …` of Rust, as an index into [`Source::choices`]. Each of its arms follows in braces, an arm
    /// without text too.
    Choice(usize),
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
    /// The arm in which it stands, where it may be made of what a pattern binds. The same text in another arm, or outside, is
    /// another parameter.
    pub arm: Option<Arm>,
}

/// An arm of a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Arm {
    /// The choice, as an index into [`Source::choices`].
    pub choice: usize,
    /// The number of the arm, from 0.
    pub arm: usize,
}

/// A choice that is made at run time among parts of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceChoice {
    /// How many arms are written.
    pub arms: usize,
    /// One of the arms is always taken: there is an `else`, or it is a `match`.
    pub exhaustive: bool,
    /// Where its first word stands.
    pub span: Span,
}

impl SourceChoice {
    /// How many outcomes it has: its arms, and that none is taken where that can be.
    pub fn outcomes(&self) -> usize {
        self.arms + usize::from(!self.exhaustive)
    }
}

/// A statement as tokens, ready for the parser.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// The tokens, the last one [`TokenKind::End`].
    pub tokens: Vec<Token>,
    /// The parameters in order of first appearance, each once.
    pub params: Vec<SourceParam>,
    /// The choices in their order.
    pub choices: Vec<SourceChoice>,
}
