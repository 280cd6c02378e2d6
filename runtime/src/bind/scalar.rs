//! Numbers, booleans, text, bytes, UUIDs and addresses as parameters.

use std::net::IpAddr;

use bytes::{BufMut, BytesMut};
use postgres_types::{IsNull, Type};

use super::numeric::PutNumeric as _;
use super::{Bind, BindNullable, Encode, EncodeError, mismatch};
use crate::sql;

macro_rules! fits {
    ($rust:ty: $($marker:ident),+) => {$(
        impl BindNullable<sql::$marker> for $rust {}
        impl Bind<sql::$marker> for $rust {}
    )+};
}

/// A number fits every wider type that can hold all its values, so that `$count` may be an `i32` where PostgreSQL counts in `int8`.
macro_rules! number {
    ($rust:ty: $($marker:ident $ty:ident $put:ident $wire:ty),+) => {
        impl Encode for $rust {
            fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
                $(if *ty == Type::$ty {
                    out.$put(<$wire>::from(*self));
                    return Ok(IsNull::No);
                })+
                Err(mismatch::<$rust>(ty))
            }
        }

        fits!($rust: $($marker),+);
    };
}

number!(i8: Char CHAR put_i8 i8, Int2 INT2 put_i16 i16, Int4 INT4 put_i32 i32, Int8 INT8 put_i64 i64, Numeric NUMERIC put_numeric i128);
number!(i16: Int2 INT2 put_i16 i16, Int4 INT4 put_i32 i32, Int8 INT8 put_i64 i64, Numeric NUMERIC put_numeric i128, Float4 FLOAT4 put_f32 f32, Float8 FLOAT8 put_f64 f64);
number!(u16: Int4 INT4 put_i32 i32, Int8 INT8 put_i64 i64, Numeric NUMERIC put_numeric i128, Oid OID put_u32 u32, Float4 FLOAT4 put_f32 f32, Float8 FLOAT8 put_f64 f64);
number!(i32: Int4 INT4 put_i32 i32, Int8 INT8 put_i64 i64, Numeric NUMERIC put_numeric i128, Float8 FLOAT8 put_f64 f64);
number!(
    u32: Int8 INT8 put_i64 i64, Numeric NUMERIC put_numeric i128, Float8 FLOAT8 put_f64 f64, Oid OID put_u32 u32, Xid XID put_u32 u32, Cid CID put_u32 u32,
    Regclass REGCLASS put_u32 u32, Regcollation REGCOLLATION put_u32 u32, Regconfig REGCONFIG put_u32 u32, Regdictionary REGDICTIONARY put_u32 u32,
    Regnamespace REGNAMESPACE put_u32 u32, Regoper REGOPER put_u32 u32, Regoperator REGOPERATOR put_u32 u32, Regproc REGPROC put_u32 u32,
    Regprocedure REGPROCEDURE put_u32 u32, Regrole REGROLE put_u32 u32, Regtype REGTYPE put_u32 u32
);
number!(i64: Int8 INT8 put_i64 i64, Numeric NUMERIC put_numeric i128);
number!(u64: Xid8 XID8 put_u64 u64, Numeric NUMERIC put_numeric i128);
number!(i128: Numeric NUMERIC put_numeric i128);
number!(f32: Float4 FLOAT4 put_f32 f32, Float8 FLOAT8 put_f64 f64);
number!(f64: Float8 FLOAT8 put_f64 f64);
number!(bool: Bool BOOL put_u8 u8);

impl Encode for u8 {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
        i16::from(*self).encode(ty, out)
    }

    fn encode_bytea(values: &[u8], out: &mut BytesMut) -> Result<IsNull, EncodeError> {
        out.put_slice(values);
        Ok(IsNull::No)
    }
}

fits!(u8: Int2, Int4, Int8, Numeric);

impl Encode for str {
    fn encode(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
        if self.contains('\0') {
            return Err(
                "the text contains a NUL character (U+0000), which PostgreSQL cannot store".into(),
            );
        }
        out.put_slice(self.as_bytes());
        Ok(IsNull::No)
    }
}

fits!(str: Text, Varchar, Bpchar, Name, Refcursor);

impl Encode for String {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
        self.as_str().encode(ty, out)
    }
}

fits!(String: Text, Varchar, Bpchar, Name, Refcursor);

impl Encode for char {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
        self.encode_utf8(&mut [0; 4]).encode(ty, out)
    }
}

fits!(char: Text, Varchar, Bpchar);

impl Encode for uuid::Uuid {
    fn encode(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
        out.put_slice(self.as_bytes());
        Ok(IsNull::No)
    }
}

fits!(uuid::Uuid: Uuid);

impl Encode for IpAddr {
    fn encode(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
        let bits = if self.is_ipv4() { 32 } else { 128 };
        postgres_protocol::types::inet_to_sql(*self, bits, out);
        Ok(IsNull::No)
    }
}

fits!(IpAddr: Inet);

#[cfg(feature = "decimal")]
mod decimal {
    use super::{Bind, BindNullable, BytesMut, Encode, EncodeError, IsNull, Type, sql};
    use postgres_types::ToSql;

    impl Encode for rust_decimal::Decimal {
        fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
            self.to_sql(ty, out)
        }
    }

    fits!(rust_decimal::Decimal: Numeric);
}

#[cfg(feature = "json")]
mod json {
    use super::{Bind, BindNullable, BytesMut, Encode, EncodeError, IsNull, Type, sql};
    use crate::json::Json;
    use crate::json::write;

    impl Encode for serde_json::Value {
        fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
            write(self, ty, out)
        }
    }

    fits!(serde_json::Value: Json, Jsonb);

    impl<T: serde::Serialize + Sync> Encode for Json<T> {
        fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
            write(&self.0, ty, out)
        }
    }

    impl<T: serde::Serialize + Sync> BindNullable<sql::Json> for Json<T> {}
    impl<T: serde::Serialize + Sync> Bind<sql::Json> for Json<T> {}
    impl<T: serde::Serialize + Sync> BindNullable<sql::Jsonb> for Json<T> {}
    impl<T: serde::Serialize + Sync> Bind<sql::Jsonb> for Json<T> {}
}
