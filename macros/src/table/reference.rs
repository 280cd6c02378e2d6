//! Foreign keys: `references(…)` of a column and of the table.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use softdelete_compiler::catalog::{self, OnDelete};
use softdelete_compiler::diagnostic::declaration;
use softdelete_compiler::gather::Gather as _;

use super::column::Column;
use super::declaration::{Parent, Reference};
use super::read::find_column;
use crate::attributes::{Item, Value, comma_separated, ident_text, retain_known, split};
use crate::report::{Mistake, Mistakes};

/// What a foreign key refers to, and its policy.
pub(crate) struct Target {
    parent: Parent,
    columns: Vec<(String, Span)>,
    on_delete: OnDelete,
    /// The place of the policy, or of the reference if there is none.
    pub(crate) policy: Span,
    /// The place of the reference.
    place: Span,
}

impl Target {
    /// Whether rows whose parent is deleted lose the reference.
    pub(crate) fn sets_null(&self) -> bool {
        matches!(self.on_delete, OnDelete::SetNull)
    }

    /// Whether rows whose parent is deleted are deleted too.
    pub(crate) fn cascades(&self) -> bool {
        matches!(self.on_delete, OnDelete::Cascade)
    }

    /// The foreign key of these columns, for the compiler and for the checks in the expansion.
    pub(crate) fn of_columns(self, columns: Vec<usize>) -> (catalog::Reference, Reference) {
        let described = catalog::Reference {
            columns,
            table: self.parent.text(),
            parent: None,
            target: self.columns.iter().map(|(name, _)| name.clone()).gather(),
            on_delete: self.on_delete,
        };
        let tokens = Reference {
            parent: self.parent,
            columns: self.columns,
            place: self.place,
        };
        (described, tokens)
    }
}

/// `references(…), on_delete = …` of a column.
pub(crate) fn of_column(
    references: Option<&Item>,
    on_delete: Option<&Item>,
    mistakes: &mut Mistakes,
) -> Option<Target> {
    let Some(item) = references else {
        if let Some(item) = on_delete {
            mistakes.push(
                Mistake::at(
                    &declaration::CONTRADICTION,
                    item.name.span(),
                    "`on_delete` has no meaning on a column that refers to nothing",
                )
                .help("write `references(table.column), on_delete = …`"),
            );
        }
        return None;
    };
    let target = match &item.value {
        Value::List(tokens, _) => {
            let tokens: Vec<TokenTree> = tokens.clone().into_iter().gather();
            read_target(&tokens).filter(|(_, columns)| columns.len() == 1)
        }
        Value::None | Value::Equals(_) => None,
    };
    if target.is_none() {
        mistakes.push(item.malformed("references(table.column)"));
    }
    read_policy(item, on_delete, target, mistakes)
}

/// The `references((a, b) = table(c, d), on_delete = …)` of the table.
pub(crate) fn of_table(
    items: &[Item],
    columns: &[Column],
    mistakes: &mut Mistakes,
) -> Vec<(Vec<usize>, Target)> {
    let references = items.iter().filter(|item| item.is("references"));
    references
        .filter_map(|item| of_table_entry(item, columns, mistakes))
        .gather()
}

fn of_table_entry(
    item: &Item,
    columns: &[Column],
    mistakes: &mut Mistakes,
) -> Option<(Vec<usize>, Target)> {
    let Value::List(tokens, _) = &item.value else {
        mistakes.push(item.malformed(KEY));
        return None;
    };
    let parts = comma_separated(tokens);
    let (key, rest) = parts.split_first()?;
    let key = match key.as_slice() {
        [
            TokenTree::Group(names),
            TokenTree::Punct(equals),
            target @ ..,
        ] if names.delimiter() == Delimiter::Parenthesis && equals.as_char() == '=' => {
            names_of(&names.stream()).zip(read_target(target))
        }
        [
            TokenTree::Ident(name),
            TokenTree::Punct(equals),
            target @ ..,
        ] if equals.as_char() == '=' => {
            Some(vec![(ident_text(name), name.span())]).zip(read_target(target))
        }
        _ => None,
    };
    let Some((names, (parent, target))) = key else {
        mistakes.push(item.malformed(KEY));
        return None;
    };
    let mut words = split(&joined(rest), mistakes);
    retain_known(&mut words, "references(…)", &["on_delete"], mistakes);
    if names.len() != target.len() {
        mistakes.push(
            Mistake::at(
                &declaration::KEY_LENGTH,
                parent.place(),
                format!(
                    "this key has {} here, and {} in the table it refers to",
                    count(names.len()),
                    count(target.len())
                ),
            )
            .help("name as many columns on both sides, in the same order"),
        );
        return None;
    }
    let found: Vec<Option<usize>> = names
        .iter()
        .map(|(name, span)| find_column(name, *span, columns, mistakes))
        .gather();
    let on_delete = words.iter().find(|word| word.is("on_delete"));
    let target = read_policy(item, on_delete, Some((parent, target)), mistakes)?;
    Some((found.into_iter().collect::<Option<Vec<_>>>()?, target))
}

const KEY: &str = "references((column, column) = table(column, column), on_delete = …)";

fn count(columns: usize) -> String {
    match columns {
        1 => "1 column".to_owned(),
        several => format!("{several} columns"),
    }
}

