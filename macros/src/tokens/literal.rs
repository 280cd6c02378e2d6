//! Rust's literals as SQL's constants.

use proc_macro2::Literal;
use softdelete_compiler::token::TokenKind;

use crate::plain;

/// Why a literal is no constant of SQL.
pub(super) struct NotSql {
    /// What is wrong.
    pub(super) message: String,
    /// What to write instead.
    pub(super) help: String,
}

/// The constant that a literal is.
pub(super) fn constant(literal: &Literal) -> Result<TokenKind, NotSql> {
    let written = literal.to_string();
    if plain::is_integer(&written) {
        return Ok(TokenKind::Integer(written));
    }
    if let Some(text) = plain::string(&written) {
        return Ok(TokenKind::String(text.to_owned()));
    }
    let parsed = syn::parse_str::<syn::Lit>(&written);
    let refuse = |message: String, help: String| Err(NotSql { message, help });
    match parsed {
        Ok(syn::Lit::Str(text)) if text.suffix().is_empty() => Ok(TokenKind::String(text.value())),
        Ok(syn::Lit::ByteStr(bytes)) if bytes.suffix().is_empty() => {
            Ok(TokenKind::Bytes(bytes.value()))
        }
        Ok(syn::Lit::Int(number)) => match number.suffix() {
            "" => Ok(TokenKind::Integer(written.replace('_', ""))),
            suffix => refuse(
                format!("`{written}` has the suffix `{suffix}`, which is Rust's"),
                format!(
                    "write `{}`, with a cast if its type matters: `{}::int8`",
                    number.base10_digits(),
                    number.base10_digits()
                ),
            ),
        },
        Ok(syn::Lit::Float(number)) => match number.suffix() {
            "" => Ok(TokenKind::Numeric(written.replace('_', ""))),
            suffix => refuse(
                format!("`{written}` has the suffix `{suffix}`, which is Rust's"),
                format!(
                    "write `{}`, with a cast if its type matters: `{}::float8`",
                    number.base10_digits(),
                    number.base10_digits()
                ),
            ),
        },
        Ok(syn::Lit::Char(c)) => refuse(
            format!(
                "`{written}` is a character of Rust; a string is written with double quotes here"
            ),
            format!("write `{:?}`", c.value().to_string()),
        ),
        _ => refuse(
            format!("`{written}` is no constant of SQL"),
            "strings are `\"text\"`, bytes `b\"bytes\"`".to_owned(),
        ),
    }
}
