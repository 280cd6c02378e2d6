//! PostgreSQL's `jsonpath`.

use std::fmt;

use super::wire::{Wire, put_text, travels};
use crate::bind::EncodeError;
use crate::decode::{DecodeError, Reader};
use bytes::BytesMut;

/// A path into JSON, as text: `$.items[*] ? (@.price > 10)`. Whether it is one the server says when it is given; what is read is the
/// server's own spelling of it.
///
/// ```
/// use softdelete_runtime::JsonPath;
///
/// let path = JsonPath::from("$.items[*].price");
/// assert_eq!(path.as_str(), "$.items[*].price");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct JsonPath(String);

/// The version that the binary form begins with.
const VERSION: u8 = 1;

impl JsonPath {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for JsonPath {
    fn from(text: String) -> JsonPath {
        JsonPath(text)
    }
}

impl From<&str> for JsonPath {
    fn from(text: &str) -> JsonPath {
        JsonPath(text.to_owned())
    }
}

impl From<JsonPath> for String {
    fn from(path: JsonPath) -> String {
        path.0
    }
}

impl fmt::Display for JsonPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Wire for JsonPath {
    fn put(&self, out: &mut BytesMut) -> Result<(), EncodeError> {
        out.extend_from_slice(&[VERSION]);
        put_text(&self.0, out)
    }

    fn take(reader: &mut Reader<'_>) -> Result<JsonPath, DecodeError> {
        if reader.byte()? != VERSION {
            return Err("this version of jsonpath's binary form is unknown".into());
        }
        Ok(JsonPath(std::str::from_utf8(reader.rest())?.to_owned()))
    }
}

travels! {
    JsonPath as Jsonpath;
}
