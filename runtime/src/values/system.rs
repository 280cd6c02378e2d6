//! What PostgreSQL tells of its own workings: places in the log, snapshots, places of rows.

use std::fmt;
use std::str::FromStr;

use bytes::{BufMut, BytesMut};

use super::InvalidValue;
use super::text_scan::Scan;
use super::wire::{Wire, put_count, travels};
use crate::bind::EncodeError;
use crate::decode::{DecodeError, Reader};

/// A place in the write-ahead log, `pg_lsn`: the number of a byte.
///
/// ```
/// use softdelete_runtime::Lsn;
///
/// let place: Lsn = "16/B374D848".parse()?;
/// assert_eq!(place, Lsn(0x16_B374_D848));
/// assert_eq!(place.to_string(), "16/B374D848");
/// # Ok::<(), softdelete_runtime::InvalidValue>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Lsn(pub u64);

impl fmt::Display for Lsn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:X}/{:X}", self.0 >> 32, self.0 & 0xffff_ffff)
    }
}

impl FromStr for Lsn {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Lsn, InvalidValue> {
        let number = |digits: &str| {
            let hex = digits.bytes().all(|it| it.is_ascii_hexdigit());
            u32::from_str_radix(digits, 16).ok().filter(|_| hex)
        };
        let parts = text.split_once('/');
        let parts = parts.and_then(|(high, low)| Some((number(high)?, number(low)?)));
        let (high, low) = parts.ok_or_else(|| {
            InvalidValue::new(
                "pg_lsn",
                "expected two hexadecimal numbers with `/` between",
            )
        })?;
        Ok(Lsn(u64::from(high) << 32 | u64::from(low)))
    }
}

impl Wire for Lsn {
    fn put(&self, out: &mut BytesMut) -> Result<(), EncodeError> {
        out.put_u64(self.0);
        Ok(())
    }

    fn take(reader: &mut Reader<'_>) -> Result<Lsn, DecodeError> {
        reader.bytes().map(|bytes| Lsn(u64::from_be_bytes(bytes)))
    }
}

/// The place of a row's version in its table, `tid`, which is what `ctid` is.
///
/// ```
/// use softdelete_runtime::Tid;
///
/// let place: Tid = "(4,2)".parse()?;
/// assert_eq!(place, Tid { block: 4, offset: 2 });
/// # Ok::<(), softdelete_runtime::InvalidValue>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tid {
    /// The number of the page, from 0.
    pub block: u32,
    /// The number of the row there, from 1.
    pub offset: u16,
}

impl fmt::Display for Tid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({},{})", self.block, self.offset)
    }
}

impl FromStr for Tid {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Tid, InvalidValue> {
        let mut scan = Scan::new(text, "tid");
        scan.expect("(")?;
        let block = scan.number()?;
        scan.expect(",")?;
        let offset = scan.number()?;
        scan.expect(")")?;
        scan.end()?;
        Ok(Tid { block, offset })
    }
}

impl Wire for Tid {
    fn put(&self, out: &mut BytesMut) -> Result<(), EncodeError> {
        out.put_u32(self.block);
        out.put_u16(self.offset);
        Ok(())
    }

    fn take(reader: &mut Reader<'_>) -> Result<Tid, DecodeError> {
        Ok(Tid {
            block: u32::from_be_bytes(reader.bytes()?),
            offset: u16::from_be_bytes(reader.bytes()?),
        })
    }
}

/// Which transactions are seen, `pg_snapshot`.
///
/// ```
/// use softdelete_runtime::Snapshot;
///
/// let snapshot: Snapshot = "10:20:10,14,15".parse()?;
/// assert_eq!(snapshot.in_progress, [10, 14, 15]);
/// assert_eq!(snapshot.to_string(), "10:20:10,14,15");
/// # Ok::<(), softdelete_runtime::InvalidValue>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Snapshot {
    /// The lowest transaction that was still running; all before are over.
    pub xmin: u64,
    /// One past the highest transaction that was over.
    pub xmax: u64,
    /// Those between that were running, in ascending order.
    pub in_progress: Vec<u64>,
}

impl fmt::Display for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:", self.xmin, self.xmax)?;
        for (index, transaction) in self.in_progress.iter().enumerate() {
            let between = if index == 0 { "" } else { "," };
            write!(f, "{between}{transaction}")?;
        }
        Ok(())
    }
}

impl FromStr for Snapshot {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Snapshot, InvalidValue> {
        let mut scan = Scan::new(text, "pg_snapshot");
        let xmin = scan.number()?;
        scan.expect(":")?;
        let xmax = scan.number()?;
        scan.expect(":")?;
        let mut in_progress = Vec::new();
        while !scan.rest.is_empty() {
            if !in_progress.is_empty() {
                scan.expect(",")?;
            }
            in_progress.push(scan.number()?);
        }
        Ok(Snapshot {
            xmin,
            xmax,
            in_progress,
        })
    }
}

impl Wire for Snapshot {
    fn put(&self, out: &mut BytesMut) -> Result<(), EncodeError> {
        put_count(self.in_progress.len(), out)?;
        out.put_u64(self.xmin);
        out.put_u64(self.xmax);
        self.in_progress.iter().for_each(|it| out.put_u64(*it));
        Ok(())
    }

    fn take(reader: &mut Reader<'_>) -> Result<Snapshot, DecodeError> {
        let count = reader.count()?;
        let mut number = || reader.bytes().map(u64::from_be_bytes);
        let (xmin, xmax) = (number()?, number()?);
        let in_progress: Result<_, _> = (0..count).map(|_| number()).collect();
        Ok(Snapshot {
            xmin,
            xmax,
            in_progress: in_progress?,
        })
    }
}

travels! {
    Lsn as PgLsn;
    Tid as Tid;
    Snapshot as PgSnapshot, TxidSnapshot;
}
