//! `json` and `jsonb`.

use std::ops::{Deref, DerefMut};

use bytes::{BufMut, BytesMut};
use postgres_types::{IsNull, Type};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::bind::EncodeError;

/// A value stored as JSON: `Json<T>` is a column's Rust type where `T` is serialised with serde.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Json<T>(pub T);

impl<T> Json<T> {
    /// The value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Json<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Json<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T> From<T> for Json<T> {
    fn from(value: T) -> Json<T> {
        Json(value)
    }
}

// As the value itself, also within other JSON. Written out, because serde's derive would cost every user of this crate its build.
impl<T: Serialize> Serialize for Json<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Json<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Json)
    }
}

/// Writes a value as `json` or `jsonb`; the latter's binary form begins with its version, 1.
pub(crate) fn write<T: Serialize + ?Sized>(
    value: &T,
    ty: &Type,
    out: &mut BytesMut,
) -> Result<IsNull, EncodeError> {
    if *ty == Type::JSONB {
        out.put_u8(1);
    }
    serde_json::to_writer(out.writer(), value)?;
    Ok(IsNull::No)
}

/// Reads what [`write`] writes.
pub(crate) fn read<T: serde::de::DeserializeOwned>(
    ty: &Type,
    raw: &[u8],
) -> Result<T, crate::decode::DecodeError> {
    let ((false, text) | (true, [1, text @ ..])) = (*ty == Type::JSONB, raw) else {
        return Err("this version of jsonb's binary form is unknown".into());
    };
    // serde's own message may quote the value.
    serde_json::from_slice(text).map_err(|error| {
        format!(
            "{:?} error in the JSON at line {} column {}",
            error.classify(),
            error.line(),
            error.column()
        )
        .into()
    })
}
