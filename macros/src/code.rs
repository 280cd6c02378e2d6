//! Rust written as text, with tokens of the user's in between.
//!
//! rustc reads a text faster than a macro, unoptimised, puts the same tokens together. Tokens keep their places, so whatever rustc or an
//! editor is to find at the user's words comes as tokens.

use std::ffi::OsStr;
use std::sync::LazyLock;

use proc_macro2::{Group, Ident, TokenStream, TokenTree};

/// Stands for tokens in the text.
const PART: &str = "__softdelete_part";

/// Rust that is being written.
#[derive(Clone, Default)]
pub(crate) struct Code {
    text: String,
    parts: Vec<TokenStream>,
}

impl Code {
    /// Goes on with text, which need not be whole: brackets may be closed later.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Goes on with tokens.
    pub(crate) fn tokens(&mut self, tokens: TokenStream) -> &mut Self {
        self.text.push(' ');
        self.text.push_str(PART);
        self.text.push(' ');
        self.parts.push(tokens);
        self
    }

    /// Goes on with a word whose place is looked for by editors alone: rustc reports nothing at it, and is given its text.
    pub(crate) fn word(&mut self, word: &Ident) -> &mut Self {
        if is_rustc() {
            self.text(&word.to_string())
        } else {
            self.tokens(TokenTree::Ident(word.clone()).into())
        }
    }

    /// Goes on with other code.
    pub(crate) fn code(&mut self, code: Code) -> &mut Self {
        self.text.push_str(&code.text);
        self.parts.extend(code.parts);
        self
    }

    /// The tokens.
    ///
    /// # Panics
    /// If the text is no Rust.
    pub(crate) fn finish(self) -> TokenStream {
        let tokens = parse(&self.text);
        if self.parts.is_empty() {
            tokens
        } else {
            fill(tokens, &mut self.parts.into_iter())
        }
    }
}

/// Whether the program that asks is a compiler, which has no use for what is made for editors: a tenth of what a statement costs. A
/// program of another name is taken for an editor.
pub(crate) fn is_rustc() -> bool {
    static RUSTC: LazyLock<bool> = LazyLock::new(|| {
        let program = std::env::current_exe().unwrap_or_default();
        let name = program.file_stem().and_then(OsStr::to_str);
        matches!(name, Some("rustc" | "clippy-driver" | "rustdoc"))
    });
    *RUSTC
}

/// As `proc_macro2` reads a text, but without its own lexer, which looks whether rustc's will accept it: ours is Rust.
fn parse(text: &str) -> TokenStream {
    if proc_macro::is_available() {
        let tokens: Result<proc_macro::TokenStream, _> = text.parse();
        tokens.expect("what we write is Rust").into()
    } else {
        text.parse().expect("what we write is Rust")
    }
}

/// Puts the parts in their places.
fn fill(tokens: TokenStream, parts: &mut impl Iterator<Item = TokenStream>) -> TokenStream {
    let mut filled: Vec<TokenTree> = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Ident(ident) if ident == PART => {
                filled.extend(parts.next().unwrap_or_default());
            }
            TokenTree::Group(group) => {
                let mut inside = Group::new(group.delimiter(), fill(group.stream(), parts));
                inside.set_span(group.span());
                filled.push(TokenTree::Group(inside));
            }
            token => filled.push(token),
        }
    }
    filled.into_iter().collect()
}

impl From<&str> for Code {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<String> for Code {
    fn from(text: String) -> Self {
        Self {
            text,
            parts: Vec::new(),
        }
    }
}

impl From<TokenStream> for Code {
    fn from(tokens: TokenStream) -> Self {
        let mut code = Self::default();
        code.tokens(tokens);
        code
    }
}
