//! Declared functions, operators and composite types beside those of the database.

use softdelete_compiler::catalog::builtin::{ArgMode, FunctionKind};
use softdelete_compiler::catalog::describe::{DescribedType, decode_functions, decode_type};
use softdelete_compiler::catalog::{
    ColumnType, UserFunction, UserOperator, UserType, UserTypeKind,
};
use tokio_postgres::{Error, Row};

use crate::cast::{compare_cast, missing_comparisons};
use crate::catalogue::{Catalogue, quoted};
use crate::report::{Place, Report};
use crate::table::types::{difference, shown};

const FUNCTIONS: &str = "
select p.proallargtypes, p.proargtypes::oid[], p.proargmodes::text[], p.proargnames, p.pronargdefaults::int4, p.prorettype, p.proretset,
    p.proisstrict, p.prokind::text, a.aggkind::text, a.aggnumdirectargs::int4,
    format('%s(%s)', p.proname, pg_catalog.pg_get_function_arguments(p.oid)), format_type(p.prorettype, null)
from pg_catalog.pg_proc p
left join pg_catalog.pg_aggregate a on a.aggfnoid = p.oid
where p.proname = $1 and case when $2::text is null then pg_catalog.pg_function_is_visible(p.oid)
    else p.pronamespace = (select n.oid from pg_catalog.pg_namespace n where n.nspname = $2) end
order by p.oid";

const OPERATORS: &str = "
select o.oprleft, o.oprright, o.oprresult, format_type(o.oprresult, null)
from pg_catalog.pg_operator o
where o.oprname = $1 and case when $2::text is null then pg_catalog.pg_operator_is_visible(o.oid)
    else o.oprnamespace = (select n.oid from pg_catalog.pg_namespace n where n.nspname = $2) end
order by o.oid";

/// A function of the database.
struct Found {
    args: Vec<(ArgMode, u32, String)>,
    defaults: usize,
    result: u32,
    returns_set: bool,
    strict: bool,
    kind: Option<FunctionKind>,
    /// Its arguments and its result, as PostgreSQL writes them.
    shown: String,
    shown_result: String,
}

/// Compares the functions and operators of one name.
pub(crate) async fn verify_functions(
    place: Place,
    description: &str,
    catalogue: &mut Catalogue<'_>,
    report: &mut Report,
) -> Result<(), Error> {
    let Ok(described) = decode_functions(description) else {
        return Ok(());
    };
    let types = &described.types.all;
    for function in &described.functions {
        report.functions += 1;
        if let Some(message) = compare(function, types, catalogue).await? {
            report.disagree(place, message);
        }
    }
    // Those that register themselves are compared where they are declared.
    for index in 0..described.types.named {
        let registered = match types[index].kind {
            UserTypeKind::Composite(_)
            | UserTypeKind::Base(_)
            | UserTypeKind::Range { .. }
            | UserTypeKind::Multirange { .. } => true,
            UserTypeKind::Enum(_) | UserTypeKind::Domain { .. } => false,
        };
        if !registered {
            compare_type(place, types, index, catalogue, report).await?;
        }
    }
    for operator in &described.operators {
        if let Some(message) = compare_operator(operator, types, catalogue).await? {
            report.disagree(place, message);
        }
    }
    Ok(())
}

/// Compares a composite or base type, and the casts that a type was declared with.
pub(crate) async fn verify_type(
    place: Place,
    description: &str,
    catalogue: &mut Catalogue<'_>,
    report: &mut Report,
) -> Result<(), Error> {
    let Ok(DescribedType { ty, parts }) = decode_type(description) else {
        return Ok(());
    };
    let (mut types, casts) = (parts.all, parts.casts);
    // Those of its parts are compared where they are declared.
    let own = ColumnType::User(types.len());
    types.push(ty);
    for cast in &casts {
        if cast.involves(&own)
            && let Some(message) = compare_cast(cast, &types, catalogue).await?
        {
            report.disagree(place, message);
        }
    }
    compare_type(place, &types, types.len() - 1, catalogue, report).await
}

