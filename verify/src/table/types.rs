//! Types: a declared one beside that of a column in the database.

use std::future::Future;
use std::pin::Pin;

use softdelete_compiler::catalog::{BaseType, ColumnType, UserType, UserTypeKind};
use tokio_postgres::Error;

use crate::catalogue::{Catalogue, TypeKind};

/// How a declared type is not the one of the database.
pub(crate) struct Difference {
    /// The declared type as PostgreSQL would write it.
    pub(crate) declared: String,
    /// What differs, where the names are the same.
    pub(crate) more: String,
}

impl Difference {
    fn new(declared: impl Into<String>) -> Self {
        Self {
            declared: declared.into(),
            more: String::new(),
        }
    }

    fn because(declared: impl Into<String>, more: &str) -> Self {
        Self {
            declared: declared.into(),
            more: format!(": {more}"),
        }
    }
}

type Found<'f> = Pin<Box<dyn Future<Output = Result<Option<Difference>, Error>> + 'f>>;

/// What a type and its modifier in the database have against the declared one; `None` if they agree.
pub(crate) fn difference<'f>(
    declared: &'f ColumnType,
    types: &'f [UserType],
    (oid, modifier): (u32, i32),
    catalogue: &'f mut Catalogue<'_>,
) -> Found<'f> {
    Box::pin(async move {
        match declared {
            ColumnType::Builtin(name) => builtin(name, (oid, modifier), catalogue).await,
            ColumnType::Array(element) => {
                let (oid, modifier) = base(oid, modifier, catalogue).await?;
                let difference = match catalogue.ty(oid).await?.kind {
                    TypeKind::Array(found) => {
                        difference(element, types, (found, modifier), catalogue).await?
                    }
                    TypeKind::Plain
                    | TypeKind::Base { .. }
                    | TypeKind::Range { .. }
                    | TypeKind::Multirange { .. }
                    | TypeKind::Enum(_)
                    | TypeKind::Domain { .. }
                    | TypeKind::Composite(_)
                    | TypeKind::Row => Some(Difference::new(shown(element, types))),
                };
                Ok(difference.map(|it| Difference {
                    declared: format!("{}[]", it.declared),
                    more: it.more,
                }))
            }
            ColumnType::User(index) => match types.get(*index) {
                Some(ty) => user(ty, types, (oid, modifier), catalogue).await,
                None => Ok(None),
            },
        }
    })
}

/// What a domain is over in the end.
async fn base(
    mut oid: u32,
    mut modifier: i32,
    catalogue: &mut Catalogue<'_>,
) -> Result<(u32, i32), Error> {
    while let TypeKind::Domain {
        base,
        modifier: of_base,
        ..
    } = catalogue.ty(oid).await?.kind
    {
        (oid, modifier) = (base, of_base);
    }
    Ok((oid, modifier))
}

/// A column of a domain travels as what the domain is over, and may be declared so.
async fn builtin(
    declared: &str,
    (oid, modifier): (u32, i32),
    catalogue: &mut Catalogue<'_>,
) -> Result<Option<Difference>, Error> {
    let (oid, modifier) = base(oid, modifier, catalogue).await?;
    let found = catalogue.ty(oid).await?;
    let (name, limits) = match declared.split_once('(') {
        Some((name, limits)) => (name, limits.strip_suffix(')')),
        // In quotes, as without them `char` is another type.
        None => (declared.trim_matches('"'), None),
    };
    // A `varchar` is read, compared and written as `text` is.
    let text = |name: &str| matches!(name, "text" | "varchar");
    let name = name.trim_matches('"');
    let same = found.name == name || limits.is_none() && text(name) && text(&found.name);
    if !same || found.schema != "pg_catalog" {
        return Ok(Some(Difference::new(declared)));
    }
    let Some(limits) = limits else {
        return Ok(None);
    };
    let shown = catalogue.shown(oid, modifier).await?;
    let of_database = shown
        .split_once('(')
        .and_then(|(_, rest)| rest.split_once(')'))
        .map(|(limits, _)| limits);
    // One number is a scale of 0.
    let scaled = |limits: &str| match name {
        "numeric" if !limits.contains(',') => format!("{limits},0"),
        _ => limits.to_owned(),
    };
    let agree = of_database.is_some_and(|found| scaled(found) == scaled(limits));
    Ok((!agree).then(|| Difference::new(declared)))
}

