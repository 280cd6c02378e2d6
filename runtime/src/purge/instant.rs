//! A time as the server counts it, for the cursor of a purge: it only goes back to where it came from, so it needs none of the
//! libraries of dates, and infinity is a time like any other.

use bytes::{BufMut, BytesMut};
use postgres_types::{IsNull, Type};

use crate::bind::{BindNullable, Encode, EncodeError};
use crate::decode::{DecodeError, FromColumn, exactly};
use crate::sql;

/// Microseconds from the beginning of the year 2000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Instant(i64);

impl Encode for Instant {
    fn encode(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
        out.put_i64(self.0);
        Ok(IsNull::No)
    }
}

impl BindNullable<sql::Timestamptz> for Instant {}

impl FromColumn<sql::Timestamptz> for Instant {
    fn from_column(_: &Type, raw: &[u8]) -> Result<Self, DecodeError> {
        exactly(raw).map(|raw| Instant(i64::from_be_bytes(raw)))
    }
}
