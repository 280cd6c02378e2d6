//! What is known of a type, built in or declared.

use super::Types;
use crate::catalog::builtin::{TypeId, TypeKind, builtin_type, category};
use crate::catalog::{ColumnType, UserType, UserTypeKind};
use crate::gather::Gather as _;

/// The category of row types.
const COMPOSITE: u8 = b'C';
/// The category of arrays.
const ARRAY: u8 = b'A';
/// The category of enums.
const ENUM: u8 = b'E';
/// The category of ranges and multiranges.
const RANGE: u8 = b'R';
/// The category of string types.
pub(super) const STRING: u8 = b'S';
/// The category of base types that say none.
const USER_DEFINED: u8 = b'U';
/// The category of pseudo-types, and of what is no type at all.
const PSEUDO: u8 = b'P';

impl<'a> Types<'a> {
    /// What a type is. An array is [`TypeKind::Base`].
    pub fn kind(self, id: TypeId) -> TypeKind {
        if let Some(user) = self.user(id) {
            return match user.kind {
                UserTypeKind::Enum(_) => TypeKind::Enum,
                UserTypeKind::Domain { .. } => TypeKind::Domain,
                UserTypeKind::Composite(_) => TypeKind::Composite,
                UserTypeKind::Base(_) => TypeKind::Base,
                UserTypeKind::Range { .. } => TypeKind::Range,
                UserTypeKind::Multirange { .. } => TypeKind::Multirange,
            };
        }
        if id.as_row_of().is_some() {
            return TypeKind::Composite;
        }
        builtin_type(id).map_or(TypeKind::Base, |builtin| builtin.kind)
    }

    /// Its category, a letter of the manual's table 52.65.
    pub fn category(self, id: TypeId) -> u8 {
        self.category_and_preference(id).0
    }

    /// Whether it is a preferred type of its category.
    pub fn is_preferred(self, id: TypeId) -> bool {
        self.category_and_preference(id).1
    }

    /// Both at once, as the rules want them.
    pub(super) fn category_and_preference(self, id: TypeId) -> (u8, bool) {
        if let Some(user) = self.user(id) {
            return match &user.kind {
                UserTypeKind::Enum(_) => (ENUM, false),
                // A domain is of the category of what it restricts, and never preferred.
                UserTypeKind::Domain { .. } => (self.category(self.base(id)), false),
                UserTypeKind::Composite(_) => (COMPOSITE, false),
                UserTypeKind::Range { .. } | UserTypeKind::Multirange { .. } => (RANGE, false),
                UserTypeKind::Base(base) => {
                    let category = u8::try_from(base.category).unwrap_or(USER_DEFINED);
                    (category, base.preferred)
                }
            };
        }
        if id.as_row_of().is_some() {
            return (COMPOSITE, false);
        }
        if id.declared_element().is_some() {
            return (ARRAY, false);
        }
        category(id).unwrap_or((PSEUDO, false))
    }

    /// What a domain restricts, down to a type that is none; any other type is returned as it is.
    pub fn base(self, id: TypeId) -> TypeId {
        let mut id = id;
        // A domain that restricts itself cannot be declared in PostgreSQL, but can in a schema value.
        for _ in 0..=self.schema.types.len() {
            match self.domain(id) {
                Some((base, _)) => id = base,
                None => return id,
            }
        }
        TypeId::TEXT
    }

    /// Whether a domain, or one that it restricts, forbids NULL.
    pub fn is_not_null_domain(self, id: TypeId) -> bool {
        let mut id = id;
        for _ in 0..=self.schema.types.len() {
            match self.domain(id) {
                Some((_, true)) => return true,
                Some((base, false)) => id = base,
                None => return false,
            }
        }
        false
    }

    /// What a domain restricts, and whether it forbids NULL itself; `None` for any other type.
    fn domain(self, id: TypeId) -> Option<(TypeId, bool)> {
        match &self.user(id)?.kind {
            UserTypeKind::Domain { base, not_null } => {
                let base = self.column_type(base).unwrap_or(TypeId::TEXT);
                Some((base, *not_null))
            }
            UserTypeKind::Enum(_)
            | UserTypeKind::Composite(_)
            | UserTypeKind::Base(_)
            | UserTypeKind::Range { .. }
            | UserTypeKind::Multirange { .. } => None,
        }
    }

