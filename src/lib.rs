//! PostgreSQL's SQL inside Rust, checked by rustc, in which deleted rows cannot be seen and cannot be destroyed by accident.
//!
//! - **Nothing deleted leaks.** A statement gives what it would give if the deleted rows were not there, whatever joins,
//!   subqueries, common table expressions and set operations it is made of. Deleted rows are seen where a statement asks for
//!   them: `users with deleted`, `users only deleted`, `users as of $t`.
//! - **Nothing is destroyed by accident.** `delete` marks rows; really removing them needs the word `hard`, and touching a
//!   whole table needs the word `all`. rustc refuses the rest.
//! - **What belongs together goes together.** A deletion follows the declared foreign keys, a restoration brings back exactly what that
//!   deletion took along; each is one statement, done as a whole or not at all.
//! - **Nothing is guessed at run time.** Text, parameter types, result types and nullability of a statement are constants in the
//!   binary. Checking needs no database and no generated files.
//!
//! ```
//! use softdelete::{Pool, Table, sd_query};
//!
//! #[derive(Debug, Table)]
//! #[table(name = "users", soft_delete, children(orders))]
//! pub struct User {
//!     #[column(primary_key, generated)]
//!     pub id: i64,
//!     #[column(unique)] // among active rows
//!     pub email: String,
//!     pub name: Option<String>, // may be NULL
//! } // deleted_at, deleted_by, deletion_reason and deletion_id are implied
//!
//! #[derive(Debug, Table)]
//! #[table(name = "orders", soft_delete)]
//! pub struct Order {
//!     #[column(primary_key, generated)]
//!     pub id: i64,
//!     #[column(references(users.id), on_delete = cascade)]
//!     pub user_id: i64,
//! }
//!
//! async fn tour(db: &Pool, email: &str) -> softdelete::Result<()> {
//!     // Rows are the struct of the table …
//!     let user: User = sd_query!(select from users where email = $email).fetch_one(db).await?;
//!     // … or have one field a column.
//!     let row = sd_query!(select count(*) as all, max(name) as last from users)
//!         .fetch_one(db)
//!         .await?;
//!     let (_, _): (i64, Option<String>) = (row.all, row.last);
//!
//!     // The orders go with the user, and come back with the user.
//!     let delete = sd_query!(delete from users where id = $user.id by "admin" because "account closed");
//!     println!("{}", delete.plan(db).await?); // what would happen
//!     println!("{}", delete.effects(db).await?); // what has happened
//!     sd_query!(restore users where id = $user.id).execute(db).await?;
//!     Ok(())
//! }
//! # fn main() {}
//! ```
//!
//! | to | see |
//! |---|---|
//! | declare tables and types | [`Table`], [`SqlEnum`], [`SqlType`] |
//! | write statements | [`sd_query!`], [`sd_query_as!`] |
//! | send them | [`Query`], [`Pool`], [`Executor`] |
//! | know what a deletion would do or has done | [`Query::plan`], [`Query::effects`], [`Plan`], [`Effects`] |
//! | delete, restore and erase by key | [`Manager`], [`Hooks`], [`Config`] |
//! | remove what is past its retention | [`Purge`] |
//! | read what has happened, and follow it | [`History`], [`Outbox`] |
//! | keep what rows held beside their history, encrypted | `sealed` (feature `seal`) |
//! | let the database hold the rules too | [`sd_ddl!`], [`schema`] |
//! | find out what went wrong | [`Error`], [`Refusal`] |
//!
//! The manual has a chapter on each.

