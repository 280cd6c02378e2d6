//! Keys of rows as parameters: one array for each column of the primary key, written straight from the keys.

use bytes::BytesMut;
use postgres_types::{IsNull, Type};

use super::bulk::EncodeColumn;
use super::{ElementPart, EncodeError, Param, Source, array};
use crate::lifecycle::Lifecycle;

/// Keys of rows of `T`.
pub(crate) struct Keys<'k, T: Lifecycle>(pub(crate) &'k [T::Key]);

impl<T: Lifecycle> Keys<'_, T> {
    /// The parameters of all columns, in order.
    pub(crate) fn params(&self) -> impl Iterator<Item = Param<'_>> {
        (0..T::KEY_COLUMNS).map(|column| {
            Param(Source::Column {
                rows: self,
                column,
                position: column,
            })
        })
    }
}

impl<T: Lifecycle> EncodeColumn for Keys<'_, T> {
    fn encode_column(
        &self,
        column: usize,
        _: usize,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, EncodeError> {
        array::write(self.0.len(), ty, out, |index, ty, out| {
            T::encode_key(&self.0[index], column, ty, out)
        })
    }

    fn encode_elements(
        &self,
        _: usize,
        _: usize,
        _: ElementPart,
        ty: &Type,
        _: &mut BytesMut,
    ) -> Result<IsNull, EncodeError> {
        Err(format!("a column of arrays (`{ty}`) cannot be a key").into())
    }
}
