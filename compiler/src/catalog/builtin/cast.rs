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

/// The cast from one type to another that `pg_cast` has, if it has one.
pub fn cast(from: TypeId, to: TypeId) -> Option<(CastContext, CastMethod)> {
    find(&format!("C{} {} ", from.0, to.0)).map(read)
}

/// All casts from a type that `pg_cast` has: to what, where each is applied, and how.
pub fn casts_from(from: TypeId) -> impl Iterator<Item = (TypeId, CastContext, CastMethod)> {
    with_prefix(&format!("C{} ", from.0)).map(|line| {
        let (to, flags) = number(line);
        let (context, method) = read(&flags[1..]);
        (TypeId(to), context, method)
    })
}

/// Reads the two letters of a cast.
fn read(flags: &str) -> (CastContext, CastMethod) {
    let flags = flags.as_bytes();
    let context = match flags[0] {
        b'i' => CastContext::Implicit,
        b'a' => CastContext::Assignment,
        _ => CastContext::Explicit,
    };
    let method = match flags[1] {
        b'b' => CastMethod::Binary,
        b'f' => CastMethod::Function,
        _ => CastMethod::InOut,
    };
    (context, method)
}
