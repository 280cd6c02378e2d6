//! The inside of `#[table(…)]`, `#[column(…)]` and `#[sql(…)]`: a list of `word`, `word = value` and `word(list)`.
//!
//! It is read here rather than by `syn`'s helpers because those stop at the first mistake, and all are to be reported.

use std::collections::HashSet;

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use softdelete_compiler::diagnostic::{declaration, did_you_mean};

use crate::report::{Mistake, Mistakes};

/// One entry of a list.
pub(crate) struct Item {
    /// The word it begins with.
    pub(crate) name: Ident,
    /// What follows the word.
    pub(crate) value: Value,
}

/// What follows the word of an entry.
pub(crate) enum Value {
    /// Nothing.
    None,
    /// `= tokens`
    Equals(TokenStream),
    /// `(tokens)`
    List(TokenStream, Span),
}

impl Item {
    /// Whether the entry begins with this word; `r#type` and `type` are the same.
    pub(crate) fn is(&self, word: &str) -> bool {
        ident_text(&self.name) == word
    }

    /// The mistake that the entry is not written as it should be.
    pub(crate) fn malformed(&self, expected: &str) -> Mistake {
        let name = &self.name;
        let message = format!("`{name}` is not written like this");
        let mistake = match &self.value {
            Value::Equals(tokens) if !tokens.is_empty() => {
                Mistake::new(&declaration::MALFORMED, tokens, message)
            }
            Value::List(_, span) => {
                Mistake::between(&declaration::MALFORMED, (name.span(), *span), message)
            }
            Value::None | Value::Equals(_) => Mistake::new(&declaration::MALFORMED, name, message),
        };
        mistake.help(format!("write `{expected}`"))
    }

    /// The string of `word = "string"`, and its place.
    pub(crate) fn string(&self, mistakes: &mut Mistakes) -> Option<(String, Span)> {
        let value = match &self.value {
            Value::Equals(tokens) => syn::parse2::<syn::LitStr>(tokens.clone()).ok(),
            Value::None | Value::List(..) => None,
        };
        if value.is_none() {
            mistakes.push(self.malformed(&format!("{} = \"…\"", self.name)));
        }
        value.map(|literal| (literal.value(), literal.span()))
    }

    /// Checks that the entry is the word alone.
    pub(crate) fn flag(&self, mistakes: &mut Mistakes) {
        if !matches!(self.value, Value::None) {
            mistakes.push(self.malformed(&self.name.to_string()));
        }
    }
}

/// An identifier's text, without `r#`.
pub(crate) fn ident_text(ident: &Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
}

/// Whether the attributes of this name have an entry that begins with a word. Says nothing of mistakes.
pub(crate) fn has_word(attributes: &[syn::Attribute], attribute: &str, word: &str) -> bool {
    let lists = attributes
        .iter()
        .filter(|found| found.path().is_ident(attribute))
        .filter_map(|found| found.meta.require_list().ok());
    let mut items = lists.flat_map(|list| split(&list.tokens, &mut Mistakes::default()));
    items.any(|item| item.is(word))
}

/// All entries of the attributes of this name, each known and written once.
pub(crate) fn read_items(
    attributes: &[syn::Attribute],
    attribute: &str,
    known: &[&str],
    mistakes: &mut Mistakes,
) -> Vec<Item> {
    let mut items = Vec::new();
    for found in attributes
        .iter()
        .filter(|found| found.path().is_ident(attribute))
    {
        match &found.meta {
            syn::Meta::List(list) => items.extend(split(&list.tokens, mistakes)),
            syn::Meta::Path(_) | syn::Meta::NameValue(_) => mistakes.push(
                Mistake::new(
                    &declaration::MALFORMED,
                    &found.meta,
                    format!("`#[{attribute}]` needs a list"),
                )
                .help(format!("write `#[{attribute}(…)]`")),
            ),
        }
    }
    retain_known(&mut items, &format!("#[{attribute}(…)]"), known, mistakes);
    items
}

/// Reports and drops entries that are unknown or written twice.
pub(crate) fn retain_known(
    items: &mut Vec<Item>,
    place: &str,
    known: &[&str],
    mistakes: &mut Mistakes,
) {
    let mut seen = HashSet::new();
    items.retain(|item| {
        let word = ident_text(&item.name);
        if !known.contains(&word.as_str()) {
            let help = match did_you_mean(&word, known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("known here: {}", known.join(", ")),
            };
            mistakes.push(
                Mistake::new(
                    &declaration::UNKNOWN_ATTRIBUTE,
                    &item.name,
                    format!("`{word}` means nothing in `{place}`"),
                )
                .help(help),
            );
            return false;
        }
        // `unique(a, b)` may be said of several sets of columns, `references(…)` of several keys of a table.
        let several = word == "unique" || word == "references" && place == "#[table(…)]";
        // `cast` has no other form.
        let repeatable = word == "cast" || several && matches!(item.value, Value::List(..));
        if !seen.insert(word.clone()) && !repeatable {
            mistakes.push(
                Mistake::new(
                    &declaration::WRITTEN_TWICE,
                    &item.name,
                    format!("`{word}` is written twice in `{place}`"),
                )
                .help("leave one of them out"),
            );
            return false;
        }
        true
    });
}

/// The entries between the commas.
pub(crate) fn split(tokens: &TokenStream, mistakes: &mut Mistakes) -> Vec<Item> {
    let mut items = Vec::new();
    for tokens in comma_separated(tokens) {
        if let Some(item) = read_item(&tokens) {
            items.push(item);
        } else {
            mistakes.push(
                Mistake::new(
                    &declaration::MALFORMED,
                    tokens.into_iter().collect::<TokenStream>(),
                    "this is no entry of an attribute",
                )
                .help("write `word`, `word = \"value\"` or `word(…)`"),
            );
        }
    }
    items
}

/// The tokens between the commas; an empty part after the last comma is no part.
pub(crate) fn comma_separated(tokens: &TokenStream) -> Vec<Vec<TokenTree>> {
    let mut parts = vec![Vec::new()];
    for token in tokens.clone() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ',' => parts.push(Vec::new()),
            token => parts
                .last_mut()
                .expect("there is always a part")
                .push(token),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn read_item(tokens: &[TokenTree]) -> Option<Item> {
    let (TokenTree::Ident(name), rest) = tokens.split_first()? else {
        return None;
    };
    let value = match rest {
        [] => Value::None,
        [TokenTree::Punct(equals), value @ ..] if equals.as_char() == '=' => {
            Value::Equals(value.iter().cloned().collect())
        }
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => {
            Value::List(group.stream(), group.span_close())
        }
        _ => return None,
    };
    Some(Item {
        name: name.clone(),
        value,
    })
}
