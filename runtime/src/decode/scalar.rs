//! Numbers, booleans, text, bytes, UUIDs, addresses and JSON from columns.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;

use postgres_types::Type;

use super::{DecodeError, FromColumn};
use crate::sql;

/// The bytes as an array of the one length that the type has.
pub(crate) fn exactly<const N: usize>(raw: &[u8]) -> Result<[u8; N], DecodeError> {
    raw.try_into()
        .map_err(|_| format!("expected {N} bytes, found {}", raw.len()).into())
}

/// A number may be read into every wider type.
macro_rules! number {
    ($($marker:ident as $wire:ty: $($rust:ty),+;)+) => {$($(
        impl FromColumn<sql::$marker> for $rust {
            fn from_column(_: &Type, raw: &[u8]) -> Result<Self, DecodeError> {
                Ok(<$rust>::from(<$wire>::from_be_bytes(exactly(raw)?)))
            }
        }
    )+)+};
}

number! {
    Char as i8: i8;
    Int2 as i16: i16, i32, i64;
    Int4 as i32: i32, i64;
    Int8 as i64: i64;
    Oid as u32: u32, i64;
    Xid as u32: u32, i64;
    Cid as u32: u32, i64;
    Regclass as u32: u32, i64;
    Regcollation as u32: u32, i64;
    Regconfig as u32: u32, i64;
    Regdictionary as u32: u32, i64;
    Regnamespace as u32: u32, i64;
    Regoper as u32: u32, i64;
    Regoperator as u32: u32, i64;
    Regproc as u32: u32, i64;
    Regprocedure as u32: u32, i64;
    Regrole as u32: u32, i64;
    Regtype as u32: u32, i64;
    Xid8 as u64: u64;
    Float4 as f32: f32, f64;
    Float8 as f64: f64;
}

impl FromColumn<sql::Bool> for bool {
    fn from_column(_: &Type, raw: &[u8]) -> Result<Self, DecodeError> {
        let [byte] = exactly(raw)?;
        Ok(byte != 0)
    }
}

impl FromColumn<sql::Void> for () {
    fn from_column(_: &Type, _: &[u8]) -> Result<Self, DecodeError> {
        Ok(())
    }
}

/// The text, which a database of encoding `SQL_ASCII` does not promise to be UTF-8.
fn text(raw: &[u8]) -> Result<&str, DecodeError> {
    Ok(std::str::from_utf8(raw)?)
}

macro_rules! text_types {
    ($($marker:ident),+) => {$(
        impl FromColumn<sql::$marker> for String {
            fn from_column(_: &Type, raw: &[u8]) -> Result<Self, DecodeError> {
                text(raw).map(str::to_owned)
            }
        }

        impl FromColumn<sql::$marker> for Box<str> {
            fn from_column(_: &Type, raw: &[u8]) -> Result<Self, DecodeError> {
                text(raw).map(Box::from)
            }
        }

        impl FromColumn<sql::$marker> for Arc<str> {
            fn from_column(_: &Type, raw: &[u8]) -> Result<Self, DecodeError> {
                text(raw).map(Arc::from)
            }
        }

        impl FromColumn<sql::$marker> for Cow<'_, str> {
            fn from_column(_: &Type, raw: &[u8]) -> Result<Self, DecodeError> {
                text(raw).map(|text| Cow::Owned(text.to_owned()))
            }
        }
    )+};
}

text_types!(Text, Varchar, Bpchar, Name, Refcursor);

impl FromColumn<sql::Bytea> for Vec<u8> {
    fn from_column(_: &Type, raw: &[u8]) -> Result<Self, DecodeError> {
        Ok(raw.to_vec())
    }
}

impl<const N: usize> FromColumn<sql::Bytea> for [u8; N] {
    fn from_column(_: &Type, raw: &[u8]) -> Result<Self, DecodeError> {
        exactly(raw)
    }
}

impl FromColumn<sql::Uuid> for uuid::Uuid {
    fn from_column(_: &Type, raw: &[u8]) -> Result<Self, DecodeError> {
        exactly(raw).map(uuid::Uuid::from_bytes)
    }
}

impl FromColumn<sql::Inet> for IpAddr {
    fn from_column(_: &Type, raw: &[u8]) -> Result<Self, DecodeError> {
        let inet = postgres_protocol::types::inet_from_sql(raw)?;
        let bits = if inet.addr().is_ipv4() { 32 } else { 128 };
        if inet.netmask() == bits {
            Ok(inet.addr())
        } else {
            Err(format!(
                "a network of {} bits is not a single address; select host(…) or a cast to text",
                inet.netmask()
            )
            .into())
        }
    }
}

#[cfg(feature = "decimal")]
impl FromColumn<sql::Numeric> for rust_decimal::Decimal {
    fn from_column(ty: &Type, raw: &[u8]) -> Result<Self, DecodeError> {
        postgres_types::FromSql::from_sql(ty, raw)
    }
}

#[cfg(feature = "json")]
mod json {
    use super::{DecodeError, FromColumn, Type, sql};
    use crate::json::{Json, read};

    macro_rules! json_types {
        ($($marker:ident),+) => {$(
            impl FromColumn<sql::$marker> for serde_json::Value {
                fn from_column(ty: &Type, raw: &[u8]) -> Result<Self, DecodeError> {
                    read(ty, raw)
                }
            }

            impl<T: serde::de::DeserializeOwned> FromColumn<sql::$marker> for Json<T> {
                fn from_column(ty: &Type, raw: &[u8]) -> Result<Self, DecodeError> {
                    read(ty, raw).map(Json)
                }
            }
        )+};
    }

    json_types!(Json, Jsonb);
}
