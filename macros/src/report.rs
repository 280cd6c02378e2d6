//! Mistakes as `compile_error!`s on the user's own tokens.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use softdelete_compiler::diagnostic::Entry;
use softdelete_compiler::gather::Gather as _;

/// A mistake and the tokens it is about.
pub(crate) struct Mistake {
    first: Span,
    last: Span,
    entry: &'static Entry,
    message: String,
    excerpt: Option<String>,
    help: Option<String>,
}

impl Mistake {
    /// A mistake of a kind in `tokens`.
    pub(crate) fn new(
        entry: &'static Entry,
        tokens: impl ToTokens,
        message: impl Into<String>,
    ) -> Self {
        let mut spans = tokens
            .into_token_stream()
            .into_iter()
            .map(|token| token.span());
        let first = spans.next().unwrap_or_else(Span::call_site);
        Self {
            first,
            last: spans.last().unwrap_or(first),
            entry,
            message: message.into(),
            excerpt: None,
            help: None,
        }
    }

    /// A mistake from one token of the user to another.
    pub(crate) fn between(
        entry: &'static Entry,
        (first, last): (Span, Span),
        message: impl Into<String>,
    ) -> Self {
        Self {
            first,
            last,
            entry,
            message: message.into(),
            excerpt: None,
            help: None,
        }
    }

    /// A mistake at one place.
    pub(crate) fn at(entry: &'static Entry, span: Span, message: impl Into<String>) -> Self {
        Self::between(entry, (span, span), message)
    }

    /// Says what to write instead.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Shows the place inside a string, which rustc can only underline as a whole.
    pub(crate) fn excerpt(mut self, excerpt: Option<String>) -> Self {
        self.excerpt = excerpt;
        self
    }

    /// What rustc prints: the message with its code, then the help, indented so that it stands below the message.
    fn text(&self) -> String {
        let mut text = format!("{} [{}]", self.message, self.entry.code);
        for line in self.excerpt.iter().flat_map(|excerpt| excerpt.lines()) {
            text.push_str("\n  | ");
            text.push_str(line);
        }
        if let Some(help) = &self.help {
            text.push_str("\n  = help: ");
            text.push_str(&help.replace('\n', "\n          "));
        }
        text
    }

    /// The `compile_error!`. rustc underlines from the first token of the call to its last one, so those have the user's own
    /// spans. It is written so that it can stand as an item, a statement and an expression alike.
    fn to_compile_error(&self) -> TokenStream {
        let text = self.text();
        let path = quote_spanned!(self.first=> ::core::compile_error!);
        let body = quote_spanned!(self.last=> { #text });
        quote!(#path #body)
    }
}

/// Collects the mistakes of one macro call, so that all are reported at once.
#[derive(Default)]
pub(crate) struct Mistakes(Vec<Mistake>);

impl Mistakes {
    /// Reports a mistake.
    pub(crate) fn push(&mut self, mistake: Mistake) {
        self.0.push(mistake);
    }

    /// Whether nothing was reported.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One `compile_error!` a mistake.
    pub(crate) fn to_compile_errors(&self) -> Vec<TokenStream> {
        self.0.iter().map(Mistake::to_compile_error).gather()
    }
}
