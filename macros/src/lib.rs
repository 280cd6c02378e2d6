//! The macros of softdelete. Each is documented where users meet it, in the crate `softdelete`; this file only names them.

use proc_macro::TokenStream;

mod attributes;
mod code;
mod ddl;
mod describing;
mod expand;
mod plain;
mod query;
mod report;
mod sql_enum;
mod sql_function;
mod sql_name;
mod sql_type;
mod table;
#[cfg(test)]
mod tests;
mod tokens;
mod words;

/// Declares a table by a struct: each field is a column.
///
/// See the chapter "Declaring tables" of the manual for the attributes.
#[proc_macro_derive(Table, attributes(table, column))]
pub fn derive_table(input: TokenStream) -> TokenStream {
    table::derive(&input.into()).into()
}

/// Declares an enum type of PostgreSQL by a Rust enum without fields.
#[proc_macro_derive(SqlEnum, attributes(sql))]
pub fn derive_sql_enum(input: TokenStream) -> TokenStream {
    sql_enum::derive(&input.into()).into()
}

/// Lets a struct with one unnamed field travel as that field, perhaps as a domain of PostgreSQL; declares a composite type of
/// PostgreSQL by a struct with named fields.
#[proc_macro_derive(SqlType, attributes(sql))]
pub fn derive_sql_type(input: TokenStream) -> TokenStream {
    sql_type::derive(&input.into()).into()
}

/// The second half of `#[derive(SqlType)]` and `#[derive(SqlEnum)]` where fields or casts have user-declared types.
#[doc(hidden)]
#[proc_macro]
pub fn __sql_type(input: TokenStream) -> TokenStream {
    sql_type::finish(input.into()).into()
}

/// Declares functions, aggregates and operators of the database by the heads of their CREATE commands.
///
/// See the chapter "Functions and types" of the manual.
#[proc_macro]
pub fn sql_function(input: TokenStream) -> TokenStream {
    sql_function::sql_function(&input.into()).into()
}

/// The second half of `sql_function!` where arguments or results have user-declared types.
#[doc(hidden)]
#[proc_macro]
pub fn __function(input: TokenStream) -> TokenStream {
    sql_function::finish(input.into()).into()
}

/// The second half of `#[derive(Table)]` where columns have user-declared types.
#[doc(hidden)]
#[proc_macro]
pub fn __table(input: TokenStream) -> TokenStream {
    table::finish(input.into()).into()
}

/// The last part of `#[derive(Table)]`, once the table's relatives have described themselves.
#[doc(hidden)]
#[proc_macro]
pub fn __lifecycle(input: TokenStream) -> TokenStream {
    table::finish_lifecycle(input.into()).into()
}

/// Checks a statement and gives it as a query.
#[proc_macro]
pub fn sd_query(input: TokenStream) -> TokenStream {
    query::sd_query(input.into()).into()
}

/// Checks a statement and gives it as a query whose rows are the named struct.
#[proc_macro]
pub fn sd_query_as(input: TokenStream) -> TokenStream {
    query::sd_query_as(input.into()).into()
}

/// The second half of `sd_query!` and `sd_query_as!`, once the tables have described themselves.
#[doc(hidden)]
#[proc_macro]
pub fn __query(input: TokenStream) -> TokenStream {
    query::finish(input.into()).into()
}

/// The statements by which the database itself keeps the rules of soft deletion, for the tables that are named.
#[proc_macro]
pub fn sd_ddl(input: TokenStream) -> TokenStream {
    ddl::sd_ddl(&input.into()).into()
}

/// The second half of `sd_ddl!`, once the tables have described themselves.
#[doc(hidden)]
#[proc_macro]
pub fn __ddl(input: TokenStream) -> TokenStream {
    ddl::finish(input.into()).into()
}
