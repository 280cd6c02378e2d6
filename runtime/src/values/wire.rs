//! How the values travel: each is written and read part by part.

use bytes::BytesMut;

use crate::bind::EncodeError;
use crate::decode::{DecodeError, Reader};

/// A value with one binary form, whichever of its SQL types it travels as.
pub(crate) trait Wire: Sized {
    /// Appends the binary form.
    fn put(&self, out: &mut BytesMut) -> Result<(), EncodeError>;

    /// What the value is as a text, if the server does not take its binary form.
    fn as_text(&self) -> Option<&'static str> {
        None
    }

    /// Reads it.
    fn take(reader: &mut Reader<'_>) -> Result<Self, DecodeError>;
}

/// Lets types travel as SQL types.
macro_rules! travels {
    ($($rust:ty as $($marker:ident),+;)+) => {$(
        impl $crate::bind::Encode for $rust {
            fn encode(
                &self,
                _: &postgres_types::Type,
                out: &mut bytes::BytesMut,
            ) -> Result<postgres_types::IsNull, $crate::bind::EncodeError> {
                $crate::values::wire::Wire::put(self, out)?;
                Ok(postgres_types::IsNull::No)
            }

            fn as_text(&self) -> Option<&'static str> {
                $crate::values::wire::Wire::as_text(self)
            }
        }

        $(
            impl $crate::bind::BindNullable<$crate::sql::$marker> for $rust {}
            impl $crate::bind::Bind<$crate::sql::$marker> for $rust {}

            impl $crate::decode::FromColumn<$crate::sql::$marker> for $rust {
                fn from_column(_: &postgres_types::Type, raw: &[u8]) -> Result<Self, $crate::decode::DecodeError> {
                    let mut reader = $crate::decode::Reader::new(raw);
                    let value = <$rust as $crate::values::wire::Wire>::take(&mut reader)?;
                    reader.end()?;
                    Ok(value)
                }
            }
        )+
    )+};
}

pub(super) use travels;

/// Appends a text that a zero byte ends.
pub(super) fn put_zero_ended(text: &str, out: &mut BytesMut) -> Result<(), EncodeError> {
    put_text(text, out)?;
    out.extend_from_slice(&[0]);
    Ok(())
}

/// Appends a text.
pub(super) fn put_text(text: &str, out: &mut BytesMut) -> Result<(), EncodeError> {
    if text.contains('\0') {
        return Err(
            "the text contains a NUL character (U+0000), which PostgreSQL cannot store".into(),
        );
    }
    out.extend_from_slice(text.as_bytes());
    Ok(())
}

/// A length in front of a list.
pub(super) fn put_count(count: usize, out: &mut BytesMut) -> Result<(), EncodeError> {
    let count = i32::try_from(count).map_err(|_| "the value is longer than PostgreSQL can hold")?;
    out.extend_from_slice(&count.to_be_bytes());
    Ok(())
}

/// Appends what `value` writes, with its length in front.
pub(super) fn put_with_length(
    out: &mut BytesMut,
    value: impl FnOnce(&mut BytesMut) -> Result<(), EncodeError>,
) -> Result<(), EncodeError> {
    let at = out.len();
    out.extend_from_slice(&[0; 4]);
    value(out)?;
    let length = i32::try_from(out.len() - at - 4)
        .map_err(|_| "the value is longer than PostgreSQL can hold")?;
    out[at..at + 4].copy_from_slice(&length.to_be_bytes());
    Ok(())
}
