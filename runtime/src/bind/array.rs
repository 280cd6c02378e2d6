//! Slices, vectors and arrays as parameters: PostgreSQL's arrays, and for bytes `bytea`.

use bytes::{BufMut, BytesMut};
use postgres_types::{IsNull, Kind, Type};

use super::{Bind, BindNullable, Encode, EncodeError};
use crate::sql;

/// Writes `len` elements as a one-dimensional array of type `ty`; `element` writes the n-th of them.
///
/// See PostgreSQL's `array_recv` for the form: number of dimensions, whether there are NULLs, type of the elements, then each
/// dimension's length and lower bound, then each element with its length.
pub(super) fn write(
    len: usize,
    ty: &Type,
    out: &mut BytesMut,
    element: impl Fn(usize, &Type, &mut BytesMut) -> Result<IsNull, EncodeError>,
) -> Result<IsNull, EncodeError> {
    let Kind::Array(element_type) = ty.kind() else {
        return Err(format!("an array cannot be given as PostgreSQL's type `{ty}`").into());
    };
    let count = i32::try_from(len)
        .map_err(|_| format!("an array of {len} elements is more than PostgreSQL can hold"))?;
    out.put_i32(i32::from(count > 0));
    let has_nulls_at = out.len();
    out.put_i32(0);
    out.put_u32(element_type.oid());
    if count == 0 {
        return Ok(IsNull::No);
    }
    out.put_i32(count);
    out.put_i32(1);
    for index in 0..len {
        let length_at = out.len();
        out.put_i32(-1);
        match element(index, element_type, out)? {
            IsNull::Yes => {
                out[has_nulls_at..has_nulls_at + 4].copy_from_slice(&1_i32.to_be_bytes());
            }
            IsNull::No => {
                let length = i32::try_from(out.len() - length_at - 4)
                    .map_err(|_| "an array element is longer than 2 GiB")?;
                out[length_at..length_at + 4].copy_from_slice(&length.to_be_bytes());
            }
        }
    }
    Ok(IsNull::No)
}

impl<T: Encode> Encode for [T] {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
        if *ty == Type::BYTEA {
            return T::encode_bytea(self, out);
        }
        write(self.len(), ty, out, |index, ty, out| {
            self[index].encode(ty, out)
        })
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
        self.as_slice().encode(ty, out)
    }
}

impl<T: Encode, const N: usize> Encode for [T; N] {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
        self.as_slice().encode(ty, out)
    }
}

// Elements may be NULL whatever the column says: PostgreSQL has no arrays of NOT NULL elements.
impl<S, T: BindNullable<S>> BindNullable<sql::Array<S>> for [T] {}
impl<S, T: BindNullable<S>> Bind<sql::Array<S>> for [T] {}
impl<S, T: BindNullable<S>> BindNullable<sql::Array<S>> for Vec<T> {}
impl<S, T: BindNullable<S>> Bind<sql::Array<S>> for Vec<T> {}
impl<S, T: BindNullable<S>, const N: usize> BindNullable<sql::Array<S>> for [T; N] {}
impl<S, T: BindNullable<S>, const N: usize> Bind<sql::Array<S>> for [T; N] {}

impl BindNullable<sql::Bytea> for [u8] {}
impl Bind<sql::Bytea> for [u8] {}
impl BindNullable<sql::Bytea> for Vec<u8> {}
impl Bind<sql::Bytea> for Vec<u8> {}
impl<const N: usize> BindNullable<sql::Bytea> for [u8; N] {}
impl<const N: usize> Bind<sql::Bytea> for [u8; N] {}
