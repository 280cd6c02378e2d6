//! Master keys that the program is given.

use std::fmt;

use zeroize::Zeroizing;

use super::cipher::{self, KEY, Rejected};
use super::keys::{DataKey, KeyError, KeyProvider};

/// Master keys in memory: for tests, and for programs that are given their keys (by a file that only they may read, a secret of the
/// orchestrator). They are overwritten when this is dropped, and the `Debug` form shows their ids alone.
///
/// ```
/// use softdelete_runtime::sealed::StaticKeys;
///
/// // The first key wraps; the others only unwrap, until `rotate` has been run.
/// let keys = StaticKeys::new("2026", &[1; 32]).and("2025", &[2; 32]);
/// assert_eq!(format!("{keys:?}"), r#"StaticKeys(["2026", "2025"])"#);
/// ```
#[derive(Clone)]
pub struct StaticKeys {
    /// The current one first.
    keys: Vec<(String, Zeroizing<[u8; KEY]>)>,
}

impl StaticKeys {
    /// One key, which wraps all new data keys. A key is 256 random bits, not a password.
    pub fn new(id: impl Into<String>, key: &[u8; KEY]) -> StaticKeys {
        StaticKeys { keys: Vec::new() }.and(id, key)
    }

    /// Another key, for what it has wrapped. If there is one of the same id, it is replaced.
    #[must_use]
    pub fn and(mut self, id: impl Into<String>, key: &[u8; KEY]) -> StaticKeys {
        let (id, key) = (id.into(), Zeroizing::new(*key));
        match self.keys.iter_mut().find(|(known, _)| *known == id) {
            Some((_, known)) => *known = key,
            None => self.keys.push((id, key)),
        }
        self
    }

    fn key(&self, id: &str) -> Result<&[u8; KEY], KeyError> {
        let known = self.keys.iter().find(|(known, _)| known == id);
        known.map(|(_, key)| &**key).ok_or(KeyError::Unknown)
    }
}

impl KeyProvider for StaticKeys {
    async fn current(&self) -> Result<String, KeyError> {
        let first = self.keys.first();
        first.map(|(id, _)| id.clone()).ok_or(KeyError::Unknown)
    }

    async fn wrap(&self, master: &str, key: &DataKey, context: &[u8]) -> Result<Vec<u8>, KeyError> {
        cipher::seal(self.key(master)?, context, key.expose())
            .map_err(|why| KeyError::Other(why.into()))
    }

    async fn unwrap(
        &self,
        master: &str,
        wrapped: &[u8],
        context: &[u8],
    ) -> Result<DataKey, KeyError> {
        let plain = cipher::open(self.key(master)?, context, wrapped)
            .map_err(|Rejected| KeyError::Rejected)?;
        let bytes = plain.first_chunk().filter(|_| plain.len() == KEY);
        bytes.map(DataKey::new).ok_or(KeyError::Rejected)
    }
}

impl fmt::Debug for StaticKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<&str> = self.keys.iter().map(|(id, _)| &**id).collect();
        f.debug_tuple("StaticKeys").field(&ids).finish()
    }
}
