//! JSON as the text that PostgreSQL writes.

use std::fmt;

/// JSON as PostgreSQL writes it, such as the key of a row whose table is known at run time only: `{"id": 1}`. With the cargo feature `json` it is read by
/// `JsonText::parse`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct JsonText(String);

impl JsonText {
    pub(crate) fn new(text: String) -> JsonText {
        JsonText(text)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value, as any type that serde reads: `serde_json::Value`, or a struct with a field for each column of the key.
    ///
    /// # Errors
    /// When the text is not of that type ([`Error::is_invalid_value`](crate::Error::is_invalid_value)).
    #[cfg(feature = "json")]
    pub fn parse<T: serde::de::DeserializeOwned>(&self) -> crate::Result<T> {
        parse(&self.0)
    }
}

/// Reads JSON as a type.
#[cfg(feature = "json")]
pub(crate) fn parse<T: serde::de::DeserializeOwned>(text: &str) -> crate::Result<T> {
    serde_json::from_str(text).map_err(|error| {
        // serde's own message may quote the value.
        let cause = format!("{:?} error in the JSON", error.classify());
        let rust = std::any::type_name::<T>();
        crate::Error::column_value("json", rust, &postgres_types::Type::JSONB, cause.into())
    })
}

impl AsRef<str> for JsonText {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for JsonText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for JsonText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
