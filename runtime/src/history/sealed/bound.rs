//! What sealed bytes are bound to: they open only with the same, so that nothing stored can be put in another's place.

use uuid::Uuid;

/// A record of history, as far as its content is bound to it.
pub(super) struct Bound<'a> {
    pub(super) history: i64,
    pub(super) operation: Uuid,
    pub(super) action: &'a str,
    pub(super) schema: Option<&'a str>,
    pub(super) table: &'a str,
    /// The row's key, as PostgreSQL writes `jsonb`.
    pub(super) row: &'a str,
    /// The id of the data key.
    pub(super) key: Uuid,
}

impl Bound<'_> {
    /// All of it, each part with its length, so that no two are written the same.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::from(*b"softdelete content 1");
        out.extend_from_slice(&self.history.to_be_bytes());
        out.extend_from_slice(self.operation.as_bytes());
        out.extend_from_slice(self.key.as_bytes());
        out.push(u8::from(self.schema.is_some()));
        for part in [
            self.action,
            self.schema.unwrap_or_default(),
            self.table,
            self.row,
        ] {
            text(&mut out, part);
        }
        out
    }
}

/// What a wrapped data key is bound to. `subject` is as PostgreSQL writes `jsonb`.
pub(super) fn data_key(id: Uuid, subject: &str) -> Vec<u8> {
    let mut out = Vec::from(*b"softdelete data key 1");
    out.extend_from_slice(id.as_bytes());
    text(&mut out, subject);
    out
}

fn text(out: &mut Vec<u8>, part: &str) {
    out.extend_from_slice(&(part.len() as u64).to_be_bytes());
    out.extend_from_slice(part.as_bytes());
}
