//! Casts that PostgreSQL did not ship with.

use softdelete_compiler::catalog::UserCast;
use softdelete_compiler::catalog::builtin::{CastContext, CastMethod};

use super::facts::{Cast, Facts};
use super::types::Types;

pub(super) fn of(facts: &Facts, types: &mut Types<'_>) -> Vec<UserCast> {
    let casts = facts.casts.iter();
    casts.map(|cast| user_cast(cast, types)).collect()
}

fn user_cast(cast: &Cast, types: &mut Types<'_>) -> UserCast {
    let method = match cast.method.as_str() {
        "b" => CastMethod::Binary,
        "i" => CastMethod::InOut,
        _ => CastMethod::Function,
    };
    UserCast {
        from: types.column_type(cast.from),
        to: types.column_type(cast.to),
        context: match cast.context.as_str() {
            "i" => CastContext::Implicit,
            "a" => CastContext::Assignment,
            _ => CastContext::Explicit,
        },
        method,
        // When the function returns NULL, nobody says.
        may_give_null: method == CastMethod::Function,
    }
}
