//! What the expansions of the macros use. Not for use by hand: it changes without notice.

pub use bytes::BytesMut;
pub use core;
pub use postgres_types::{IsNull, Type};
pub use std::vec::Vec;
pub use tokio_postgres::Row;

pub use crate::__declare_by_text as declare_by_text;
pub use crate::__declare_composite as declare_composite;
pub use crate::__declare_enum as declare_enum;
pub use crate::__declare_newtype as declare_newtype;
pub use crate::__declare_range as declare_range;
pub use crate::__register as register;
pub use crate::bind::kept::{KeepCopy, KeepPlace, KeepReference, Owned, Place};
pub use crate::bind::{
    Bind, BindNullable, ElementPart, Encode, EncodeError, EncodeRow, Param, RowField, Rows, bind,
    bind_elements, bind_nullable, bind_rows,
};
pub use crate::by_text::ByText;
pub use crate::choice::Region;
pub use crate::composite::{
    Composite, FieldType, RowReader, RowWriter, decode as decode_composite,
    encode as encode_composite, is_row,
};
pub use crate::declared::{
    DeclaredType, Label, ListsChild, Opaque, RefersTo, Show, Table, is_label, no_such_field, text,
    unknown_label,
};
pub use crate::declared_range::{
    DeclaredRange, decode_multirange, decode_range, encode_multirange, encode_range, is_range,
};
pub use crate::decode::{DecodeError, FromColumn, FromRow, all_null, get};
pub use crate::error::Error;
pub use crate::field::{Nullable, get_nullable};
pub use crate::lifecycle::{HistoryStatements, Lifecycle, Statements};
pub use crate::purge::{PurgeFamily, PurgeStage, PurgeTable, Purgeable};
pub use crate::query::Query;
pub use crate::sql;
pub use crate::statement::{Action, Effect, Slot, Statement, StatementKind, Typed};
pub use uuid;

/// Registers something to be compared with a database; the whole is nothing without the feature `testing`.
///
/// The place is that of the outermost macro call, the one that the user wrote.
#[cfg(feature = "testing")]
#[doc(hidden)]
#[macro_export]
macro_rules! __register {
    ($what:ident { $($fields:tt)* }) => {
        $crate::registry::inventory::submit! {
            $crate::registry::Registered {
                file: $crate::__private::core::file!(),
                line: $crate::__private::core::line!(),
                column: $crate::__private::core::column!(),
                what: $crate::registry::What::$what { $($fields)* },
            }
        }
    };
}

/// Registers something to be compared with a database; the whole is nothing without the feature `testing`.
#[cfg(not(feature = "testing"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __register {
    ($($what:tt)*) => {};
}
