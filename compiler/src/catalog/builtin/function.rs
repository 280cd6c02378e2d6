//! PostgreSQL's own functions, aggregates and window functions.

use super::lines::{number, with_prefix};
use super::{Nulls, TypeId};

/// What a function is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FunctionKind {
    /// A function of one row.
    Function,
    /// An aggregate.
    Aggregate,
    /// An ordered-set aggregate (`percentile_cont`): so many arguments are direct ones, the others follow WITHIN GROUP.
    OrderedSet(usize),
    /// A hypothetical-set aggregate (`rank(…) within group (…)`): so many arguments are direct ones.
    HypotheticalSet(usize),
    /// A window function.
    Window,
}

/// How an argument is passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgMode {
    /// IN
    In,
    /// OUT
    Out,
    /// INOUT
    InOut,
    /// VARIADIC
    Variadic,
    /// A column of RETURNS TABLE
    Table,
}

/// A function with certain arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its OID.
    pub oid: u32,
    /// What it is.
    pub kind: FunctionKind,
    /// Whether it returns a set.
    pub returns_set: bool,
    /// When it gives NULL; of a set, when a column of a row is.
    pub nulls: Nulls,
    /// Whether it gives NULL (a set-returning one: no rows) as soon as an argument is NULL.
    pub strict: bool,
    /// What it returns, as declared: perhaps a polymorphic pseudo-type.
    pub result: TypeId,
    /// How many of its last input arguments have defaults.
    pub defaults: usize,
    args: &'static str,
}

impl Function {
    /// All arguments in order, outputs included: how each is passed, its type, its name (empty for none).
    pub fn args(&self) -> impl Iterator<Item = (ArgMode, TypeId, &'static str)> + use<> {
        self.args.split_terminator(' ').map(|arg| {
            let (mode, arg) = match arg.as_bytes().first() {
                Some(b'o') => (ArgMode::Out, &arg[1..]),
                Some(b'b') => (ArgMode::InOut, &arg[1..]),
                Some(b'v') => (ArgMode::Variadic, &arg[1..]),
                Some(b't') => (ArgMode::Table, &arg[1..]),
                _ => (ArgMode::In, arg),
            };
            let (id, name) = number(arg);
            (mode, TypeId(id), name.strip_prefix('=').unwrap_or(""))
        })
    }
}

/// All functions of this name in `pg_catalog`. Functions that SQL cannot call, because an argument is `internal`, are
/// left out.
pub fn functions(name: &str) -> impl Iterator<Item = Function> + use<> {
    // No function has a space in its name; such a prefix would read on into the line.
    let known = !name.contains([' ', '\n']);
    let prefix = if known {
        format!("F{name} ")
    } else {
        "-".to_owned()
    };
    with_prefix(&prefix).map(read)
}

/// The names of all functions, for "did you mean"; of several overloads, each gives its name.
pub fn function_names() -> impl Iterator<Item = &'static str> {
    with_prefix("F").filter_map(|line| line.split(' ').next())
}

/// Reads a line after its name: `<kind><set><nulls> <oid> <result> <defaults> <arguments>`.
fn read(line: &'static str) -> Function {
    let (direct, rest) = number(&line[1..]);
    let flags = rest.as_bytes();
    let (nulls, strict) = nulls_flag(flags.get(1).copied());
    let (oid, rest) = number(&rest[3..]);
    let (result, rest) = number(&rest[1..]);
    let (defaults, rest) = number(&rest[1..]);
    Function {
        oid,
        kind: match line.as_bytes()[0] {
            b'a' => FunctionKind::Aggregate,
            b'o' => FunctionKind::OrderedSet(direct as usize),
            b'h' => FunctionKind::HypotheticalSet(direct as usize),
            b'w' => FunctionKind::Window,
            _ => FunctionKind::Function,
        },
        returns_set: flags[0] == b's',
        nulls,
        strict,
        result: TypeId(result),
        defaults: defaults as usize,
        args: rest.strip_prefix(' ').unwrap_or(""),
    }
}

/// What the letter says that functions and operators carry: when they give NULL, and whether they are strict.
pub(super) fn nulls_flag(flag: Option<u8>) -> (Nulls, bool) {
    match flag {
        Some(b's') => (Nulls::Strict, true),
        Some(b'q') => (Nulls::Maybe, true),
        Some(b'n') => (Nulls::Never, false),
        Some(b'g') => (Nulls::Strict, false),
        Some(b'f') => (Nulls::First, false),
        _ => (Nulls::Maybe, false),
    }
}
