//! Functions, aggregates and window functions that statements may call.

use softdelete_compiler::catalog::builtin::{ArgMode, FunctionKind};
use softdelete_compiler::catalog::{Argument, UserFunction};

use super::facts::{Facts, Function};
use super::types::Types;

/// Types that no value of a statement has: a trigger's result, and what C functions pass to each other.
const NEVER_CALLED: [&str; 8] = [
    "trigger",
    "event_trigger",
    "internal",
    "language_handler",
    "fdw_handler",
    "index_am_handler",
    "table_am_handler",
    "tsm_handler",
];

/// The functions, those of the search path first, so that a name finds them before others.
pub(super) fn of(facts: &Facts, types: &mut Types<'_>) -> Vec<UserFunction> {
    let place = |function: &&Function| {
        facts
            .path
            .iter()
            .position(|schema| *schema == function.schema)
            .unwrap_or(usize::MAX)
    };
    let mut functions: Vec<&Function> = facts.functions.iter().collect();
    functions.sort_by_key(place);
    functions
        .into_iter()
        .filter_map(|function| user_function(function, types))
        .collect()
}

fn user_function(function: &Function, types: &mut Types<'_>) -> Option<UserFunction> {
    let never = |oid: &u32| {
        types
            .own_base(*oid)
            .is_some_and(|name| NEVER_CALLED.contains(&name))
    };
    if never(&function.result) || function.args.iter().any(never) {
        return None;
    }
    let modes: Vec<&str> = function
        .modes
        .as_ref()
        .map(|modes| modes.iter().map(String::as_str).collect())
        .unwrap_or_default();
    let name_of = |index: usize| {
        function
            .names
            .as_ref()
            .and_then(|names| names.get(index))
            .cloned()
            .unwrap_or_default()
    };
    // Without outputs the catalogue keeps only the arguments that a call gives.
    let all = function.all_args.as_ref().unwrap_or(&function.args);
    let args: Vec<Argument> = all
        .iter()
        .enumerate()
        .map(|(index, ty)| Argument {
            mode: match modes.get(index).copied() {
                Some("o") => ArgMode::Out,
                Some("b") => ArgMode::InOut,
                Some("v") => ArgMode::Variadic,
                Some("t") => ArgMode::Table,
                Some(_) | None => ArgMode::In,
            },
            name: name_of(index),
            ty: types.column_type(*ty),
        })
        .collect();
    let direct = usize::try_from(function.direct).unwrap_or(0);
    let kind = match function.kind.as_str() {
        "w" => FunctionKind::Window,
        "n" => FunctionKind::Aggregate,
        "o" => FunctionKind::OrderedSet(direct),
        "h" => FunctionKind::HypotheticalSet(direct),
        _ => FunctionKind::Function,
    };
    Some(UserFunction {
        local_name: String::new(),
        schema: Some(function.schema.clone()),
        name: function.name.clone(),
        kind,
        args,
        defaults: usize::try_from(function.defaults).unwrap_or(0),
        result: types.column_type(function.result),
        returns_set: function.returns_set,
        strict: function.strict && matches!(kind, FunctionKind::Function),
        // When it returns NULL besides, nobody says.
        not_null: false,
    })
}
