//! What is written in `sql_function!`: declarations with documentation and visibility before each, or one string of SQL.

use proc_macro2::{Delimiter, Ident, Literal, Punct, TokenStream, TokenTree};
use softdelete_compiler::compile::{self, Declarations};
use softdelete_compiler::diagnostic::{Diagnostic, declaration};
use softdelete_compiler::gather::Gather as _;
use softdelete_compiler::span::Span;

use crate::query::others::rust_name;
use crate::report::{Mistake, Mistakes};
use crate::tokens::{self, Statement};

/// What a call declares.
pub(super) struct Call {
    /// What is written before each declaration.
    pub(super) heads: Vec<Head>,
    /// All that was written but for those.
    pub(super) statement: Statement,
    /// What it declares. Of the types that it names each is the n-th of `types`.
    pub(super) declared: Declarations,
    /// The Rust names of those types.
    pub(super) types: Vec<Ident>,
}

/// What is written before a declaration.
pub(super) struct Head {
    /// Where the declaration begins, as the compiler counts tokens.
    start: u32,
    /// Its documentation.
    pub(super) docs: Vec<String>,
    /// `pub` or the like.
    pub(super) visibility: syn::Visibility,
    /// The whole declaration as it was written.
    pub(super) written: TokenStream,
}

/// Reads a call.
pub(super) fn read(input: &TokenStream, mistakes: &mut Mistakes) -> Call {
    let tokens: Vec<TokenTree> = input.clone().into_iter().gather();
    if tokens.is_empty() {
        mistakes.push(
            Mistake::new(
                &declaration::MALFORMED,
                input,
                "`sql_function!` takes the declarations of functions",
            )
            .help("write `pub create function name(argument type) returns type;`"),
        );
    }
    let (mut heads, mut rest) = (Vec::new(), TokenStream::new());
    let mut start = 0;
    for tokens in split(&tokens) {
        let written = tokens.iter().cloned().collect();
        let (docs, tokens) = read_docs(tokens);
        let (visibility, tokens) = read_visibility(tokens);
        heads.push(Head {
            start,
            docs,
            visibility,
            written,
        });
        let tokens = without_bodies(tokens);
        // The last token that the compiler counts is the end.
        let count = tokens::read(tokens.clone()).source.tokens.len() - 1;
        start += u32::try_from(count).unwrap_or(u32::MAX);
        rest.extend(tokens);
    }
    let statement = tokens::read(rest);
    let mut declared = compile::declarations(&statement.source);
    report(&statement, &statement.errors, mistakes);
    report(&statement, &declared.errors, mistakes);
    let mut types = Vec::new();
    for name in &declared.types {
        let place = statement.place(name.span);
        match rust_name(&name.text, place.0) {
            Some(ident) => types.push(ident),
            None => mistakes.push(
                Mistake::between(
                    &declaration::NOT_A_NAME,
                    place,
                    format!("no type of Rust can be called `{}`", name.text),
                )
                .help("write the name that the type has in Rust"),
            ),
        }
    }
    if types.len() < declared.types.len() {
        declared = Declarations::default();
        types.clear();
    }
    Call {
        heads,
        statement,
        declared,
        types,
    }
}

impl Call {
    /// What is written before the declaration at a place.
    pub(super) fn head(&self, span: Span) -> &Head {
        &self.heads[self.head_index(span)]
    }

    /// The index of that among `heads`.
    pub(super) fn head_index(&self, span: Span) -> usize {
        // All of a string stands in one.
        let before = |head: &Head| self.statement.is_text() || head.start <= span.start;
        self.heads.iter().rposition(before).unwrap_or_default()
    }
}

/// Reports what the compiler found wrong with a declaration.
pub(crate) fn report(statement: &Statement, found: &[Diagnostic], mistakes: &mut Mistakes) {
    for diagnostic in found {
        let place = statement.place(diagnostic.span);
        let mistake = Mistake::between(diagnostic.entry, place, &diagnostic.message)
            .excerpt(statement.excerpt(diagnostic.span));
        mistakes.push(match &diagnostic.help {
            Some(help) => mistake.help(help),
            None => mistake,
        });
    }
}

