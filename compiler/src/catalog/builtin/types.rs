//! PostgreSQL's own types.

use super::TypeId;
use super::lines::{find, number, type_line, with_prefix};

/// What a type is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeKind {
    /// A base type. Arrays are base types too, as in PostgreSQL; see [`BuiltinType::element`].
    Base,
    /// A row type with a name.
    Composite,
    /// A domain.
    Domain,
    /// An enum.
    Enum,
    /// A pseudo-type: only functions may be declared with it.
    Pseudo,
    /// A range.
    Range,
    /// A multirange.
    Multirange,
}

/// One of PostgreSQL's own types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuiltinType {
    /// Its number.
    pub id: TypeId,
    /// Its name in the catalogue: `int4`, `_text`.
    pub name: &'static str,
    /// What it is.
    pub kind: TypeKind,
    /// Its category, a letter of the manual's table 52.65: `N` numeric, `S` string, `A` array, …
    pub category: u8,
    /// Whether it is a preferred type of its category.
    pub preferred: bool,
    /// For an array type, the type of its elements.
    pub element: Option<TypeId>,
    /// What a subscript of it gives, which for `point`, `name` and `oidvector` exists though they are no arrays.
    pub subscript: Option<TypeId>,
    /// Its array type.
    pub array: Option<TypeId>,
    /// The subtype of a range or multirange.
    pub subtype: Option<TypeId>,
    /// The range of a multirange, and the multirange of a range.
    pub range: Option<TypeId>,
    /// Whether its values have a collation.
    pub collatable: bool,
}

/// The type of this OID, if PostgreSQL has one.
pub fn builtin_type(id: TypeId) -> Option<BuiltinType> {
    if !id.is_builtin() {
        return None;
    }
    let line = type_line(id.0)?;
    let (name, rest) = line.split_once(' ')?;
    let flags = rest.as_bytes();
    let (subscript, rest) = number(&rest[6..]);
    let (array, rest) = number(&rest[1..]);
    let (subtype, rest) = number(&rest[1..]);
    let (range, _) = number(&rest[1..]);
    let given = |number: u32| (number != 0).then_some(TypeId(number));
    Some(BuiltinType {
        id,
        name,
        kind: match flags[0] {
            b'c' => TypeKind::Composite,
            b'd' => TypeKind::Domain,
            b'e' => TypeKind::Enum,
            b'p' => TypeKind::Pseudo,
            b'r' => TypeKind::Range,
            b'm' => TypeKind::Multirange,
            _ => TypeKind::Base,
        },
        category: flags[1],
        preferred: flags[2] == b'p',
        element: if flags[3] == b'a' {
            given(subscript)
        } else {
            None
        },
        subscript: given(subscript),
        array: given(array),
        subtype: given(subtype),
        range: given(range),
        collatable: flags[4] == b'c',
    })
}

/// The category of a type and whether it is preferred in it, which are asked for most.
pub(crate) fn category(id: TypeId) -> Option<(u8, bool)> {
    let line = type_line(id.0)?;
    let flags = line.as_bytes().get(line.find(' ')? + 1..)?;
    Some((flags[1], flags[2] == b'p'))
}

/// The type of this name in `pg_catalog`. The grammar's spellings (`integer`, `double precision`) are not names: the
/// parser has resolved them.
pub fn type_by_name(name: &str) -> Option<TypeId> {
    if name.contains([' ', '\n']) {
        return None;
    }
    Some(TypeId(number(find(&format!("N{name} "))?).0))
}

/// The names of all types that a statement may write, for "did you mean".
pub fn type_names() -> impl Iterator<Item = &'static str> {
    with_prefix("N")
        .filter_map(|line| line.split(' ').next())
        .filter(|name| !name.starts_with('_'))
}