/// Compares one of several types. A newtype that is no domain of the database has no name there.
async fn compare_type(
    place: Place,
    types: &[UserType],
    index: usize,
    catalogue: &mut Catalogue<'_>,
    report: &mut Report,
) -> Result<(), Error> {
    let ty = &types[index];
    if ty.name.is_empty() {
        return Ok(());
    }
    let name = display(ty.schema.as_deref(), &ty.name);
    let sql = "select pg_catalog.to_regtype($1)::oid";
    let written = quoted(ty.schema.as_deref(), &ty.name);
    let oid: Option<u32> = catalogue
        .client
        .query_one(sql, &[&written])
        .await?
        .try_get(0)?;
    let Some(oid) = oid else {
        report.disagree(place, format!("type {name} does not exist in the database"));
        return Ok(());
    };
    let own = ColumnType::User(index);
    if let Some(difference) = difference(&own, types, (oid, -1), catalogue).await? {
        report.disagree(
            place,
            format!("type {name} is not as declared{}", difference.more),
        );
    } else if let UserTypeKind::Base(base) = &ty.kind {
        let missing = missing_comparisons(ty, base, catalogue).await?;
        if !missing.is_empty() {
            report.disagree(
                place,
                format!(
                    "type {name} has no operator {} that is found; those that it has are named with `comparisons(…)`",
                    missing.join(", ")
                ),
            );
        }
    }
    Ok(())
}

/// What is wrong with a function, if something is.
async fn compare(
    function: &UserFunction,
    types: &[UserType],
    catalogue: &mut Catalogue<'_>,
) -> Result<Option<String>, Error> {
    let name = display(function.schema.as_deref(), &function.name);
    let rows = catalogue
        .client
        .query(FUNCTIONS, &[&function.name, &function.schema])
        .await?;
    if rows.is_empty() {
        return Ok(Some(format!(
            "function {name} does not exist in the database"
        )));
    }
    let found: Vec<Found> = rows.iter().map(Found::read).collect::<Result<_, _>>()?;
    for found in &found {
        if inputs_agree(function, found, types, catalogue).await? {
            let details = details(function, found, types, catalogue).await?;
            return Ok(details.map(|details| format!("function {name} {details}")));
        }
    }
    let inputs = function.inputs().map(|arg| shown(&arg.ty, types));
    let inputs: Vec<String> = inputs.collect();
    let there: Vec<String> = found.iter().map(|it| format!("`{}`", it.shown)).collect();
    Ok(Some(format!(
        "function {name} is declared with the arguments ({}), and the database has {}",
        inputs.join(", "),
        there.join(", ")
    )))
}

