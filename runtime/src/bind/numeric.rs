//! Whole numbers as `numeric`.

use bytes::{BufMut, BytesMut};

/// What a digit of PostgreSQL's counts up to.
const BASE: u128 = 10_000;

/// The sign of a negative number.
const NEGATIVE: u16 = 0x4000;

/// Writes whole numbers as `numeric`, whatever cargo features are enabled.
pub(super) trait PutNumeric {
    /// Appends the binary form.
    fn put_numeric(&mut self, number: i128);
}

impl PutNumeric for BytesMut {
    /// See PostgreSQL's `numeric_recv`: how many digits to the base of 10,000, the power of the first, the sign, how many decimal digits
    /// follow the point, the digits.
    fn put_numeric(&mut self, number: i128) {
        let mut digits = Vec::new();
        let mut rest = number.unsigned_abs();
        while rest > 0 {
            // Less than the base.
            digits.push(u16::try_from(rest % BASE).unwrap_or_default());
            rest /= BASE;
        }
        // An `i128` has ten digits at most.
        let count = u16::try_from(digits.len()).unwrap_or_default();
        self.put_u16(count);
        self.put_u16(count.saturating_sub(1));
        self.put_u16(if number < 0 { NEGATIVE } else { 0 });
        self.put_u16(0);
        digits.iter().rev().for_each(|digit| self.put_u16(*digit));
    }
}
