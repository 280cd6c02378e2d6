//! PostgreSQL's `bit` and `bit varying`.

use std::fmt;
use std::str::FromStr;

use bytes::BytesMut;

use super::InvalidValue;
use super::wire::{Wire, put_count, travels};
use crate::bind::EncodeError;
use crate::decode::{DecodeError, Reader};

/// A string of bits. It stands for `bit varying`, and with `sql_type = "bit(8)"` for `bit`, whose values all have one length.
///
/// ```
/// use softdelete_runtime::Bits;
///
/// let bits: Bits = "0110".parse()?;
/// assert_eq!(bits.len(), 4);
/// assert_eq!(bits.get(1), Some(true));
/// assert_eq!(bits.iter().collect::<Bits>().to_string(), "0110");
/// # Ok::<(), softdelete_runtime::InvalidValue>(())
/// ```
// They sort as in PostgreSQL: by the bytes, in which what is not used is zero, then by the length.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bits {
    bytes: Vec<u8>,
    len: usize,
}

impl Bits {
    /// Whole bytes, the most significant bit of each first.
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Bits {
        let bytes = bytes.into();
        let len = bytes.len() * 8;
        Bits { bytes, len }
    }

    /// How many bits there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The bit at `index`, counted from 0 at the left.
    pub fn get(&self, index: usize) -> Option<bool> {
        let byte = self.bytes.get(index / 8).filter(|_| index < self.len)?;
        Some(byte & (0x80 >> (index % 8)) != 0)
    }

    /// Appends a bit at the right.
    pub fn push(&mut self, bit: bool) {
        if self.len.is_multiple_of(8) {
            self.bytes.push(0);
        }
        if let Some(last) = self.bytes.last_mut().filter(|_| bit) {
            *last |= 0x80 >> (self.len % 8);
        }
        self.len += 1;
    }

    /// The bits from left to right.
    pub fn iter(&self) -> impl Iterator<Item = bool> + '_ {
        (0..self.len).filter_map(|index| self.get(index))
    }

    /// The bits as bytes, the most significant bit of each first; what the last does not use is zero.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl FromIterator<bool> for Bits {
    fn from_iter<I: IntoIterator<Item = bool>>(bits: I) -> Bits {
        let mut all = Bits::default();
        all.extend(bits);
        all
    }
}

impl Extend<bool> for Bits {
    fn extend<I: IntoIterator<Item = bool>>(&mut self, bits: I) {
        bits.into_iter().for_each(|bit| self.push(bit));
    }
}

impl fmt::Display for Bits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter()
            .try_for_each(|bit| f.write_str(if bit { "1" } else { "0" }))
    }
}

impl FromStr for Bits {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Bits, InvalidValue> {
        let bits = text.chars().map(|it| match it {
            '0' => Ok(false),
            '1' => Ok(true),
            _ => Err(InvalidValue::new("bit varying", "only 0 and 1 are bits")),
        });
        bits.collect()
    }
}

impl Wire for Bits {
    fn put(&self, out: &mut BytesMut) -> Result<(), EncodeError> {
        put_count(self.len, out)?;
        out.extend_from_slice(&self.bytes);
        Ok(())
    }

    fn take(reader: &mut Reader<'_>) -> Result<Bits, DecodeError> {
        let len = reader.count()?;
        let bytes = reader.take(len.div_ceil(8))?.to_vec();
        Ok(Bits { bytes, len })
    }
}

travels! {
    Bits as Bit, Varbit;
}