async fn user(
    declared: &UserType,
    types: &[UserType],
    (oid, modifier): (u32, i32),
    catalogue: &mut Catalogue<'_>,
) -> Result<Option<Difference>, Error> {
    let name = match &declared.schema {
        Some(schema) => format!("{schema}.{}", declared.name),
        None => declared.name.clone(),
    };
    // A newtype that is no domain is its field.
    if let UserTypeKind::Domain { base, .. } = &declared.kind
        && declared.name.is_empty()
    {
        return difference(base, types, (oid, modifier), catalogue).await;
    }
    let found = catalogue.ty(oid).await?;
    let in_schema = declared
        .schema
        .as_ref()
        .is_none_or(|schema| *schema == found.schema);
    if found.name != declared.name || !in_schema {
        return Ok(Some(Difference::new(name)));
    }
    let more = match (&declared.kind, &found.kind) {
        (UserTypeKind::Enum(declared), TypeKind::Enum(found)) => {
            (declared != found).then(|| labels(declared, found))
        }
        // Whether it may be NULL is the column's to say.
        (
            UserTypeKind::Domain { base, .. },
            TypeKind::Domain {
                base: of, modifier, ..
            },
        ) => {
            let over = difference(base, types, (*of, *modifier), catalogue).await?;
            let found = catalogue.shown(*of, *modifier).await?;
            over.map(|over| {
                format!(
                    "the domain is declared over {}, and is over {found}",
                    over.declared
                )
            })
        }
        (UserTypeKind::Composite(fields), TypeKind::Composite(attributes)) => {
            let mut agree = fields.len() == attributes.len();
            for ((field, ty), attribute) in fields.iter().zip(attributes) {
                let found = (attribute.ty, attribute.modifier);
                agree &= *field == attribute.name
                    && difference(ty, types, found, catalogue).await?.is_none();
            }
            (!agree).then(|| "its fields are others".to_owned())
        }
        // The row type of a table, which is compared as a table.
        (UserTypeKind::Composite(_), TypeKind::Row) => None,
        (
            UserTypeKind::Base(base),
            TypeKind::Base {
                category,
                preferred,
            },
        ) => base_type(base, category, *preferred),
        (UserTypeKind::Range { subtype, .. }, TypeKind::Range { subtype: of }) => {
            let over = difference(subtype, types, (*of, -1), catalogue).await?;
            let found = catalogue.shown(*of, -1).await?;
            over.map(|over| {
                format!(
                    "its subtype is declared as {}, and is {found}",
                    over.declared
                )
            })
        }
        (UserTypeKind::Multirange { range }, TypeKind::Multirange { range: of }) => {
            let over = difference(range, types, (*of, -1), catalogue).await?;
            let found = catalogue.shown(*of, -1).await?;
            over.map(|over| format!("it is declared as of {}, and is of {found}", over.declared))
        }
        (kind, _) => Some(format!(
            "it is declared as {}, which it is not in the database",
            match kind {
                UserTypeKind::Enum(_) => "an enum",
                UserTypeKind::Domain { .. } => "a domain",
                UserTypeKind::Composite(_) => "a composite type",
                UserTypeKind::Base(_) => "a base type",
                UserTypeKind::Range { .. } => "a range type",
                UserTypeKind::Multirange { .. } => "a multirange type",
            }
        )),
    };
    Ok(more.map(|more| Difference::because(name, &more)))
}

/// In what a base type differs.
fn base_type(declared: &BaseType, category: &str, preferred: bool) -> Option<String> {
    if !category.starts_with(declared.category) {
        return Some(format!(
            "its category is declared as `{}`, and is `{category}`",
            declared.category
        ));
    }
    (declared.preferred != preferred).then(|| {
        let is = if preferred { "is" } else { "is not" };
        format!("it {is} the preferred type of its category")
    })
}

/// In what the labels of an enum differ.
fn labels(declared: &[String], found: &[String]) -> String {
    let missing = |these: &[String], those: &[String]| {
        let missing = these.iter().filter(|label| !those.contains(label));
        let missing: Vec<String> = missing.map(|label| format!("`{label}`")).collect();
        missing.join(", ")
    };
    let only_declared = missing(declared, found);
    let only_found = missing(found, declared);
    match (only_declared.is_empty(), only_found.is_empty()) {
        (true, true) => format!(
            "the labels are declared in the order {}, and are in the order {}, by which PostgreSQL sorts",
            declared.join(", "),
            found.join(", ")
        ),
        (false, true) => format!("the database has no label {only_declared}"),
        (true, false) => format!("the declaration has no label {only_found}"),
        (false, false) => format!(
            "the database has no label {only_declared}, the declaration has no label {only_found}"
        ),
    }
}

/// A declared type as PostgreSQL would write it.
pub(crate) fn shown(ty: &ColumnType, types: &[UserType]) -> String {
    match ty {
        ColumnType::Builtin(name) => name.clone(),
        ColumnType::User(index) => types
            .get(*index)
            .map_or_else(String::new, |ty| ty.name.clone()),
        ColumnType::Array(element) => format!("{}[]", shown(element, types)),
    }
}