/// The declarations: a semicolon ends one if another begins behind it, as a body may hold semicolons too.
fn split(tokens: &[TokenTree]) -> Vec<&[TokenTree]> {
    let begins = |token: &TokenTree| match token {
        TokenTree::Ident(word) => *word == "pub" || is_word(word, "create"),
        TokenTree::Punct(punct) => punct.as_char() == '#',
        TokenTree::Group(_) | TokenTree::Literal(_) => false,
    };
    let mut pieces = Vec::new();
    let mut start = 0;
    for (index, token) in tokens.iter().enumerate() {
        let ends = is_punct(token, ';') && tokens.get(index + 1).is_none_or(begins);
        if ends {
            pieces.push(&tokens[start..=index]);
            start = index + 1;
        }
    }
    if start < tokens.len() {
        pieces.push(&tokens[start..]);
    }
    pieces
}

/// The documentation before a declaration: `///` is `#[doc = "…"]` to a macro.
fn read_docs(mut tokens: &[TokenTree]) -> (Vec<String>, &[TokenTree]) {
    let mut docs = Vec::new();
    while let [TokenTree::Punct(hash), TokenTree::Group(group), rest @ ..] = tokens
        && hash.as_char() == '#'
        && group.delimiter() == Delimiter::Bracket
    {
        let text = group.stream().into_iter().nth(2);
        docs.extend(text.and_then(crate::describing::string));
        tokens = rest;
    }
    (docs, tokens)
}

fn read_visibility(tokens: &[TokenTree]) -> (syn::Visibility, &[TokenTree]) {
    let length = match tokens {
        [TokenTree::Ident(word), TokenTree::Group(group), ..]
            if *word == "pub" && group.delimiter() == Delimiter::Parenthesis =>
        {
            2
        }
        [TokenTree::Ident(word), ..] if *word == "pub" => 1,
        _ => 0,
    };
    let (written, rest) = tokens.split_at(length);
    let visibility = syn::parse2(written.iter().cloned().collect());
    (visibility.unwrap_or(syn::Visibility::Inherited), rest)
}

/// The tokens with an empty string instead of each body in `$$ … $$` or `$name$ … $name$`, which is another language's.
fn without_bodies(tokens: &[TokenTree]) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    let mut rest = tokens;
    while let Some((token, after)) = rest.split_first() {
        if let Some(length) = dollar_quote(rest)
            && let Some(end) = (length..rest.len()).find(|at| {
                dollar_quote(&rest[*at..]) == Some(length)
                    && texts(&rest[..length]) == texts(&rest[*at..*at + length])
            })
        {
            let mut body = Literal::string("");
            body.set_span(token.span());
            kept.push(body.into());
            rest = &rest[end + length..];
        } else {
            kept.push(token.clone());
            rest = after;
        }
    }
    kept.into_iter().collect()
}

/// How many tokens the `$$` or `$name$` takes that stands here.
fn dollar_quote(tokens: &[TokenTree]) -> Option<usize> {
    let dollar = |token: &TokenTree| is_punct(token, '$');
    match tokens {
        [first, second, ..] if dollar(first) && dollar(second) => Some(2),
        [first, TokenTree::Ident(_), second, ..] if dollar(first) && dollar(second) => Some(3),
        _ => None,
    }
}

fn texts(tokens: &[TokenTree]) -> Vec<String> {
    tokens.iter().map(ToString::to_string).gather()
}

fn is_punct(token: &TokenTree, wanted: char) -> bool {
    let is = |punct: &Punct| punct.as_char() == wanted;
    matches!(token, TokenTree::Punct(punct) if is(punct))
}

fn is_word(ident: &Ident, word: &str) -> bool {
    ident.to_string().eq_ignore_ascii_case(word)
}
