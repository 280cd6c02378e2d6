//! Functions that statements may call.

use softdelete_compiler::catalog::UserFunction;

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
    let given: Vec<usize> = match &function.all_args {
        Some(all) => (0..all.len())
            .filter(|index| !matches!(modes.get(*index), Some(&("o" | "t"))))
            .collect(),
        None => (0..function.args.len()).collect(),
    };
    let args = function.args.iter().zip(given);
    let args = args
        .map(|(ty, index)| (name_of(index), types.column_type(*ty)))
        .collect();
    let mut fields = Vec::new();
    for (index, ty) in function.all_args.iter().flatten().enumerate() {
        if matches!(modes.get(index), Some(&("o" | "b" | "t"))) {
            let name = Some(name_of(index)).filter(|name| !name.is_empty());
            fields.push((
                name.unwrap_or_else(|| format!("column{}", fields.len() + 1)),
                types.column_type(*ty),
            ));
        }
    }
    let result = if fields.len() > 1 {
        types.row_type(&function.schema, &function.name, fields)
    } else {
        types.column_type(function.result)
    };
    Some(UserFunction {
        schema: Some(function.schema.clone()),
        name: function.name.clone(),
        args,
        defaults: usize::try_from(function.defaults).unwrap_or(0),
        result,
        returns_set: function.returns_set,
        // STRICT says when a function gives NULL at least, not when it gives NULL at most.
        strict: false,
    })
}
