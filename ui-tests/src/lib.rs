//! The tables that the cases in `tests/ui` use. They are in a library of their own, so that each case shows its mistake and little else.

use softdelete::chrono::{DateTime, Utc};
use softdelete::{SqlEnum, Table};

/// A table with soft deletion and children.
#[derive(Debug, Table)]
#[table(name = "users", soft_delete, children(orders), retention = "90 days")]
pub struct User {
    /// The key.
    #[column(primary_key, default)]
    pub id: i64,
    /// Unique among active rows.
    #[column(unique)]
    pub email: String,
    /// May be NULL.
    pub name: Option<String>,
    /// A number.
    pub age: i32,
    /// Made by the database.
    #[column(default)]
    pub created_at: DateTime<Utc>,
}

/// A child of [`User`].
#[derive(Debug, Table)]
#[table(name = "orders", soft_delete)]
pub struct Order {
    /// The key.
    #[column(primary_key, default)]
    pub id: i64,
    /// Whose it is.
    #[column(references(users.id), on_delete = cascade)]
    pub user_id: i64,
    /// How far it has come.
    pub status: OrderStatus,
    /// Words.
    pub tags: Vec<String>,
    /// Made by the database.
    #[column(default)]
    pub created_at: DateTime<Utc>,
}

/// A table without children.
#[derive(Debug, Table)]
#[table(name = "notes", soft_delete(at = "deleted_at"))]
pub struct Note {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// What it says.
    pub text: String,
}

/// A table without soft deletion.
#[derive(Debug, Table)]
#[table(name = "logs")]
pub struct Log {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// What was logged.
    pub line: String,
    /// Computed by the database.
    #[column(generated)]
    pub length: i32,
}

/// An enum type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, SqlEnum)]
#[sql(name = "order_status")]
pub enum OrderStatus {
    /// Just made.
    New,
    /// Paid for.
    Paid,
}

/// A child of a table that a crate above this one declares, and of two here.
#[derive(Debug, Table)]
#[table(name = "visits", soft_delete)]
pub struct Visit {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// Where it led, which this crate cannot name.
    #[column(references("app.places.id"), on_delete = cascade)]
    pub place_id: i64,
}

/// A composite type.
#[derive(Clone, Debug, PartialEq, softdelete::SqlType)]
#[sql(name = "step", schema = "app")]
pub struct Step {
    /// How far.
    pub status: OrderStatus,
    /// What was said.
    pub text: Option<String>,
}

softdelete::sql_function! {
    /// The steps of an order.
    pub create function app.steps(order_id bigint) returns setof app.step;
    /// The status after one.
    pub create function app.following(OrderStatus) returns OrderStatus strict not null;
}

/// Declared by a string, as a migration has it.
pub mod migrations {
    softdelete::sql_function!(
        pub "create function app.slug(title text) returns text language sql strict as $$ select 'a;b' $$;
             create function app.slug(number int) returns text not null as 'x', 'y';"
    );
}
