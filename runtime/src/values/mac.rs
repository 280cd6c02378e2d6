//! PostgreSQL's `macaddr` and `macaddr8`.

use std::fmt;
use std::str::FromStr;

use bytes::BytesMut;

use super::InvalidValue;
use super::wire::{Wire, travels};
use crate::bind::{Bind, BindNullable, EncodeError};
use crate::decode::{DecodeError, Reader};
use crate::sql;

/// An address of six bytes (EUI-48), `macaddr`. It may be given for `macaddr8` too, where `ff:fe` stands in its middle.
///
/// ```
/// use softdelete_runtime::MacAddr;
///
/// let address: MacAddr = "08-00-2b-01-02-03".parse()?;
/// assert_eq!(address, MacAddr([0x08, 0x00, 0x2b, 0x01, 0x02, 0x03]));
/// assert_eq!(address.to_string(), "08:00:2b:01:02:03");
/// # Ok::<(), softdelete_runtime::InvalidValue>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MacAddr(pub [u8; 6]);

/// An address of eight bytes (EUI-64), `macaddr8`.
///
/// ```
/// use softdelete_runtime::MacAddr8;
///
/// let address: MacAddr8 = "08:00:2b:01:02:03:04:05".parse()?;
/// assert_eq!(address.0[7], 5);
/// # Ok::<(), softdelete_runtime::InvalidValue>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MacAddr8(pub [u8; 8]);

macro_rules! address {
    ($rust:ident, $name:literal, $length:literal) => {
        impl fmt::Display for $rust {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                print(&self.0, f)
            }
        }

        impl FromStr for $rust {
            type Err = InvalidValue;

            /// Reads two digits a byte, with `:`, `-` or `.` between some of them or none.
            fn from_str(text: &str) -> Result<Self, InvalidValue> {
                read(text).map(Self).ok_or_else(|| {
                    InvalidValue::new(
                        $name,
                        concat!($length, " bytes are written as two hexadecimal digits each"),
                    )
                })
            }
        }

        impl Wire for $rust {
            fn put(&self, out: &mut BytesMut) -> Result<(), EncodeError> {
                out.extend_from_slice(&self.0);
                Ok(())
            }

            fn take(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
                reader.bytes().map(Self)
            }
        }
    };
}

address!(MacAddr, "macaddr", "six");
address!(MacAddr8, "macaddr8", "eight");

travels! {
    MacAddr as Macaddr;
    MacAddr8 as Macaddr8;
}

// The server takes six bytes for eight, as its cast does.
impl BindNullable<sql::Macaddr8> for MacAddr {}
impl Bind<sql::Macaddr8> for MacAddr {}

impl From<MacAddr> for MacAddr8 {
    /// As PostgreSQL's cast: with `ff:fe` in the middle.
    fn from(MacAddr(narrow): MacAddr) -> MacAddr8 {
        let mut wide = [0, 0, 0, 0xff, 0xfe, 0, 0, 0];
        wide[..3].copy_from_slice(&narrow[..3]);
        wide[5..].copy_from_slice(&narrow[3..]);
        MacAddr8(wide)
    }
}

fn print(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (index, byte) in bytes.iter().enumerate() {
        let between = if index == 0 { "" } else { ":" };
        write!(f, "{between}{byte:02x}")?;
    }
    Ok(())
}

fn read<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let mut rest = text.trim();
    for (index, byte) in bytes.iter_mut().enumerate() {
        if index > 0 {
            rest = rest.strip_prefix([':', '-', '.']).unwrap_or(rest);
        }
        let (digits, after) = rest.split_at_checked(2)?;
        if !digits.bytes().all(|it| it.is_ascii_hexdigit()) {
            return None;
        }
        *byte = u8::from_str_radix(digits, 16).ok()?;
        rest = after;
    }
    rest.is_empty().then_some(bytes)
}
