//! What `#[derive(Table)]` read: the table as the compiler knows it, beside the tokens it was read from.

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use softdelete_compiler::catalog::Table;
use syn::spanned::Spanned;

/// A declared table.
pub(crate) struct Declaration {
    /// The struct.
    pub(crate) row: Ident,
    /// Its visibility, which the module and the macro share.
    pub(crate) visibility: syn::Visibility,
    /// The table's name as the name of the module and the macro.
    pub(crate) module: Ident,
    /// What the compiler is told. A `ColumnType::User` is an index into `user_types`.
    pub(crate) table: Table,
    /// The fields, in their order; the n-th is the n-th of the table's columns.
    pub(crate) fields: Vec<Field>,
    /// The paths of the user-declared types of the columns, each once.
    pub(crate) user_types: Vec<TokenStream>,
    /// The paths in `operators(…)`, of functions that implement them.
    pub(crate) operators: Vec<TokenStream>,
    /// The paths in `children(…)`.
    pub(crate) children: Vec<syn::Path>,
    /// The foreign keys; the n-th is the n-th of the table's references.
    pub(crate) references: Vec<Reference>,
}

/// A field of the struct.
pub(crate) struct Field {
    /// Its name.
    pub(crate) ident: Ident,
    /// Its type as written.
    pub(crate) ty: syn::Type,
    /// Its type without `Option`.
    pub(crate) base: TokenStream,
    /// Whether nothing is known of that type but that it is read from the SQL type given.
    pub(crate) foreign: bool,
    /// The place of the expression that `erase` writes over it, if one is given.
    pub(crate) personal: Option<Span>,
    /// The first paragraph of its documentation.
    pub(crate) docs: Vec<syn::Attribute>,
}

/// A foreign key.
pub(crate) struct Reference {
    /// The table referred to.
    pub(crate) parent: Parent,
    /// The columns there, with their places.
    pub(crate) columns: Vec<(String, Span)>,
    /// The place of the table's name.
    pub(crate) place: Span,
}

/// A table that a foreign key refers to.
pub(crate) enum Parent {
    /// By its path.
    Path(syn::Path),
    /// By its name in the database, perhaps with a schema, because it is declared in a crate that uses this one.
    Named(String, Span),
}

impl Parent {
    /// Where it is named.
    pub(crate) fn place(&self) -> Span {
        match self {
            Self::Path(path) => path.span(),
            Self::Named(_, place) => *place,
        }
    }

    /// As the compiler is told: the path, or the name in quotes.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Path(path) => path.to_token_stream().to_string().replace(' ', ""),
            Self::Named(name, _) => format!("\"{name}\""),
        }
    }

    /// The path, if it is one.
    pub(crate) fn path(&self) -> Option<&syn::Path> {
        match self {
            Self::Path(path) => Some(path),
            Self::Named(..) => None,
        }
    }
}
