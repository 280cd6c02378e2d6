//! PostgreSQL's `xml`.

use std::fmt;

use bytes::BytesMut;

use super::wire::{Wire, put_text, travels};
use crate::bind::EncodeError;
use crate::decode::{DecodeError, Reader};

/// XML as text: a document, or a piece of one. Whether it is well-formed the server says when it is given.
///
/// The encoding that an XML declaration names is left out when it is sent, as the text travels in UTF-8 whatever it says.
///
/// ```
/// use softdelete_runtime::Xml;
///
/// let xml = Xml::from("<a>1</a>");
/// assert_eq!(xml.to_string(), "<a>1</a>");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Xml(String);

impl Xml {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Xml {
    fn from(text: String) -> Xml {
        Xml(text)
    }
}

impl From<&str> for Xml {
    fn from(text: &str) -> Xml {
        Xml(text.to_owned())
    }
}

impl From<Xml> for String {
    fn from(xml: Xml) -> String {
        xml.0
    }
}

impl fmt::Display for Xml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Wire for Xml {
    fn put(&self, out: &mut BytesMut) -> Result<(), EncodeError> {
        match encoding(&self.0) {
            Some((from, to)) => {
                put_text(&self.0[..from], out)?;
                put_text(&self.0[to..], out)
            }
            None => put_text(&self.0, out),
        }
    }

    fn take(reader: &mut Reader<'_>) -> Result<Xml, DecodeError> {
        Ok(Xml(std::str::from_utf8(reader.rest())?.to_owned()))
    }
}

travels! {
    Xml as Xml;
}

/// Where ` encoding="…"` stands in the XML declaration, by which the server would read the text as of another encoding.
fn encoding(text: &str) -> Option<(usize, usize)> {
    let declaration = text.strip_prefix("<?xml")?;
    let declaration = &text[..5 + declaration.find("?>")?];
    let word = declaration.find("encoding")?;
    let from = declaration[..word].trim_end().len();
    let after = declaration[word + "encoding".len()..].trim_start();
    let value = after.strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|it| matches!(it, '"' | '\''))?;
    let rest = &value[1..];
    let end = rest.find(quote)?;
    Some((from, declaration.len() - (rest.len() - end - 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn sent(text: &str) -> String {
        let mut out = BytesMut::new();
        Xml::from(text).put(&mut out).unwrap();
        String::from_utf8(out.to_vec()).unwrap()
    }

    #[test]
    fn an_encoding_is_left_out() {
        assert_eq!(
            sent(r#"<?xml version="1.0" encoding="LATIN1" standalone="yes"?><a>é</a>"#),
            r#"<?xml version="1.0" standalone="yes"?><a>é</a>"#
        );
        assert_eq!(
            sent("<?xml version='1.0'  encoding = 'x'?><a/>"),
            "<?xml version='1.0'?><a/>"
        );
        for whole in [
            "<a encoding=\"x\"/>",
            "<?xml version='1.0'?><encoding/>",
            "<?xml",
            "",
        ] {
            assert_eq!(sent(whole), whole);
        }
    }
}
