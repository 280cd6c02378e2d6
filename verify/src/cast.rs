//! Declared casts, and the comparison operators of declared base types, beside those of the database.

use softdelete_compiler::catalog::builtin::{CastContext, CastMethod};
use softdelete_compiler::catalog::{BaseType, UserCast, UserType};
use tokio_postgres::Error;

use crate::catalogue::{Catalogue, quoted};
use crate::function::agree;
use crate::table::types::shown;

const CASTS: &str = "select castsource, casttarget, castcontext::text, castmethod::text from pg_catalog.pg_cast order by oid";

/// What is wrong with a cast, if something is.
pub(crate) async fn compare_cast(
    cast: &UserCast,
    types: &[UserType],
    catalogue: &mut Catalogue<'_>,
) -> Result<Option<String>, Error> {
    let name = format!(
        "cast from {} to {}",
        shown(&cast.from, types),
        shown(&cast.to, types)
    );
    for row in catalogue.client.query(CASTS, &[]).await? {
        let (from, to): (u32, u32) = (row.try_get(0)?, row.try_get(1)?);
        if !agree(&cast.to, to, types, catalogue).await?
            || !agree(&cast.from, from, types, catalogue).await?
        {
            continue;
        }
        let (context, method): (String, String) = (row.try_get(2)?, row.try_get(3)?);
        let (context, method) = (context_of(&context), method_of(&method));
        let declared = spelled(cast.context, cast.method);
        return Ok(((context, method) != (cast.context, cast.method)).then(|| {
            let found = spelled(context, method);
            format!("the {name} is declared {declared}, and is {found}")
        }));
    }
    Ok(Some(format!("the {name} does not exist in the database")))
}

fn context_of(letter: &str) -> CastContext {
    match letter {
        "i" => CastContext::Implicit,
        "a" => CastContext::Assignment,
        _ => CastContext::Explicit,
    }
}

fn method_of(letter: &str) -> CastMethod {
    match letter {
        "b" => CastMethod::Binary,
        "i" => CastMethod::InOut,
        _ => CastMethod::Function,
    }
}

/// As CREATE CAST would say it.
fn spelled(context: CastContext, method: CastMethod) -> String {
    let method = match method {
        CastMethod::Binary => "without function",
        CastMethod::Function => "with function",
        CastMethod::InOut => "with inout",
    };
    let context = match context {
        CastContext::Implicit => " as implicit",
        CastContext::Assignment => " as assignment",
        CastContext::Explicit => "",
    };
    format!("`{method}{context}`")
}

/// The comparison operators that a base type is declared with and the search path does not find, as statements look for them.
pub(crate) async fn missing_comparisons(
    ty: &UserType,
    base: &BaseType,
    catalogue: &Catalogue<'_>,
) -> Result<Vec<String>, Error> {
    let operand = quoted(ty.schema.as_deref(), &ty.name);
    let mut missing = Vec::new();
    for symbol in &base.comparisons {
        let operator = format!("{symbol}({operand},{operand})");
        let sql = "select pg_catalog.to_regoperator($1) is null";
        if catalogue
            .client
            .query_one(sql, &[&operator])
            .await?
            .try_get(0)?
        {
            missing.push(format!("`{symbol}`"));
        }
    }
    Ok(missing)
}