async fn inputs_agree(
    function: &UserFunction,
    found: &Found,
    types: &[UserType],
    catalogue: &mut Catalogue<'_>,
) -> Result<bool, Error> {
    let inputs = found.args.iter().filter(|(mode, ..)| is_input(*mode));
    let inputs: Vec<u32> = inputs.map(|(_, ty, _)| *ty).collect();
    if inputs.len() != function.inputs().count() {
        return Ok(false);
    }
    for (declared, found) in function.inputs().zip(inputs) {
        if !agree(&declared.ty, found, types, catalogue).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// In what a function differs from the declared one of the same arguments.
async fn details(
    function: &UserFunction,
    found: &Found,
    types: &[UserType],
    catalogue: &mut Catalogue<'_>,
) -> Result<Option<String>, Error> {
    if found.kind != Some(function.kind) {
        return Ok(Some("is of another kind in the database".to_owned()));
    }
    let outputs = found.args.iter().filter(|(mode, ..)| is_output(*mode));
    let outputs: Vec<&(ArgMode, u32, String)> = outputs.collect();
    // Of several outputs the result is a row of them, which the database calls `record`.
    let mut named = outputs.len() == function.outputs().count();
    for (declared, (_, ty, name)) in function.outputs().zip(&outputs) {
        named &= declared.name == *name && agree(&declared.ty, *ty, types, catalogue).await?;
    }
    if !named {
        return Ok(Some(format!(
            "has other columns in its result in the database: `{}`",
            found.shown
        )));
    }
    let same = found.returns_set == function.returns_set
        && (outputs.len() > 1 || agree(&function.result, found.result, types, catalogue).await?);
    if !same {
        let set = if function.returns_set { "setof " } else { "" };
        return Ok(Some(format!(
            "is declared to return {set}{}, and returns {}{}: `{}`",
            shown(&function.result, types),
            if found.returns_set { "setof " } else { "" },
            found.shown_result,
            found.shown
        )));
    }
    let inputs = found.args.iter().filter(|(mode, ..)| is_input(*mode));
    for (declared, (_, _, name)) in function.inputs().zip(inputs) {
        if !declared.name.is_empty() && declared.name != *name {
            return Ok(Some(format!(
                "has no argument `{}` in the database: `{}`",
                declared.name, found.shown
            )));
        }
    }
    if function.defaults > found.defaults {
        return Ok(Some(format!(
            "is declared with {} defaults, and has {}: `{}`",
            function.defaults, found.defaults, found.shown
        )));
    }
    let of_rows = matches!(function.kind, FunctionKind::Function | FunctionKind::Window);
    if of_rows && function.strict && !found.strict {
        return Ok(Some(
            "is declared `strict`, and is called on NULL in the database".to_owned(),
        ));
    }
    if of_rows && function.not_null && !function.strict && found.strict {
        return Ok(Some(
            "is declared never to return NULL, and does for a NULL argument, since it is `strict` in the database"
                .to_owned(),
        ));
    }
    Ok(None)
}

async fn compare_operator(
    operator: &UserOperator,
    types: &[UserType],
    catalogue: &mut Catalogue<'_>,
) -> Result<Option<String>, Error> {
    let name = display(operator.schema.as_deref(), &operator.symbol);
    let rows = catalogue
        .client
        .query(OPERATORS, &[&operator.symbol, &operator.schema])
        .await?;
    for row in rows {
        let (left, right): (u32, u32) = (row.try_get(0)?, row.try_get(1)?);
        let same_left = match &operator.left {
            Some(declared) => left != 0 && agree(declared, left, types, catalogue).await?,
            None => left == 0,
        };
        if !same_left || !agree(&operator.right, right, types, catalogue).await? {
            continue;
        }
        let (result, found): (u32, String) = (row.try_get(2)?, row.try_get(3)?);
        let same = agree(&operator.result, result, types, catalogue).await?;
        return Ok((!same).then(|| {
            format!(
                "operator {name} is declared to return {}, and returns {found}",
                shown(&operator.result, types)
            )
        }));
    }
    Ok(Some(format!(
        "operator {name} on these operands does not exist in the database"
    )))
}

pub(crate) async fn agree(
    declared: &ColumnType,
    found: u32,
    types: &[UserType],
    catalogue: &mut Catalogue<'_>,
) -> Result<bool, Error> {
    let difference = difference(declared, types, (found, -1), catalogue).await?;
    // A type of this name that is made otherwise is said to be so by itself.
    Ok(difference.is_none_or(|difference| !difference.more.is_empty()))
}

fn is_input(mode: ArgMode) -> bool {
    match mode {
        ArgMode::In | ArgMode::InOut | ArgMode::Variadic => true,
        ArgMode::Out | ArgMode::Table => false,
    }
}

fn is_output(mode: ArgMode) -> bool {
    match mode {
        ArgMode::Out | ArgMode::InOut | ArgMode::Table => true,
        ArgMode::In | ArgMode::Variadic => false,
    }
}

fn display(schema: Option<&str>, name: &str) -> String {
    match schema {
        Some(schema) => format!("`{schema}.{name}`"),
        None => format!("`{name}`"),
    }
}

impl Found {
    fn read(row: &Row) -> Result<Self, Error> {
        let (all, inputs): (Option<Vec<u32>>, Vec<u32>) = (row.try_get(0)?, row.try_get(1)?);
        let modes: Option<Vec<String>> = row.try_get(2)?;
        let names: Option<Vec<String>> = row.try_get(3)?;
        let mode = |index: usize| match modes.as_ref().map(|modes| modes[index].as_str()) {
            Some("o") => ArgMode::Out,
            Some("b") => ArgMode::InOut,
            Some("v") => ArgMode::Variadic,
            Some("t") => ArgMode::Table,
            Some(_) | None => ArgMode::In,
        };
        let name = |index: usize| names.as_ref().and_then(|names| names.get(index).cloned());
        let args = all.unwrap_or(inputs).into_iter().enumerate();
        let direct: Option<i32> = row.try_get(10)?;
        let direct = usize::try_from(direct.unwrap_or_default()).unwrap_or_default();
        let (kind, aggregate): (String, Option<String>) = (row.try_get(8)?, row.try_get(9)?);
        let defaults: i32 = row.try_get(4)?;
        Ok(Self {
            args: args
                .map(|(index, ty)| (mode(index), ty, name(index).unwrap_or_default()))
                .collect(),
            defaults: usize::try_from(defaults).unwrap_or_default(),
            result: row.try_get(5)?,
            returns_set: row.try_get(6)?,
            strict: row.try_get(7)?,
            kind: match (kind.as_str(), aggregate.as_deref()) {
                ("f", _) => Some(FunctionKind::Function),
                ("w", _) => Some(FunctionKind::Window),
                ("a", Some("o")) => Some(FunctionKind::OrderedSet(direct)),
                ("a", Some("h")) => Some(FunctionKind::HypotheticalSet(direct)),
                ("a", _) => Some(FunctionKind::Aggregate),
                _ => None,
            },
            shown: row.try_get(11)?,
            shown_result: row.try_get(12)?,
        })
    }
}
