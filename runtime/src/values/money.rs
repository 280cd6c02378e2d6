//! PostgreSQL's `money`.

use bytes::{BufMut, BytesMut};

use super::wire::{Wire, travels};
use crate::bind::EncodeError;
use crate::decode::{DecodeError, Reader};

/// An amount of money as PostgreSQL keeps it: a count of the smallest unit of the currency, which are cents where the server's setting
/// `lc_monetary` has two digits after the point.
///
/// It has no text form here: PostgreSQL's depends on that setting, with the currency's sign and the kind of point.
///
/// ```
/// use softdelete_runtime::Money;
///
/// assert_eq!(Money(-1250).0, -1250); // -$12.50
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Money(pub i64);

impl Wire for Money {
    fn put(&self, out: &mut BytesMut) -> Result<(), EncodeError> {
        out.put_i64(self.0);
        Ok(())
    }

    fn take(reader: &mut Reader<'_>) -> Result<Money, DecodeError> {
        reader.bytes().map(|bytes| Money(i64::from_be_bytes(bytes)))
    }
}

travels! {
    Money as Money;
}
