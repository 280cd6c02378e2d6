//! Reading the parts of a value.

use super::DecodeError;
use super::scalar::exactly;

/// What is left of a value's bytes.
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(raw: &'a [u8]) -> Reader<'a> {
        Reader(raw)
    }

    /// How many bytes are left.
    pub(crate) fn left(&self) -> usize {
        self.0.len()
    }

    /// The next `length` bytes.
    pub(crate) fn take(&mut self, length: usize) -> Result<&'a [u8], DecodeError> {
        let (taken, rest) = self
            .0
            .split_at_checked(length)
            .ok_or("the value ends too early")?;
        self.0 = rest;
        Ok(taken)
    }

    /// Everything that is left.
    pub(crate) fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.0)
    }

    /// The next bytes of a number.
    pub(crate) fn bytes<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        exactly(self.take(N)?)
    }

    /// A byte.
    pub(crate) fn byte(&mut self) -> Result<u8, DecodeError> {
        self.bytes().map(u8::from_be_bytes)
    }

    /// A number of four bytes.
    pub(crate) fn int(&mut self) -> Result<i32, DecodeError> {
        self.bytes().map(i32::from_be_bytes)
    }

    /// A number of four bytes that counts something.
    pub(crate) fn count(&mut self) -> Result<usize, DecodeError> {
        Ok(usize::try_from(self.int()?)?)
    }

    /// A floating point number of eight bytes.
    pub(crate) fn float(&mut self) -> Result<f64, DecodeError> {
        self.bytes().map(f64::from_be_bytes)
    }

    /// A text that a zero byte ends.
    pub(crate) fn zero_ended(&mut self) -> Result<&'a str, DecodeError> {
        let end = self.0.iter().position(|byte| *byte == 0);
        let text = self.take(end.ok_or("a text in the value has no end")?)?;
        self.take(1)?;
        Ok(std::str::from_utf8(text)?)
    }

    /// Checks that nothing is left.
    pub(crate) fn end(&self) -> Result<(), DecodeError> {
        match self.0.len() {
            0 => Ok(()),
            more => Err(format!("{more} bytes follow the end of the value").into()),
        }
    }
}
