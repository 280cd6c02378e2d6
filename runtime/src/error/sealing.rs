//! What can go wrong with sealed content.

use super::{Error, Kind};

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sealing {
    /// What is stored does not open with the key it is said to.
    Tampered,
    /// The provider does not have a master key.
    UnknownMaster,
    /// The provider could not do its part.
    Provider,
    /// The operating system gave no random bytes.
    Random,
    /// The content is too long to be sealed.
    TooLong,
    /// The subject's key came to be another one each time.
    Contended,
}

impl Sealing {
    pub(super) fn message(self) -> &'static str {
        match self {
            Sealing::Tampered => {
                "sealed content, or the key that it was sealed with, does not open: it was changed, is in another's place, or the master key is another one"
            }
            Sealing::UnknownMaster => "the key provider does not have a master key",
            Sealing::Provider => "the key provider could not do its part",
            Sealing::Random => "the operating system gave no random bytes for a key",
            Sealing::TooLong => "the content is too long to be sealed",
            Sealing::Contended => {
                "the keys of subjects were made or destroyed by others each time that content was to be sealed; nothing was changed"
            }
        }
    }

    pub(super) fn hint(self) -> Option<&'static str> {
        match self {
            Sealing::Tampered => Some(
                "compare the row with a backup, and the provider's keys with those that were used then",
            ),
            Sealing::UnknownMaster => Some(
                "give the provider that key too, until `rotate` has wrapped all data keys anew",
            ),
            Sealing::Provider | Sealing::Random | Sealing::TooLong => None,
            Sealing::Contended => Some("try again"),
        }
    }
}

impl Error {
    /// Sealed content, or the key that it was sealed with, does not open: it was changed, is in another's place, or the provider's master key of
    /// that id is another one than was used.
    pub fn is_tampered(&self) -> bool {
        *self.kind() == Kind::Sealing(Sealing::Tampered)
    }

    /// A [`KeyProvider`](crate::sealed::KeyProvider) has no master key of the id, or could not do its part; [`source`](std::error::Error::source) says more.
    pub fn is_key_unavailable(&self) -> bool {
        matches!(
            self.kind(),
            Kind::Sealing(Sealing::UnknownMaster | Sealing::Provider)
        )
    }
}
