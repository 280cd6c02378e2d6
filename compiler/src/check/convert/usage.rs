//! Whether a function is called as its kind must be.

use super::signature::Candidate;
use super::{Call, FunctionError, Types};
use crate::catalog::builtin::{FunctionKind, TypeId};

impl Types<'_> {
    /// Refuses OVER, WITHIN GROUP, `*` and VARIADIC where the function does not take them, and their absence where it
    /// needs them.
    pub(super) fn check_use(
        self,
        call: &Call<'_>,
        chosen: &Candidate,
    ) -> Result<(), FunctionError> {
        let name = call.name;
        let named = call.args.iter().any(|arg| arg.name.is_some());
        // As window functions aggregates do take them.
        let aggregate = !matches!(
            chosen.signature.kind,
            FunctionKind::Function | FunctionKind::Window
        );
        forbid(
            aggregate && named && !call.over,
            || format!("{name} is an aggregate, which takes no named arguments"),
            "write the arguments in order, without their names",
        )?;
        match chosen.signature.kind {
            FunctionKind::Function => {
                forbid(
                    call.over,
                    || format!("{name} is neither an aggregate nor a window function"),
                    "leave out OVER",
                )?;
                forbid(
                    call.star,
                    || format!("{name} is not an aggregate"),
                    "write its arguments instead of `*`",
                )?;
                forbid_within_group(call)?;
            }
            FunctionKind::Window => {
                let help = format!("write `{name}(…) over (…)`");
                forbid(
                    !call.over,
                    || format!("{name} is a window function and needs OVER"),
                    &help,
                )?;
                forbid(
                    call.star,
                    || format!("{name} is not an aggregate"),
                    "write its arguments instead of `*`",
                )?;
                forbid_within_group(call)?;
            }
            FunctionKind::Aggregate => {
                forbid_within_group(call)?;
                let parameterless = call.args.is_empty() && !call.star;
                let help = format!("write `{name}(*)`");
                forbid(
                    parameterless,
                    || format!("{name} without arguments counts rows, which is written with `*`"),
                    &help,
                )?;
            }
            FunctionKind::OrderedSet(direct) => {
                require_within_group(call)?;
                let given = call.args.len() - call.within_group.unwrap_or(0);
                let help =
                    format!("give {direct} before WITHIN GROUP and order by the others in it");
                forbid(
                    given != direct,
                    || format!("{name} takes {direct} direct arguments, not {given}"),
                    &help,
                )?;
            }
            FunctionKind::HypotheticalSet(_) => {
                require_within_group(call)?;
                let ordering = call.within_group.unwrap_or(0);
                let direct = call.args.len() - ordering;
                forbid(
                    direct != ordering,
                    || format!("{name} has {direct} arguments but orders by {ordering}"),
                    "order by as many values as there are arguments",
                )?;
            }
        }
        let last = call.args.last().filter(|_| call.variadic).map(|arg| arg.ty);
        let wants_array = chosen.signature.variadic == Some(TypeId::ANY);
        forbid(
            wants_array && last.is_some_and(|last| self.element(last).is_none()),
            || "the VARIADIC argument must be an array".to_owned(),
            "write the values without VARIADIC, or an array",
        )
    }
}

fn require_within_group(call: &Call<'_>) -> Result<(), FunctionError> {
    let name = call.name;
    let help = format!("write `{name}(…) within group (order by …)`");
    forbid(
        call.within_group.is_none(),
        || format!("{name} is an ordered-set aggregate and needs WITHIN GROUP"),
        &help,
    )?;
    forbid(
        call.over,
        || format!("{name} is an ordered-set aggregate, which takes no OVER"),
        "leave out OVER",
    )
}

fn forbid_within_group(call: &Call<'_>) -> Result<(), FunctionError> {
    let name = call.name;
    forbid(
        call.within_group.is_some(),
        || format!("{name} is not an ordered-set aggregate"),
        "leave out WITHIN GROUP, or write ORDER BY within the arguments",
    )
}

fn forbid(
    mistaken: bool,
    message: impl FnOnce() -> String,
    help: &str,
) -> Result<(), FunctionError> {
    if mistaken {
        return Err(FunctionError::Misuse {
            message: message(),
            help: help.to_owned(),
        });
    }
    Ok(())
}
