//! Rust types that stand for a base type which PostgreSQL did not ship with. They travel as text: the binary form is known to the type's
//! own functions alone, and a number that names the type differs between databases.

use std::fmt::Display;
use std::str::FromStr;

use bytes::BytesMut;
use postgres_types::{IsNull, Type};

use crate::bind::{Encode, EncodeError};
use crate::decode::DecodeError;

/// A value that travels as text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no text form, as which values of a base type travel",
    label = "it does not implement both `Display` and `FromStr`",
    note = "implement `std::fmt::Display` and `std::str::FromStr` as PostgreSQL reads and prints the type, with an error that becomes a \
            `Box<dyn Error + Send + Sync>`; a newtype over `String` needs neither"
)]
pub trait ByText: Sized {
    /// Appends what the value prints.
    ///
    /// # Errors
    /// When PostgreSQL cannot store that text.
    fn encode_text(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError>;

    /// Reads a value from what PostgreSQL prints.
    ///
    /// # Errors
    /// When the type does not read it.
    fn decode_text(raw: &[u8]) -> Result<Self, DecodeError>;
}

#[diagnostic::do_not_recommend]
impl<T: Display + FromStr<Err: Into<DecodeError>>> ByText for T {
    fn encode_text(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
        self.to_string().encode(ty, out)
    }

    fn decode_text(raw: &[u8]) -> Result<Self, DecodeError> {
        std::str::from_utf8(raw)?.parse().map_err(Into::into)
    }
}

/// A base type is given and read as text.
#[doc(hidden)]
#[macro_export]
macro_rules! __declare_by_text {
    ($base:ident) => {
        const _: () = {
            use $crate::__private::{
                Bind, BindNullable, ByText, BytesMut, DeclaredType, DecodeError, Encode,
                EncodeError, FromColumn, IsNull, Type, core, sql,
            };

            impl DeclaredType for $base {
                type Marker = sql::Text;
            }

            impl Encode for $base {
                fn encode(
                    &self,
                    ty: &Type,
                    out: &mut BytesMut,
                ) -> core::result::Result<IsNull, EncodeError> {
                    <$base as ByText>::encode_text(self, ty, out)
                }
            }

            impl BindNullable<sql::Text> for $base {}
            impl Bind<sql::Text> for $base {}

            impl FromColumn<sql::Text> for $base {
                fn from_column(
                    _: &Type,
                    raw: &[core::primitive::u8],
                ) -> core::result::Result<Self, DecodeError> {
                    <$base as ByText>::decode_text(raw)
                }
            }
        };
    };
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use bytes::BytesMut;
    use postgres_types::Type;

    use super::ByText;

    #[test]
    fn what_is_written_is_read() {
        let mut raw = BytesMut::new();
        Ipv4Addr::LOCALHOST
            .encode_text(&Type::TEXT, &mut raw)
            .expect("it has a text");
        assert_eq!(&raw[..], b"127.0.0.1");
        assert_eq!(
            Ipv4Addr::decode_text(&raw).expect("it is its own text"),
            Ipv4Addr::LOCALHOST
        );
        assert!(Ipv4Addr::decode_text(b"::1").is_err() && Ipv4Addr::decode_text(b"\xff").is_err());
    }
}
