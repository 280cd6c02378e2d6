//! Types as they are written in generated text, and as they cross the wire.

use super::{build::Build, params::ValueKind};
use crate::ast::TypeName;
use crate::catalog::builtin::{TypeId, builtin_type, type_by_name};
use crate::catalog::{Schema, UserTypeKind};
use crate::check::{ColumnId, convert::Types};

/// One of PostgreSQL's own types by its catalogue name.
pub(crate) fn builtin(name: &str) -> TypeId {
    type_by_name(name).unwrap_or(TypeId::UNKNOWN)
}

/// The type of a declared column, if its name is one that PostgreSQL knows.
pub(crate) fn column_type(schema: &Schema, column: ColumnId) -> Option<TypeId> {
    let declared = &schema.tables[column.table].columns[column.column].ty;
    Types { schema }.column_type(declared).ok()
}

/// How a cast spells a type. `None` for a type without a name (a row).
pub(crate) fn type_name(schema: &Schema, id: TypeId, build: &Build<'_>) -> Option<TypeName> {
    let types = Types { schema };
    if let Some(index) = id.as_user() {
        let user = &schema.types[index];
        return Some(build.type_name(build.object_name(user.schema.as_deref(), &user.name), false));
    }
    if let Some(builtin) = builtin_type(id) {
        let Some(element) = builtin.element else {
            return Some(build.builtin_type(builtin.name, false));
        };
        return type_name(schema, element, build).map(array);
    }
    let element = types.element(id)?;
    type_name(schema, element, build).map(array)
}

fn array(mut element: TypeName) -> TypeName {
    element.array.push(None);
    element
}

/// What a value of a type is made of when it crosses the wire.
pub(crate) fn value_kind(schema: &Schema, id: TypeId) -> ValueKind {
    let types = Types { schema };
    if let Some(index) = id.as_user() {
        return ValueKind::User(index);
    }
    match (types.element(id), builtin_type(id)) {
        (_, Some(builtin)) if builtin.element.is_none() => {
            ValueKind::Builtin(builtin.name.to_owned())
        }
        (Some(element), _) => ValueKind::Array(Box::new(value_kind(schema, element))),
        // The row type of a table has no name that the wire knows.
        (None, _) => ValueKind::Builtin("record".to_owned()),
    }
}

/// The type that a value travels as, where it is not its own: an enum as text, a domain as what it restricts, an array of
/// either likewise. So neither side has to look up a type that PostgreSQL does not have from the start.
pub(crate) fn wire_type(schema: &Schema, id: TypeId) -> Option<TypeId> {
    let types = Types { schema };
    if let Some(index) = id.as_user() {
        return match &schema.types[index].kind {
            UserTypeKind::Enum(_) => Some(TypeId::TEXT),
            UserTypeKind::Domain { .. } => {
                let base = types.base(id);
                Some(wire_type(schema, base).unwrap_or(base))
            }
            // Its text is cast to it; a result is sent in a row around it instead.
            UserTypeKind::Composite(_) => Some(TypeId::TEXT),
            // Its binary form is its own affair, and there need not be one.
            UserTypeKind::Base(_) => Some(TypeId::TEXT),
            // As composite types: the bounds have a binary form that is known.
            UserTypeKind::Range { .. } | UserTypeKind::Multirange { .. } => Some(TypeId::TEXT),
        };
    }
    if id.is_builtin() {
        return None;
    }
    let element = types.element(id)?;
    types.array_of(wire_type(schema, element)?)
}

/// Whether results of a type are sent in a row around them, whose type is PostgreSQL's own: a composite type, a range or multirange, an
/// array of one.
pub(crate) fn in_row(schema: &Schema, id: TypeId) -> bool {
    let types = Types { schema };
    let base = types.base(id);
    if let Some(index) = base.as_user() {
        return match schema.types[index].kind {
            UserTypeKind::Composite(_)
            | UserTypeKind::Range { .. }
            | UserTypeKind::Multirange { .. } => true,
            UserTypeKind::Enum(_) | UserTypeKind::Domain { .. } | UserTypeKind::Base(_) => false,
        };
    }
    !base.is_builtin()
        && types
            .element(base)
            .is_some_and(|element| in_row(schema, element))
}

/// Whether a type is a declared composite type.
pub(crate) fn is_composite(schema: &Schema, id: TypeId) -> bool {
    let base = Types { schema }.base(id).as_user();
    base.is_some_and(|index| matches!(schema.types[index].kind, UserTypeKind::Composite(_)))
}

/// Whether the server reports a type on the wire as its base type by itself: it does for a domain over one of its own types.
pub(crate) fn server_unwraps(schema: &Schema, id: TypeId) -> bool {
    let types = Types { schema };
    id.as_user()
        .is_some_and(|index| matches!(schema.types[index].kind, UserTypeKind::Domain { .. }))
        && types.base(id).is_builtin()
}
