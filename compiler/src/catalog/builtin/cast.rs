//! PostgreSQL's own casts.

use super::TypeId;
use super::lines::{find, number, with_prefix};

/// Where a cast is applied by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CastContext {
    /// Anywhere.
    Implicit,
    /// Where a value is assigned to a column.
    Assignment,
    /// Nowhere: it must be written.
    Explicit,
}

/// How a cast is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CastMethod {
    /// Nothing is done: the types are stored alike.
    Binary,
    /// By a function.
    Function,
    /// By writing the value as text and reading that.
    InOut,
}

/// A cast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cast {
    /// What it makes.
    pub to: TypeId,
    /// Where it is applied by itself.
    pub context: CastContext,
    /// How it is done.
    pub method: CastMethod,
    /// Whether a value that is not NULL may become NULL by it.
    pub may_give_null: bool,
}

/// The cast from one type to another that `pg_cast` has, if it has one.
pub fn cast(from: TypeId, to: TypeId) -> Option<Cast> {
    find(&format!("C{} {} ", from.0, to.0)).map(|flags| read(to, flags))
}

/// All casts from a type that `pg_cast` has.
pub fn casts_from(from: TypeId) -> impl Iterator<Item = Cast> {
    with_prefix(&format!("C{} ", from.0)).map(|line| {
        let (to, flags) = number(line);
        read(TypeId(to), &flags[1..])
    })
}

/// Reads the letters of a cast: where, how, and for a function when it gives NULL.
fn read(to: TypeId, flags: &str) -> Cast {
    let flags = flags.as_bytes();
    Cast {
        to,
        context: match flags[0] {
            b'i' => CastContext::Implicit,
            b'a' => CastContext::Assignment,
            _ => CastContext::Explicit,
        },
        method: match flags[1] {
            b'b' => CastMethod::Binary,
            b'f' => CastMethod::Function,
            _ => CastMethod::InOut,
        },
        may_give_null: flags.get(2) == Some(&b'q'),
    }
}