/// Declares a table by a struct: each field is a column.
///
/// The derive makes a module and a macro by the name of the table; whoever uses the table in a statement imports that name. The
/// module has one type for each column, so that editors find the field behind a column.
///
/// | `#[table(…)]` | means |
/// |---|---|
/// | `name = "users"` | the table's name in the database, which must be written |
/// | `schema = "app"` | its schema |
/// | `soft_delete` | rows are marked by `deleted_at`, `deleted_by`, `deletion_reason` and `deletion_id`; `created_at` tells `as of` when a row came to be, if it is a field |
/// | `soft_delete(at = "…", by = "…", reason = "…", id = "…", created = "…")` | … by the columns named, and no others; `at` is `deleted_at` if left out |
/// | `soft_delete(flag = "is_deleted")` | … by a boolean, perhaps with the other columns |
/// | `soft_delete(at = "…", until = "infinity")` | … by a time that is never NULL |
/// | `soft_delete(archive = "users_archive")` | deleted rows move to another table, which has the marks |
/// | `children(orders, crate::shop::items)` | the tables that refer here; each must be listed |
/// | `retention = "90 days"` | how long a deleted row is kept from `hard delete` |
/// | `hold = "legal_hold"` | a boolean column that keeps a row for as long as it is true |
/// | `audit` | each change of state is recorded in `softdelete.history`, in the same statement |
/// | `outbox` | … and announced in `softdelete.outbox` |
/// | `unique(a, b)` | a unique key, among active rows; may be written several times |
/// | `references((org_id, user_id) = users(org_id, id), on_delete = cascade)` | a foreign key of several columns; may be written several times |
///
/// | `#[column(…)]` | means |
/// |---|---|
/// | `primary_key` | part of the primary key |
/// | `unique` | a unique key by itself, among active rows |
/// | `name = "…"` | the column's name, if it is not the field's |
/// | `sql_type = "varchar(20)"` | its type, if the field's type does not tell |
/// | `default` | the database fills it in where an INSERT leaves it out |
/// | `generated` | the database alone writes it |
/// | `references(users.id), on_delete = cascade` | it refers to another table; `restrict`, `set_null` and `keep` are the other policies |
/// | `references("app.users.id"), …` | … to one that is declared in a crate above this one |
/// | `personal` | `erase` makes it NULL |
/// | `personal = "'erased-' \|\| id"` | `erase` overwrites it by an expression of SQL over the row |
///
/// ```
/// use softdelete::Table;
///
/// #[derive(Debug, Table)]
/// #[table(name = "users", soft_delete, children(orders))]
/// pub struct User {
///     #[column(primary_key, generated)]
///     pub id: i64,
///     pub name: Option<String>,
/// }
///
/// #[derive(Debug, Table)]
/// #[table(name = "orders", soft_delete)]
/// pub struct Order {
///     #[column(primary_key, generated)]
///     pub id: i64,
///     #[column(references(users.id), on_delete = cascade)]
///     pub user_id: i64,
/// }
///
/// fn main() {
///     let id: users::id = 1;
///     assert_eq!(id, 1_i64);
/// }
/// ```
///
/// A struct declared inside a function cannot be a table: a module inside a function does not see the function's items. A table whose
/// name is that of a macro of the standard library (`matches`, `file`, `line`) is declared in a module of its own and imported from there.
/// Paths in `children(…)` and `references(…)` name public items; one that begins with another crate is written with `::` before it.
pub use softdelete_macros::Table;

/// Declares an enum type of the database by an enum without fields.
///
/// Labels are the names of the variants in `snake_case`, or as `#[sql(rename_all = "…")]` and `#[sql(rename = "…")]` say.
///
/// ```
/// use softdelete::{SqlEnum, Table, sd_query};
///
/// #[derive(Clone, Copy, Debug, PartialEq, SqlEnum)]
/// #[sql(name = "order_status")]
/// pub enum Status {
///     New,
///     #[sql(rename = "on the way")]
///     Shipped,
/// }
///
/// #[derive(Debug, Table)]
/// #[table(name = "orders")]
/// pub struct Order {
///     #[column(primary_key)]
///     pub id: i64,
///     pub status: Status,
/// }
///
/// fn main() {
///     let status = Status::Shipped;
///     sd_query!(select id from orders where status = $status or status = "new").sql();
/// }
/// ```
pub use softdelete_macros::SqlEnum;

/// Lets a struct with one unnamed field travel as that field: an identifier of its own, a domain of the database.
///
/// `#[sql(name = "email")]` names the domain; without it the column has the type of the field. `#[sql(sql_type = "…")]` says which
/// of PostgreSQL's types that is, where the field's type does not tell.
///
/// ```
/// use softdelete::SqlType;
///
/// #[derive(Clone, Copy, Debug, PartialEq, SqlType)]
/// pub struct UserId(pub i64);
///
/// #[derive(Clone, Debug, PartialEq, SqlType)]
/// #[sql(name = "email", schema = "app")]
/// pub struct Email(String);
/// # fn main() {}
/// ```
///
/// On a struct with named fields it is a composite type. With `base_type` it is a base type that PostgreSQL did not ship with, in the words of
/// CREATE TYPE and CREATE CAST; with `range` a range type, with `multirange_of` its multirange type. The chapter "Functions and types" of the
/// manual explains them.
///
/// ```
/// use softdelete::{Multirange, Range, SqlType};
///
/// #[derive(Clone, Debug, PartialEq, SqlType)]
/// #[sql(
///     name = "citext",
///     base_type,
///     category = "S",
///     cast(citext as text without function as implicit),
///     cast(text as citext without function as assignment)
/// )]
/// pub struct Citext(pub String);
///
/// #[derive(Clone, Debug, PartialEq, SqlType)]
/// #[sql(name = "floatrange", range, multirange = FloatMultirange)]
/// pub struct FloatRange(pub Range<f64>);
///
/// #[derive(Clone, Debug, PartialEq, SqlType)]
/// #[sql(multirange_of = FloatRange)]
/// pub struct FloatMultirange(pub Multirange<f64>);
/// # fn main() {
/// let row = softdelete::sd_query!(select lower("a"::Citext) as text, multirange("[1,2)"::FloatRange) as ranges);
/// # let _ = row;
/// # }
/// ```
pub use softdelete_macros::SqlType;