    /// The type of the elements of an array, of a domain over one too.
    pub fn element(self, id: TypeId) -> Option<TypeId> {
        own_element(self.base(id))
    }

    /// What a subscript of a value of the type gives; `None` if it takes none. An array gives its elements, `jsonb`
    /// gives `jsonb`, `point` its coordinates.
    pub fn subscript(self, id: TypeId) -> Option<TypeId> {
        let id = self.base(id);
        if id == TypeId::JSONB {
            return Some(TypeId::JSONB);
        }
        id.declared_element()
            .or_else(|| builtin_type(id)?.subscript)
    }

    /// The array type whose elements are of the type. An array of a domain is one of its own. Arrays have none: an array
    /// of more dimensions is of the same type.
    pub fn array_of(self, id: TypeId) -> Option<TypeId> {
        id.declared_array().or_else(|| builtin_type(id)?.array)
    }

    /// The fields of a composite type, of a domain over one, or of the row type of a declared table.
    pub fn fields(self, id: TypeId) -> Option<Vec<(String, TypeId)>> {
        let id = self.base(id);
        let declared: Vec<(&String, &ColumnType)> = if let Some(table) = id.as_row_of() {
            let columns = &self.schema.tables.get(table)?.columns;
            columns
                .iter()
                .map(|column| (&column.name, &column.ty))
                .gather()
        } else {
            match &self.user(id)?.kind {
                UserTypeKind::Composite(fields) => {
                    fields.iter().map(|(name, ty)| (name, ty)).gather()
                }
                UserTypeKind::Enum(_)
                | UserTypeKind::Domain { .. }
                | UserTypeKind::Base(_)
                | UserTypeKind::Range { .. }
                | UserTypeKind::Multirange { .. } => return None,
            }
        };
        Some(
            declared
                .into_iter()
                .map(|(name, ty)| {
                    (
                        name.clone(),
                        self.column_type(ty).unwrap_or(TypeId::UNKNOWN),
                    )
                })
                .gather(),
        )
    }

    /// The subtype of a range.
    pub(super) fn range_subtype(self, id: TypeId) -> Option<TypeId> {
        if let Some(UserTypeKind::Range { subtype, .. }) = self.user(id).map(|user| &user.kind) {
            return self.column_type(subtype).ok();
        }
        builtin_type(id)
            .filter(|range| range.kind == TypeKind::Range)?
            .subtype
    }

    /// The range type of a multirange.
    pub(super) fn multirange_range(self, id: TypeId) -> Option<TypeId> {
        if let Some(UserTypeKind::Multirange { range }) = self.user(id).map(|user| &user.kind) {
            return self.column_type(range).ok();
        }
        builtin_type(id)
            .filter(|multirange| multirange.kind == TypeKind::Multirange)?
            .range
    }

    /// The multirange type of a range.
    pub(super) fn range_multirange(self, id: TypeId) -> Option<TypeId> {
        if let Some(index) = id.as_user() {
            return self.schema.multirange_of(index).map(TypeId::user);
        }
        builtin_type(id)
            .filter(|range| range.kind == TypeKind::Range)?
            .range
    }

    /// Whether it is a row type with a name, or a domain over one. `record` is not.
    pub(super) fn is_complex(self, id: TypeId) -> bool {
        !id.is_builtin() && self.kind(self.base(id)) == TypeKind::Composite
    }

    /// The declaration of a user type, if it is one.
    pub(in crate::check) fn user(self, id: TypeId) -> Option<&'a UserType> {
        self.schema.types.get(id.as_user()?)
    }
}

/// The type of the elements of an array that is no domain.
pub(super) fn own_element(id: TypeId) -> Option<TypeId> {
    id.declared_element().or_else(|| builtin_type(id)?.element)
}
