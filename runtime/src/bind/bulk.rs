//! `values $rows`: a slice of structs or tuples, sent as one array a column; as three where the column is of arrays.
//!
//! An array is written straight from the rows, field by field, so that a bulk insert neither clones a value nor keeps a second
//! copy of the columns.

use std::sync::Arc;

use bytes::BytesMut;
use postgres_types::{IsNull, Type};

use super::{Bind, BindNullable, ElementPart, Encode, EncodeError, Param, Source, array, elements};

/// A collection that `values $rows` may be given: a slice, vector or array, or a reference to one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be inserted with `values $rows`",
    label = "not a slice, `Vec` or array of rows",
    note = "give a slice of the table's struct, or of tuples in the order of the columns"
)]
pub trait Rows: Sync {
    /// A row: the table's struct, or a tuple.
    type Row;

    /// All rows.
    fn rows(&self) -> &[Self::Row];
}

impl<R: Sync> Rows for [R] {
    type Row = R;

    fn rows(&self) -> &[R] {
        self
    }
}

impl<R: Sync> Rows for Vec<R> {
    type Row = R;

    fn rows(&self) -> &[R] {
        self
    }
}

impl<R: Sync, const N: usize> Rows for [R; N] {
    type Row = R;

    fn rows(&self) -> &[R] {
        self
    }
}

macro_rules! pointer {
    ($($pointer:ty),+) => {$(
        impl<L: Rows + Send + ?Sized> Rows for $pointer {
            type Row = L::Row;

            fn rows(&self) -> &[L::Row] {
                (**self).rows()
            }
        }
    )+};
}

pointer!(Box<L>, Arc<L>);

impl<L: Rows + ?Sized> Rows for &L {
    type Row = L::Row;

    fn rows(&self) -> &[L::Row] {
        (**self).rows()
    }
}

/// A row that can write one of its fields. `#[derive(Table)]` implements it for structs, which find the field by the number of
/// the table's column; tuples find it by its position in the INSERT's list of columns.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row that `values $rows` can insert",
    note = "give a slice of the table's struct, or of tuples in the order of the columns"
)]
pub trait EncodeRow: Sync {
    /// Writes a field, as [`Encode::encode`] does.
    ///
    /// # Errors
    /// As [`Encode::encode`], and when there is no such field.
    fn encode_field(
        &self,
        column: usize,
        position: usize,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, EncodeError>;
}

/// States that a row has a field of type `S` for the column of index `COLUMN` of table `T` (a struct) or at `POSITION` in the
/// INSERT's list of columns (a tuple). `NULLABLE` says whether the column takes NULL.
#[diagnostic::on_unimplemented(
    message = "rows of type `{Self}` do not fit the columns of this INSERT",
    label = "the field number {POSITION} (counted from 0) must be something PostgreSQL takes as `{S}`",
    note = "a tuple needs one field a column, in the order of the INSERT's list; an `Option` fits only where NULL may be stored"
)]
pub trait RowField<T, S, const COLUMN: usize, const POSITION: usize, const NULLABLE: bool>:
    EncodeRow
{
}

/// Gives one column of `rows` for a parameter that is an array of `S`.
pub fn bind_rows<T, S, const COLUMN: usize, const POSITION: usize, const NULLABLE: bool, L>(
    rows: &L,
) -> Param<'_>
where
    L: Rows,
    L::Row: RowField<T, S, COLUMN, POSITION, NULLABLE>,
{
    Param(Source::Column {
        rows,
        column: COLUMN,
        position: POSITION,
    })
}

/// Gives a part of the elements of a column of arrays; `ty` is the type as which each row's array is written.
pub fn bind_elements<
    'q,
    T,
    S,
    const COLUMN: usize,
    const POSITION: usize,
    const NULLABLE: bool,
    L,
>(
    rows: &'q L,
    part: ElementPart,
    ty: &'static Type,
) -> Param<'q>
where
    L: Rows,
    L::Row: RowField<T, S, COLUMN, POSITION, NULLABLE>,
{
    Param(Source::Elements {
        rows,
        column: COLUMN,
        position: POSITION,
        part,
        ty,
    })
}

/// [`Rows`] of any type.
pub(super) trait EncodeColumn: Sync {
    fn encode_column(
        &self,
        column: usize,
        position: usize,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, EncodeError>;

    /// Writes a part of the elements of a column of arrays, whose values have type `ty`.
    fn encode_elements(
        &self,
        column: usize,
        position: usize,
        part: ElementPart,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, EncodeError>;
}

impl<L> EncodeColumn for L
where
    L: Rows,
    L::Row: EncodeRow,
{
    fn encode_column(
        &self,
        column: usize,
        position: usize,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, EncodeError> {
        let rows = self.rows();
        array::write(rows.len(), ty, out, |index, ty, out| {
            rows[index].encode_field(column, position, ty, out)
        })
    }

    fn encode_elements(
        &self,
        column: usize,
        position: usize,
        part: ElementPart,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, EncodeError> {
        let rows = self.rows();
        elements::write(rows.len(), part, ty, out, |index, ty, out| {
            rows[index].encode_field(column, position, ty, out)
        })
    }
}

impl<R: EncodeRow> EncodeRow for &R {
    fn encode_field(
        &self,
        column: usize,
        position: usize,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, EncodeError> {
        (**self).encode_field(column, position, ty, out)
    }
}

impl<R, T, S, const COLUMN: usize, const POSITION: usize, const NULLABLE: bool>
    RowField<T, S, COLUMN, POSITION, NULLABLE> for &R
where
    R: RowField<T, S, COLUMN, POSITION, NULLABLE>,
{
}

macro_rules! tuple {
    ($($field:ident $index:tt),+) => {
        impl<$($field: Encode),+> EncodeRow for ($($field,)+) {
            fn encode_field(&self, _: usize, position: usize, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
                match position {
                    $($index => self.$index.encode(ty, out),)+
                    _ => Err("the tuple has fewer fields than the INSERT has columns".into()),
                }
            }
        }

        tuple!(@fields ($($field),+) $($field $index),+);
    };
    (@fields $all:tt $($field:ident $index:tt),+) => {
        $(tuple!(@field $all $field $index);)+
    };
    (@field ($($all:ident),+) $field:ident $index:tt) => {
        impl<Table, Sql, const COLUMN: usize, $($all: Encode),+> RowField<Table, Sql, COLUMN, $index, false> for ($($all,)+)
        where
            $field: Bind<Sql>,
        {
        }

        impl<Table, Sql, const COLUMN: usize, $($all: Encode),+> RowField<Table, Sql, COLUMN, $index, true> for ($($all,)+)
        where
            $field: BindNullable<Sql>,
        {
        }
    };
}

tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);
