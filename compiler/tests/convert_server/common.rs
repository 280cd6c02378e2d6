//! Common types, casts and assignments.

use softdelete_compiler::catalog::builtin::TypeId;
use softdelete_compiler::check::convert::{Context, Types};

use crate::random::Random;
use crate::world::{common_types, shown, value, value_types};
use crate::{Case, count};

/// CASE, COALESCE, UNION and VALUES over two or three inputs.
pub(crate) fn common(types: Types<'_>) -> Vec<Case> {
    let (all, usual) = (value_types(types), common_types(types));
    let mut random = Random::new(5);
    (0..count() * 2)
        .map(|round| {
            let pool = if round % 3 == 0 { &all } else { &usual };
            let mut inputs = vec![random.pick(pool), random.pick(pool)];
            if random.below(3) == 0 {
                inputs.push(random.pick(pool));
            }
            let written: Vec<String> = inputs.iter().map(|input| value(types, *input)).collect();
            let statement = match round % 4 {
                0 => format!("select coalesce({})", written.join(", ")),
                1 => format!("values ({})", written.join("), (")),
                2 => format!(
                    "select case when random() > 0 then {} else {} end",
                    written[1], written[0]
                ),
                _ => format!("select {} union all select {}", written[0], written[1]),
            };
            let used = if round % 4 < 2 {
                &inputs[..]
            } else {
                &inputs[..2]
            };
            Case {
                statement,
                ours: types
                    .common_type(used)
                    .map(|id| shown(types, id))
                    .map_err(|error| format!("{error:?}")),
            }
        })
        .collect()
}

/// Every written cast.
pub(crate) fn casts(types: Types<'_>) -> Vec<Case> {
    let all = value_types(types);
    let mut cases = Vec::new();
    for from in &all {
        for to in all.iter().filter(|to| **to != TypeId::UNKNOWN) {
            cases.push(Case {
                statement: format!("select ({})::{}", value(types, *from), types.display(*to)),
                ours: judge(types, *from, *to, Context::Explicit),
            });
        }
    }
    cases
}

/// Every assignment to a column: an INSERT of a value into a table made for the type.
pub(crate) fn assignments(types: Types<'_>) -> Vec<Case> {
    let all = value_types(types);
    let mut cases = Vec::new();
    for (number, to) in all.iter().filter(|to| **to != TypeId::UNKNOWN).enumerate() {
        for from in &all {
            let (column, name) = (types.display(*to), format!("assigned_{number}"));
            cases.push(Case {
                statement: format!(
                    "insert into {name} select {} returning c -- {column}",
                    value(types, *from)
                ),
                ours: judge(types, *from, *to, Context::Assignment),
            });
        }
    }
    cases
}

/// The statements that make the tables of [`assignments`].
pub(crate) fn tables(types: Types<'_>) -> String {
    let all = value_types(types);
    let columns = all.iter().filter(|to| **to != TypeId::UNKNOWN).enumerate();
    let statements: Vec<String> = columns
        .map(|(number, to)| format!("create table assigned_{number} (c {});", types.display(*to)))
        .collect();
    statements.concat()
}

fn judge(types: Types<'_>, from: TypeId, to: TypeId, context: Context) -> Result<String, String> {
    if types.can_coerce(from, to, context) {
        Ok(types.display(to))
    } else {
        Err("no such cast".to_owned())
    }
}
