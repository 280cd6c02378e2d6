//! What `#[derive(Table)]` read: the table as the compiler knows it, beside the tokens it was read from.

use proc_macro2::{Ident, TokenStream};
use softdelete_compiler::catalog::Table;

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
    /// The paths in `children(…)`.
    pub(crate) children: Vec<syn::Path>,
    /// The `references(…)` of the columns.
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
    /// The first paragraph of its documentation.
    pub(crate) docs: Vec<syn::Attribute>,
}

/// A `references(path.column)`.
pub(crate) struct Reference {
    /// The path of the table.
    pub(crate) table: syn::Path,
    /// The column there.
    pub(crate) column: Ident,
}
