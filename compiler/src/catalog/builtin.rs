//! PostgreSQL's own types, functions, operators and casts, embedded from a server's system catalogues.
//!
//! The facts are the lines of `builtin/catalog.txt`, written by `cargo xtask catalog` from a PostgreSQL 18 server and
//! sorted, so that a look-up is a binary search over the text and nothing is read before it is asked for: a macro runs
//! unoptimised and afresh for every statement.

mod cast;
mod function;
mod lines;
mod operator;
mod type_id;
mod types;

pub use cast::{Cast, CastContext, CastMethod, cast, casts_from};
pub use function::{ArgMode, Function, FunctionKind, function_names, functions};
pub use operator::{Operator, operator, operators};
pub use type_id::TypeId;
pub(crate) use types::category;
pub use types::{BuiltinType, TypeKind, builtin_type, type_by_name, type_names};

/// When a call or an operator gives NULL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nulls {
    /// Only when an argument is NULL; not always then, if the function is not strict. An aggregate: only when it sees no
    /// row (as a window function: an empty frame), or a NULL. A set-returning function: no row is NULL in any column (if it is strict and an argument is NULL, there
    /// are no rows).
    Strict,
    /// Only when the first argument is NULL, whatever the others are.
    First,
    /// Never, whatever the arguments are.
    Never,
    /// Perhaps, also when no argument is NULL.
    Maybe,
}
