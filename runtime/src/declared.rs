//! What the derives state about declared tables and types.

use std::fmt;

use crate::bind::EncodeError;
use crate::sql::SqlType;

/// A struct that `#[derive(Table)]` made the rows of a table.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a table", note = "derive `Table` on it")]
pub trait Table {
    /// The table's name in the database.
    const NAME: &'static str;
    /// Its schema, if one was declared.
    const SCHEMA: Option<&'static str>;
    /// Its columns, those without a field included.
    const COLUMNS: &'static [&'static str];
}

/// A Rust type that was declared to stand for a type of PostgreSQL.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not declared as a type that a column can have",
    label = "no SQL type is known for this",
    note = "derive `SqlEnum` or `SqlType` on it, or say `#[column(sql_type = \"…\")]`"
)]
pub trait DeclaredType {
    /// The SQL type that its values travel as.
    type Marker: SqlType;
}

/// An enum whose variants stand for the labels of an enum type.
pub trait Label: Sized {
    /// The label.
    fn label(&self) -> &'static str;

    /// The variant of a label.
    fn from_label(label: &str) -> Option<Self>;
}

/// States that a parent's `children(…)` lists the table whose rows are `C`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not list the table of `{C}` among its children",
    label = "the table referred to does not list this one",
    note = "a deletion follows `children(…)`: add this table to the `children(…)` of `{Self}`"
)]
pub trait ListsChild<C> {}

/// States that a column of a table refers to the table whose rows are `P`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is listed among the children of `{P}`, but does not refer to it",
    label = "no column of this table refers here",
    note = "write `#[column(references(table.column), on_delete = …)]` on the column of `{Self}` that refers to `{P}`, or take it off the list"
)]
pub trait RefersTo<P> {}

/// The error for a column of which a struct has no field: the INSERT was compiled for another struct.
pub fn no_such_field(column: usize) -> EncodeError {
    format!("the struct has no field for the table's column number {column}").into()
}

/// Shows a field of an anonymous row in its `Debug` form, whether or not the field's type has one.
pub struct Show<'a, T: ?Sized>(pub &'a T);

impl<T: fmt::Debug> Show<'_, T> {
    /// The value.
    pub fn field(&self) -> &dyn fmt::Debug {
        self.0
    }
}

/// What [`Show::field`] falls back to.
pub trait Opaque {
    /// A stand-in for the value.
    fn field(&self) -> &dyn fmt::Debug;
}

impl<T: ?Sized> Opaque for Show<'_, T> {
    fn field(&self) -> &dyn fmt::Debug {
        &Hidden
    }
}

/// Shows as `..`.
struct Hidden;

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}

/// An enum travels as text both ways, so that nobody asks the server which number its type has.
#[doc(hidden)]
#[macro_export]
macro_rules! __declare_enum {
    ($enum:ident) => {
        const _: () = {
            use $crate::__private::{
                Bind, BindNullable, BytesMut, DeclaredType, DecodeError, Encode, EncodeError,
                FromColumn, IsNull, Label, Type, core, sql, text, unknown_label,
            };

            impl sql::SqlType for $enum {
                type Rust = $enum;
                const TYPE: Type = Type::TEXT;
                const ARRAY: Type = Type::TEXT_ARRAY;
                const NAME: &'static core::primitive::str = core::stringify!($enum);

                fn accepts(found: &Type) -> core::primitive::bool {
                    $crate::__private::is_label(found)
                }
            }

            impl DeclaredType for $enum {
                type Marker = $enum;
            }

            impl Encode for $enum {
                fn encode(
                    &self,
                    ty: &Type,
                    out: &mut BytesMut,
                ) -> core::result::Result<IsNull, EncodeError> {
                    Encode::encode(Label::label(self), ty, out)
                }
            }

            impl BindNullable<$enum> for $enum {}
            impl Bind<$enum> for $enum {}

            impl FromColumn<$enum> for $enum {
                fn from_column(
                    _: &Type,
                    raw: &[core::primitive::u8],
                ) -> core::result::Result<Self, DecodeError> {
                    let label = text(raw)?;
                    <Self as Label>::from_label(label).ok_or_else(|| unknown_label(label))
                }
            }
        };
    };
}

/// A newtype travels as its field.
#[doc(hidden)]
#[macro_export]
macro_rules! __declare_newtype {
    ($newtype:ident, $field:ty, $marker:ty) => {
        const _: () = {
            use $crate::__private::{
                Bind, BindNullable, BytesMut, DeclaredType, DecodeError, Encode, EncodeError,
                FromColumn, IsNull, Type, core,
            };

            impl DeclaredType for $newtype {
                type Marker = $marker;
            }

            impl Encode for $newtype {
                fn encode(
                    &self,
                    ty: &Type,
                    out: &mut BytesMut,
                ) -> core::result::Result<IsNull, EncodeError> {
                    Encode::encode(&self.0, ty, out)
                }

                fn as_text(&self) -> core::option::Option<&'static core::primitive::str> {
                    Encode::as_text(&self.0)
                }
            }

            impl BindNullable<$marker> for $newtype {}
            impl Bind<$marker> for $newtype {}

            impl FromColumn<$marker> for $newtype {
                fn from_column(
                    ty: &Type,
                    raw: &[core::primitive::u8],
                ) -> core::result::Result<Self, DecodeError> {
                    core::result::Result::Ok(Self(<$field as FromColumn<$marker>>::from_column(
                        ty, raw,
                    )?))
                }
            }
        };
    };
}

/// Whether a column of this type holds labels: an enum type, or text that one was cast to.
pub fn is_label(found: &postgres_types::Type) -> bool {
    matches!(found.kind(), postgres_types::Kind::Enum(_))
        || <crate::sql::Text as SqlType>::accepts(found)
}

/// The text of a label.
///
/// # Errors
/// When it is not UTF-8.
pub fn text(raw: &[u8]) -> Result<&str, EncodeError> {
    Ok(std::str::from_utf8(raw)?)
}

/// The error for a label that no variant has: the enum type in the database has labels that the declaration lacks.
pub fn unknown_label(label: &str) -> EncodeError {
    format!("no variant has the label `{label}`; the enum type in the database has labels that its declaration lacks").into()
}
