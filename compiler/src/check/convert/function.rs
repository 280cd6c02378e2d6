//! Which function is meant: section 10.3 of the manual.

use super::{FunctionError, Types};
use crate::catalog::builtin::{Nulls, TypeId};

/// A call, as far as choosing the function goes.
#[derive(Clone, Copy, Debug)]
pub struct Call<'c> {
    /// The schema, if one is written.
    pub schema: Option<&'c str>,
    /// The name.
    pub name: &'c str,
    /// The arguments in the order written; those of WITHIN GROUP (ORDER BY …) come last.
    pub args: &'c [CallArg<'c>],
    /// How many of the last arguments are those of WITHIN GROUP; `None` without WITHIN GROUP.
    pub within_group: Option<usize>,
    /// Whether VARIADIC stands before the last argument.
    pub variadic: bool,
    /// Whether it is `f(*)`.
    pub star: bool,
    /// Whether OVER follows.
    pub over: bool,
}

/// An argument of a call.
#[derive(Clone, Copy, Debug)]
pub struct CallArg<'c> {
    /// The name before `=>`.
    pub name: Option<&'c str>,
    /// The type of the value.
    pub ty: TypeId,
}

/// What the function is that a call means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallKind {
    /// A function of one row.
    Function,
    /// An aggregate (used as a window function if OVER follows).
    Aggregate,
    /// An ordered-set aggregate.
    OrderedSet,
    /// A hypothetical-set aggregate.
    HypotheticalSet,
    /// A window function.
    Window,
    /// No function: the name of a type with one argument, which is a cast (`text(x)`, `float8('1')`).
    Cast,
}

/// The function that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionMatch {
    /// The OID of one of PostgreSQL's own.
    pub oid: Option<u32>,
    /// The index into [`crate::catalog::Schema::functions`] of a declared one.
    pub user: Option<usize>,
    /// What it is.
    pub kind: CallKind,
    /// The type of the result, or of each row of a set.
    pub result: TypeId,
    /// Whether it returns a set of rows.
    pub returns_set: bool,
    /// The columns of a result that is a row with names of its own (OUT arguments, RETURNS TABLE, a composite type);
    /// empty for any other.
    pub columns: Vec<(String, TypeId)>,
    /// What each argument becomes, in the order of the call.
    pub args: Vec<TypeId>,
    /// Whether it gives NULL (a set: no rows) as soon as an argument is NULL. Aggregates skip rows with a NULL if so.
    pub strict: bool,
    /// When it gives NULL.
    pub nulls: Nulls,
}

impl Types<'_> {
    /// The function that a call means.
    ///
    /// # Errors
    /// If there is none of the name, none that takes the arguments, several that fit equally well, or one that may not be
    /// called so.
    pub fn function(&self, call: &Call<'_>) -> Result<FunctionMatch, FunctionError> {
        unimplemented!()
    }
}