/// The parts with their commas again.
fn joined(parts: &[Vec<TokenTree>]) -> TokenStream {
    let parts = parts
        .iter()
        .map(|part| part.iter().cloned().collect::<TokenStream>());
    quote::quote!(#(#parts),*)
}

fn read_policy(
    item: &Item,
    on_delete: Option<&Item>,
    target: Option<(Parent, Vec<(String, Span)>)>,
    mistakes: &mut Mistakes,
) -> Option<Target> {
    let policy = on_delete.map_or(item.name.span(), |on_delete| on_delete.name.span());
    if on_delete.is_none() {
        mistakes.push(
            Mistake::at(
                &declaration::REFERENCE,
                item.name.span(),
                "this reference does not say what becomes of the row when the one it refers to is deleted",
            )
            .help("add `on_delete = cascade`, `restrict`, `set_null` or `keep`"),
        );
    }
    let on_delete = on_delete.and_then(|on_delete| read_on_delete(on_delete, mistakes));
    let (parent, columns) = target?;
    let place = parent.place();
    Some(Target {
        parent,
        columns,
        // Without a policy nothing is compiled; the reference itself still counts, so that its parent does not miss it.
        on_delete: on_delete.unwrap_or(OnDelete::Keep),
        policy,
        place,
    })
}

/// `path.column`, or `path(column, column)` as SQL writes it; instead of the path, the table's name in the database as a string.
fn read_target(tokens: &[TokenTree]) -> Option<(Parent, Vec<(String, Span)>)> {
    match tokens {
        [TokenTree::Literal(literal)] => {
            let (text, span) = string(literal)?;
            let (table, column) = text.rsplit_once('.')?;
            let columns = vec![(column.to_owned(), span)];
            Some((named(table, span)?, columns))
        }
        [TokenTree::Literal(literal), TokenTree::Group(columns)]
            if columns.delimiter() == Delimiter::Parenthesis =>
        {
            let (text, span) = string(literal)?;
            Some((named(&text, span)?, names_of(&columns.stream())?))
        }
        [path @ .., TokenTree::Punct(dot), TokenTree::Ident(column)] if dot.as_char() == '.' => {
            Some((parent(path)?, vec![(ident_text(column), column.span())]))
        }
        [path @ .., TokenTree::Group(columns)] if columns.delimiter() == Delimiter::Parenthesis => {
            Some((parent(path)?, names_of(&columns.stream())?))
        }
        _ => None,
    }
}

fn parent(path: &[TokenTree]) -> Option<Parent> {
    let path = syn::parse2(path.iter().cloned().collect()).ok()?;
    Some(Parent::Path(path))
}

fn string(literal: &proc_macro2::Literal) -> Option<(String, Span)> {
    let parsed = syn::parse_str::<syn::LitStr>(&literal.to_string()).ok()?;
    Some((parsed.value(), literal.span()))
}

/// `schema.table` or `table`.
fn named(text: &str, place: Span) -> Option<Parent> {
    let parts: Vec<&str> = text.split('.').gather();
    let whole = parts.iter().all(|part| !part.is_empty());
    (whole && parts.len() <= 2).then(|| Parent::Named(text.to_owned(), place))
}

/// The names between commas, at least one.
fn names_of(tokens: &TokenStream) -> Option<Vec<(String, Span)>> {
    let names: Option<Vec<_>> = comma_separated(tokens)
        .into_iter()
        .map(|part| {
            let name = syn::parse2::<Ident>(part.into_iter().collect()).ok()?;
            Some((ident_text(&name), name.span()))
        })
        .collect();
    names.filter(|names| !names.is_empty())
}

fn read_on_delete(item: &Item, mistakes: &mut Mistakes) -> Option<OnDelete> {
    let word = match &item.value {
        Value::Equals(tokens) => syn::parse2::<Ident>(tokens.clone())
            .ok()
            .map(|word| ident_text(&word)),
        Value::None | Value::List(..) => None,
    };
    let policy = match word.as_deref() {
        Some("cascade") => Some(OnDelete::Cascade),
        Some("restrict") => Some(OnDelete::Restrict),
        Some("set_null") => Some(OnDelete::SetNull),
        Some("keep") => Some(OnDelete::Keep),
        _ => None,
    };
    if policy.is_none() {
        mistakes.push(item.malformed("on_delete = cascade`, `restrict`, `set_null` or `keep"));
    }
    policy
}

/// Checks policies against the table they are of.
pub(crate) fn check_policies(
    references: &[(Vec<usize>, Target)],
    columns: &[Column],
    soft_delete: bool,
    mistakes: &mut Mistakes,
) {
    for (key, target) in references {
        if target.cascades() && !soft_delete {
            mistakes.push(
                Mistake::at(
                    &declaration::CASCADE,
                    target.policy,
                    "rows of this table cannot be marked as deleted, so they cannot be deleted along with the row they refer to",
                )
                .help("add `soft_delete` to `#[table(…)]`, or choose `restrict`, `set_null` or `keep`"),
            );
        }
        for column in key.iter().map(|index| &columns[*index]) {
            if target.sets_null() && column.typed && !column.described.nullable {
                let name = &column.described.name;
                mistakes.push(
                    Mistake::between(
                        &declaration::SET_NULL,
                        column.type_span,
                        format!("`{name}` cannot be NULL, so it cannot be set to NULL when its parent is deleted"),
                    )
                    .help("make it an `Option`, or choose `cascade`, `restrict` or `keep`"),
                );
            }
        }
    }
}