/// Checks a statement of SQL and evaluates to it as a [`Query`].
///
/// The statement is written as Rust tokens, or as one string in PostgreSQL's own spelling. `$name`, `$user.email` and
/// `$(expression)` are parameters. The chapter "Queries" of the manual says what else there is.
///
/// Beside PostgreSQL's own statements there are
///
/// | | |
/// |---|---|
/// | `delete from users where … [by $who] [because $why]` | marks rows, and treats what refers to them by the policies declared |
/// | `restore users [with parents] where …` | undoes what the deletion of those rows did |
/// | `erase users where …` | overwrites what is personal, and keeps the row |
/// | `hard delete from users where …` | really removes marked rows that are past their retention |
/// | `users with deleted`, `users only deleted`, `users deleted after $t`, `users as of $t` | a table with other than its active rows |
/// | `if …`, `if let …`, `match …` | conditions, keys of ORDER BY and limits that are there only sometimes |
///
/// ```
/// use softdelete::{Table, sd_query};
///
/// #[derive(Debug, Table)]
/// #[table(name = "users", soft_delete)]
/// pub struct User {
///     #[column(primary_key)]
///     pub id: i64,
///     pub name: Option<String>,
/// }
///
/// fn main() {
///     let (ids, name) = (vec![1_i64, 2], "Ada");
///     let query = sd_query!(select id from users where id in $ids and name = $name);
///     assert_eq!(
///         query.sql(),
///         sd_query!("select id from users where id in $ids and name = $name").sql(),
///     );
/// }
/// ```
///
/// What cannot be right does not compile:
///
/// ```compile_fail
/// # use softdelete::{Table, sd_query};
/// # #[derive(Debug, Table)]
/// # #[table(name = "users", soft_delete)]
/// # pub struct User { #[column(primary_key)] pub id: i64 }
/// fn main() {
///     sd_query!(delete from users); // this would delete every row of `users`: there is no WHERE
/// }
/// ```
pub use softdelete_macros::sd_query;

/// Checks a statement, as [`sd_query!`] does, whose rows become the struct that is named first.
///
/// Its fields are matched by name with the columns of the result: each column needs a field, each field a column, and a column that
/// may be NULL an `Option`. The struct derives nothing for it.
///
/// ```
/// # use softdelete::Table;
/// use softdelete::sd_query_as;
/// # #[derive(Debug, Table)]
/// # #[table(name = "users", soft_delete)]
/// # pub struct User { #[column(primary_key)] pub id: i64, pub name: Option<String> }
///
/// struct Listed {
///     number: i64,
///     name: Option<String>,
/// }
///
/// fn main() {
///     let query = sd_query_as!(Listed, select id as number, name from users);
///     let _: softdelete::Query<'_, Listed, 0> = query;
/// }
/// ```
pub use softdelete_macros::sd_query_as;

/// The statements of DDL by which the database itself keeps the rules of soft deletion, against other programs and in races: unique indexes
/// among active rows, live foreign keys, guards against DELETE and TRUNCATE, archives, and indexes for cascades and purge.
///
/// It takes the tables as `sd_query!` does, or by their paths, and gives their texts in the order in which they can run, as a
/// `&'static [&'static str]`. Each may run again. A foreign key to a table that is not named is left alone. The tables of
/// history and of the outbox are made by [`schema::SYSTEM`].
///
/// ```
/// # use softdelete::{Table, sd_ddl};
/// #[derive(Table)]
/// #[table(name = "users", soft_delete)]
/// pub struct User {
///     #[column(primary_key)]
///     id: i64,
///     #[column(unique)]
///     email: String,
/// }
///
/// fn main() {
///     let statements: &[&str] = sd_ddl!(users);
///     assert!(statements.iter().any(|sql| sql.contains("UNIQUE INDEX")));
/// }
/// ```
pub use softdelete_macros::sd_ddl;

/// Declares functions, aggregates and operators of the database, by the heads of their CREATE commands as they stand in a migration.
///
/// Each function becomes an item of its name, which statements find as they find tables: where it is declared, or where it was imported.
/// See the chapter "Functions and types" of the manual.
///
/// ```
/// use softdelete::{sd_query, sql_function};
///
/// sql_function! {
///     /// The words of a title, joined by hyphens.
///     pub create function app.slugify(title text, longest integer default 80) returns text not null strict immutable;
/// }
///
/// fn main() {
///     let title = "Hello, World";
///     let query = sd_query!(select slugify($title) as slug, slugify($title, longest => 5) as short);
///     assert_eq!(query.sql(), "SELECT app.slugify($1) AS slug, app.slugify($1, longest => 5) AS short");
/// }
/// ```
pub use softdelete_macros::sql_function;

pub use softdelete_runtime::*;

/// A comparison of everything that was compiled into a program with a live database, in one test ([`testing::verify_all`]); behind the cargo
/// feature `testing`.
#[cfg(feature = "testing")]
pub use softdelete_verify as testing;

/// What the expansions of the macros use. Not for use by hand: it changes without notice.
#[doc(hidden)]
pub mod __private {
    pub use softdelete_macros::{__ddl, __function, __lifecycle, __query, __sql_type, __table};
    pub use softdelete_runtime::__private::*;
}
