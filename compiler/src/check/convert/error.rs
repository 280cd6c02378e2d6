//! Why no operator, function or type was found, as data; the checker makes diagnostics of it.

use crate::catalog::builtin::TypeId;

/// A type's name that no type has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownType {
    /// The name as written.
    pub name: String,
    /// A type whose name is close.
    pub did_you_mean: Option<String>,
}

/// Why no operator was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OperatorError {
    /// No operator has this symbol.
    NoSuchSymbol,
    /// None takes these operands.
    NoMatch {
        /// What operators of this symbol take, spelled out, the closest first; at most a few.
        candidates: Vec<String>,
        /// What to write instead, if that can be told.
        hint: Option<String>,
    },
    /// Several fit equally well.
    Ambiguous {
        /// What they take, spelled out.
        candidates: Vec<String>,
    },
    /// The right side of ANY or ALL is no array.
    NotAnArray(TypeId),
    /// The operator of ANY or ALL gives something else than `boolean`.
    NotBoolean(TypeId),
}

/// Why no function was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FunctionError {
    /// No function has this name.
    NoSuchName {
        /// A name that is close.
        did_you_mean: Option<String>,
    },
    /// None of the name takes these arguments.
    NoMatch {
        /// The signatures there are, spelled out, the closest first; at most a few.
        candidates: Vec<String>,
        /// What to write instead, if that can be told.
        hint: Option<String>,
    },
    /// Several fit equally well.
    Ambiguous {
        /// Their signatures, spelled out.
        candidates: Vec<String>,
    },
    /// No function of the name has an argument of this name.
    NoSuchArgument {
        /// The index of the argument in the call.
        arg: usize,
        /// The names there are.
        names: Vec<String>,
    },
    /// The polymorphic arguments do not agree in their types, or none tells the result's type.
    Polymorphic {
        /// What is wrong, in SQL terms.
        message: String,
    },
    /// It is found, but not called as its kind must be.
    Misuse {
        /// What is wrong, in SQL terms.
        message: String,
        /// What to write instead.
        help: String,
    },
}
