//! What is known of a type, built in or declared, and how type names are read.

use super::{Types, UnknownType};
use crate::ast::TypeName;
use crate::catalog::ColumnType;
use crate::catalog::builtin::{TypeId, TypeKind};
use crate::diagnostic::Errors;

impl Types<'_> {
    /// The type of a declared column, field or function argument: `varchar(20)` is the type `varchar`, a newtype that is
    /// no domain is its base type.
    ///
    /// # Errors
    /// If the name of a built-in type is none that PostgreSQL has.
    pub fn column_type(&self, ty: &ColumnType) -> Result<TypeId, UnknownType> {
        unimplemented!()
    }

    /// The type that a cast, a typed literal or a column definition names. Reports names that are no type's and
    /// modifiers that the type does not take.
    pub fn type_name(&self, name: &TypeName, errors: &mut Errors) -> Option<TypeId> {
        unimplemented!()
    }

    /// The type of this name, as a statement may write it after folding: `int4`, `text`, a user-declared enum or domain,
    /// the row type of a declared table.
    pub fn named(&self, schema: Option<&str>, name: &str) -> Option<TypeId> {
        unimplemented!()
    }

    /// How a message spells a type: `integer`, `timestamp with time zone`, `text[]`, `app.mood`.
    pub fn display(&self, id: TypeId) -> String {
        unimplemented!()
    }

    /// What a type is.
    pub fn kind(&self, id: TypeId) -> TypeKind {
        unimplemented!()
    }

    /// Its category, a letter of the manual's table 52.65.
    pub fn category(&self, id: TypeId) -> u8 {
        unimplemented!()
    }

    /// Whether it is a preferred type of its category.
    pub fn is_preferred(&self, id: TypeId) -> bool {
        unimplemented!()
    }

    /// What a domain restricts, down to a type that is none; any other type is returned as it is.
    pub fn base(&self, id: TypeId) -> TypeId {
        unimplemented!()
    }

    /// Whether a domain (or one it restricts) forbids NULL.
    pub fn is_not_null_domain(&self, id: TypeId) -> bool {
        unimplemented!()
    }

    /// The type of the elements of an array, of a domain over one too.
    pub fn element(&self, id: TypeId) -> Option<TypeId> {
        unimplemented!()
    }

    /// What a subscript of a value of the type gives and what kind of subscript it takes; `None` if it takes none.
    /// An array gives its elements, `jsonb` gives `jsonb`.
    pub fn subscript(&self, id: TypeId) -> Option<TypeId> {
        unimplemented!()
    }

    /// The array type whose elements are of the type. An array of a domain is one of its own.
    pub fn array_of(&self, id: TypeId) -> Option<TypeId> {
        unimplemented!()
    }

    /// The fields of a composite type or of the row type of a declared table.
    pub fn fields(&self, id: TypeId) -> Option<Vec<(String, TypeId)>> {
        unimplemented!()
    }
}
