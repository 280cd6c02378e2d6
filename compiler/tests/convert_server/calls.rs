//! Calls over combinations of argument types.

use softdelete_compiler::catalog::builtin::{
    ArgMode, Function, FunctionKind, TypeId, function_names, functions,
};
use softdelete_compiler::check::convert::{Call, CallArg, Types};

use crate::random::Random;
use crate::world::{common_types, shown, value, value_types};
use crate::{Case, count};

/// Calls of one kind: functions of one row, or aggregates and window functions.
fn samples(types: Types<'_>, seed: u64, aggregates: bool) -> Vec<Case> {
    let mut names: Vec<&str> = function_names().collect();
    names.dedup();
    let all: Vec<(&str, Function)> = names
        .iter()
        .flat_map(|name| functions(name).map(move |function| (*name, function)))
        // What is still unknown cannot be a column.
        .filter(|(_, function)| function.result != TypeId::UNKNOWN)
        .filter(|(_, function)| (function.kind != FunctionKind::Function) == aggregates)
        .collect();
    let (any, usual) = (value_types(types), common_types(types));
    let mut random = Random::new(seed);
    let mut cases = Vec::new();
    let declared = [
        "twice",
        "cheer",
        "lower",
        "longer",
        "floatrange",
        "floatmultirange",
    ];
    while cases.len() < count() * 2 {
        let sample = cases.len();
        let (name, function) = if sample < all.len() {
            all[sample]
        } else {
            random.pick(&all)
        };
        let inputs: Vec<(TypeId, &str, bool)> = function
            .args()
            .filter(|(mode, _, _)| matches!(mode, ArgMode::In | ArgMode::InOut | ArgMode::Variadic))
            .map(|(mode, ty, name)| (ty, name, mode == ArgMode::Variadic))
            .collect();
        let name = if sample % 50 == 49 && !aggregates {
            random.pick(&declared)
        } else {
            name
        };
        let mut args: Vec<(Option<&str>, TypeId)> = Vec::new();
        // The first samples call each function by exactly its types.
        let plain = sample < all.len();
        let dropped = if plain {
            0
        } else {
            random.below(function.defaults + 1)
        };
        let mut variadic = false;
        let mut by_name = false;
        for (ty, arg_name, is_variadic) in &inputs[..inputs.len() - dropped] {
            let mut ty = *ty;
            if *is_variadic && !ty.is_polymorphic() && ty != TypeId::ANY && random.below(2) == 0 {
                ty = types.element(ty).unwrap_or(ty);
            } else if *is_variadic && random.below(3) > 0 {
                variadic = true;
            }
            if ty.is_polymorphic() || ty == TypeId::ANY {
                ty = if ty == TypeId::ANYARRAY || ty == TypeId::ANYCOMPATIBLEARRAY {
                    let element = random.pick(&usual);
                    types.array_of(element).unwrap_or(element)
                } else {
                    random.pick(&usual)
                };
            } else if !plain {
                match random.below(6) {
                    0 => ty = random.pick(&usual),
                    1 | 2 => ty = TypeId::UNKNOWN,
                    3 if random.below(4) == 0 => ty = random.pick(&any),
                    _ => {}
                }
            }
            by_name |= !plain && !arg_name.is_empty() && !variadic && random.below(4) == 0;
            args.push(((by_name && !arg_name.is_empty()).then_some(*arg_name), ty));
        }
        by_name = args.iter().any(|(name, _)| name.is_some());
        let pseudo = args
            .iter()
            .any(|(_, ty)| types.category(*ty) == b'P' || *ty == TypeId::NONE);
        if pseudo || (by_name && variadic) {
            args.clear();
            variadic = false;
        }
        let within = match function.kind {
            FunctionKind::OrderedSet(direct) => Some(args.len().saturating_sub(direct)),
            FunctionKind::HypotheticalSet(_) => {
                args.extend(args.clone());
                Some(args.len() / 2)
            }
            _ => None,
        };
        let within = if sample % 40 == 39 { None } else { within };
        let over = within.is_none()
            && (function.kind == FunctionKind::Window || (aggregates && random.below(10) == 0));
        let star =
            args.is_empty() && function.kind == FunctionKind::Aggregate && random.below(2) == 0;
        let variadic = variadic && within.is_none();
        cases.push(case(
            types,
            name,
            &args,
            within.filter(|within| *within > 0),
            variadic,
            star,
            over,
        ));
    }
    cases
}

fn case(
    types: Types<'_>,
    name: &str,
    args: &[(Option<&str>, TypeId)],
    within: Option<usize>,
    variadic: bool,
    star: bool,
    over: bool,
) -> Case {
    let mut written: Vec<String> = args
        .iter()
        .map(|(name, ty)| match name {
            Some(name) => format!("\"{name}\" => {}", value(types, *ty)),
            None => value(types, *ty),
        })
        .collect();
    let ordering = written.split_off(written.len() - within.unwrap_or(0));
    if variadic && let Some(last) = written.last_mut() {
        *last = format!("variadic {last}");
    }
    let arguments = if star {
        "*".to_owned()
    } else {
        written.join(", ")
    };
    let within_group = if within.is_some() {
        format!(" within group (order by {})", ordering.join(", "))
    } else {
        String::new()
    };
    let window = if over { " over ()" } else { "" };
    let args: Vec<CallArg<'_>> = args
        .iter()
        .map(|(name, ty)| CallArg {
            name: *name,
            ty: *ty,
        })
        .collect();
    let call = Call {
        schema: None,
        name,
        args: &args,
        within_group: within,
        variadic,
        star,
        over,
    };
    Case {
        statement: format!("select \"{name}\"({arguments}){within_group}{window}"),
        ours: types
            .function(&call)
            .map(|found| shown(types, found.result))
            .map_err(|error| format!("{error:?}")),
    }
}

pub(crate) fn functions_of_rows(types: Types<'_>) -> Vec<Case> {
    samples(types, 3, false)
}

pub(crate) fn aggregates(types: Types<'_>) -> Vec<Case> {
    samples(types, 4, true)
}
