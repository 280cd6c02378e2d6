//! Operators and punctuation: the rules that both front ends share.

use crate::token::TokenKind;

/// A token of punctuation, and how many bytes it takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// What it is.
    pub kind: TokenKind,
    /// How many bytes of the run it takes.
    pub len: usize,
}

/// Splits a run of adjacent punctuation into PostgreSQL's operators and punctuation.
///
/// A Rust front end calls it with the characters of punctuation that stand together, so that `a=-1` is `a = -1` and
/// `->>` is one operator. Characters that no token starts with are left out, with what follows them.
///
/// ```
/// use softdelete_compiler::{lex, token::TokenKind};
/// let kinds: Vec<_> = lex::operators("=-").into_iter().map(|piece| piece.kind).collect();
/// assert_eq!(kinds, [TokenKind::Operator("=".to_owned()), TokenKind::Operator("-".to_owned())]);
/// ```
pub fn operators(chars: &str) -> Vec<Piece> {
    let mut rest = chars.as_bytes();
    let mut pieces = Vec::new();
    while let Some(piece) = piece(rest, Comments::None) {
        rest = &rest[piece.len..];
        pieces.push(piece);
    }
    pieces
}

/// Whether `--` and `/*` start comments, which end an operator.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Comments {
    /// As in SQL text.
    Sql,
    /// As in Rust tokens, where comments are gone before: `--` is two operators, since no operator may hold it.
    None,
}

/// The first token of a text that starts with punctuation.
pub(super) fn piece(rest: &[u8], comments: Comments) -> Option<Piece> {
    let simple = |kind, len| Some(Piece { kind, len });
    match *rest.first()? {
        b'(' => simple(TokenKind::LeftParen, 1),
        b')' => simple(TokenKind::RightParen, 1),
        b'[' => simple(TokenKind::LeftBracket, 1),
        b']' => simple(TokenKind::RightBracket, 1),
        b'{' => simple(TokenKind::LeftBrace, 1),
        b'}' => simple(TokenKind::RightBrace, 1),
        b',' => simple(TokenKind::Comma, 1),
        b';' => simple(TokenKind::Semicolon, 1),
        b'.' if rest.get(1) == Some(&b'.') => simple(TokenKind::DotDot, 2),
        b'.' => simple(TokenKind::Dot, 1),
        b':' if rest.get(1) == Some(&b':') => simple(TokenKind::Typecast, 2),
        b':' if rest.get(1) == Some(&b'=') => simple(TokenKind::ColonEquals, 2),
        b':' => simple(TokenKind::Colon, 1),
        byte if is_operator(byte) => {
            let len = operator_len(rest, comments);
            let symbol = &rest[..len];
            match symbol {
                b"=>" => simple(TokenKind::EqualsGreater, len),
                b"!=" => simple(TokenKind::Operator("<>".to_owned()), len),
                _ => {
                    let symbol = symbol.iter().map(|&byte| char::from(byte)).collect();
                    simple(TokenKind::Operator(symbol), len)
                }
            }
        }
        _ => None,
    }
}

fn is_operator(byte: u8) -> bool {
    matches!(
        byte,
        b'~' | b'!'
            | b'@'
            | b'#'
            | b'^'
            | b'&'
            | b'|'
            | b'`'
            | b'?'
            | b'+'
            | b'-'
            | b'*'
            | b'/'
            | b'%'
            | b'<'
            | b'>'
            | b'='
    )
}

/// How long the operator at the start is: as long as it can be, but without the start of a comment, and without
/// trailing `+` and `-` unless it holds a character that only PostgreSQL's own kind of operators has.
fn operator_len(rest: &[u8], comments: Comments) -> usize {
    let mut len = rest.iter().take_while(|&&byte| is_operator(byte)).count();
    let comment = rest[..len]
        .windows(2)
        .position(|pair| pair == b"--" || (pair == b"/*" && comments == Comments::Sql));
    if let Some(comment) = comment {
        len = comment.max(1);
    }
    let special = |byte: &u8| {
        matches!(
            byte,
            b'~' | b'!' | b'@' | b'#' | b'^' | b'&' | b'|' | b'`' | b'?' | b'%'
        )
    };
    if !rest[..len].iter().any(special) {
        while len > 1 && matches!(rest[len - 1], b'+' | b'-') {
            len -= 1;
        }
    }
    len
}
