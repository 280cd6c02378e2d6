//! Keys, and who has them.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;

use zeroize::Zeroizing;

use super::cipher::{self, KEY};
use crate::error::{Error, Kind, Result, Sealing};

/// The key that the content of one subject is sealed with: 256 bits, overwritten when it is dropped. Its `Debug` form shows nothing of it.
#[derive(Clone)]
pub struct DataKey(Zeroizing<[u8; KEY]>);

impl DataKey {
    /// A key of these bytes, which a [`KeyProvider`] has unwrapped. They are copied: the caller's own copy is the caller's to overwrite.
    pub fn new(bytes: &[u8; KEY]) -> DataKey {
        DataKey(Zeroizing::new(*bytes))
    }

    /// The bytes, to be wrapped.
    pub fn expose(&self) -> &[u8; KEY] {
        &self.0
    }

    pub(super) fn random() -> Result<DataKey> {
        let mut bytes = Zeroizing::new([0; KEY]);
        cipher::fill(&mut *bytes)?;
        Ok(DataKey(bytes))
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey")
    }
}

/// Has master keys, or reaches a service that has them, and wraps data keys with them. Each master key has an id, which is stored beside what it
/// wrapped.
///
/// `context` must be authenticated along with the wrapped key (as additional data, or the encryption context of a service), so that a wrapped key put
/// in another's place does not unwrap. It is not secret, and always the same for the same data key.
///
/// [`StaticKeys`](crate::sealed::StaticKeys) is one for keys that the program itself is given.
pub trait KeyProvider: Sync {
    /// The id of the master key that wraps new data keys.
    fn current(&self) -> impl Future<Output = Result<String, KeyError>> + Send;

    /// Wraps a data key with the master key of this id.
    fn wrap(
        &self,
        master: &str,
        key: &DataKey,
        context: &[u8],
    ) -> impl Future<Output = Result<Vec<u8>, KeyError>> + Send;

    /// Unwraps what [`KeyProvider::wrap`] has made.
    fn unwrap(
        &self,
        master: &str,
        wrapped: &[u8],
        context: &[u8],
    ) -> impl Future<Output = Result<DataKey, KeyError>> + Send;
}

impl<K: KeyProvider + ?Sized> KeyProvider for &K {
    fn current(&self) -> impl Future<Output = Result<String, KeyError>> + Send {
        (**self).current()
    }

    fn wrap(
        &self,
        master: &str,
        key: &DataKey,
        context: &[u8],
    ) -> impl Future<Output = Result<Vec<u8>, KeyError>> + Send {
        (**self).wrap(master, key, context)
    }

    fn unwrap(
        &self,
        master: &str,
        wrapped: &[u8],
        context: &[u8],
    ) -> impl Future<Output = Result<DataKey, KeyError>> + Send {
        (**self).unwrap(master, wrapped, context)
    }
}

/// Why a [`KeyProvider`] could not do its part.
#[derive(Debug)]
#[non_exhaustive]
pub enum KeyError {
    /// It has no master key of this id.
    Unknown,
    /// The wrapped key is not what this master key has wrapped in this context: it was changed, or the master key is another one of the same id.
    Rejected,
    /// Anything else: the service could not be reached, or does not allow it.
    Other(Box<dyn StdError + Send + Sync>),
}

impl KeyError {
    /// The same as this crate's error.
    pub(super) fn about(self, master: &str) -> Error {
        match self {
            KeyError::Unknown => Error::because(
                Kind::Sealing(Sealing::UnknownMaster),
                format!("its id is `{master}`"),
            ),
            KeyError::Rejected => Error::because(
                Kind::Sealing(Sealing::Tampered),
                format!("the data key does not unwrap with master key `{master}`"),
            ),
            KeyError::Other(why) => Error::because(Kind::Sealing(Sealing::Provider), why),
        }
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeyError::Unknown => f.write_str("there is no master key of this id"),
            KeyError::Rejected => f.write_str("the wrapped key is not what the master key wrapped"),
            KeyError::Other(why) => why.fmt(f),
        }
    }
}

impl StdError for KeyError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            KeyError::Unknown | KeyError::Rejected => None,
            KeyError::Other(why) => Some(&**why),
        }
    }
}

impl From<Box<dyn StdError + Send + Sync>> for KeyError {
    fn from(why: Box<dyn StdError + Send + Sync>) -> KeyError {
        KeyError::Other(why)
    }
}
