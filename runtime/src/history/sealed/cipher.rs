//! AES-256-GCM (NIST SP 800-38D), and the form in which what it seals is stored.
//!
//! One byte says the form, then come the nonce of 12 bytes, the sealed bytes, and the tag of 16. A nonce is random: of one key that is safe for
//! some 2³² texts, and a data key seals those of one subject only.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use zeroize::Zeroizing;

use crate::error::{Error, Kind, Result, Sealing};

/// How long a key is.
pub(super) const KEY: usize = 32;

const NONCE: usize = 12;

/// What the first byte says.
const FORM: u8 = 1;

/// What does not open: it was changed, is in another's place, or was sealed with another key.
#[derive(Debug)]
pub(super) struct Rejected;

/// Seals `plain`, and binds `bound` to it.
pub(super) fn seal(key: &[u8; KEY], bound: &[u8], plain: &[u8]) -> Result<Vec<u8>> {
    let mut nonce = [0; NONCE];
    fill(&mut nonce)?;
    let cipher = Aes256Gcm::new(key.into());
    let sealed = cipher
        .encrypt(
            &Nonce::from(nonce),
            Payload {
                msg: plain,
                aad: bound,
            },
        )
        // It refuses nothing but texts of more than 64 GiB, which PostgreSQL could not store either.
        .map_err(|_| Error::new(Kind::Sealing(Sealing::TooLong)))?;
    let mut stored = Vec::with_capacity(1 + NONCE + sealed.len());
    stored.push(FORM);
    stored.extend_from_slice(&nonce);
    stored.extend_from_slice(&sealed);
    Ok(stored)
}

/// Opens what was sealed with the same key and the same `bound`.
pub(super) fn open(
    key: &[u8; KEY],
    bound: &[u8],
    stored: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Rejected> {
    let (&FORM, rest) = stored.split_first().ok_or(Rejected)? else {
        return Err(Rejected);
    };
    let (nonce, sealed) = rest.split_first_chunk::<NONCE>().ok_or(Rejected)?;
    let cipher = Aes256Gcm::new(key.into());
    cipher
        .decrypt(
            &Nonce::from(*nonce),
            Payload {
                msg: sealed,
                aad: bound,
            },
        )
        .map(Zeroizing::new)
        .map_err(|_| Rejected)
}

/// Fills with bytes of the operating system's generator.
pub(super) fn fill(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes)
        .map_err(|why| Error::because(Kind::Sealing(Sealing::Random), why.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const A_KEY: [u8; KEY] = [7; KEY];

    #[test]
    fn what_was_sealed_opens_and_nothing_else_does() {
        let stored = seal(&A_KEY, b"row 1", b"content").unwrap();
        assert_eq!(&**open(&A_KEY, b"row 1", &stored).unwrap(), b"content");
        open(&[8; KEY], b"row 1", &stored).unwrap_err();
        open(&A_KEY, b"row 2", &stored).unwrap_err();
        for at in 0..stored.len() {
            let mut changed = stored.clone();
            changed[at] ^= 1;
            open(&A_KEY, b"row 1", &changed).unwrap_err();
            open(&A_KEY, b"row 1", &stored[..at]).unwrap_err();
        }
    }

    #[test]
    fn the_same_text_is_sealed_differently_each_time() {
        let one = seal(&A_KEY, b"", b"content").unwrap();
        assert_ne!(one, seal(&A_KEY, b"", b"content").unwrap());
    }

    /// What is stored must open for as long as it is stored, whatever becomes of this crate.
    #[test]
    fn the_form_stays() {
        // Test case 16 of the specification of GCM: key, nonce, text and data that go with a tag.
        let key = hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
        let bound = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        let stored = hex(concat!(
            "01",
            "cafebabefacedbaddecaf888",
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
            "76fc6ece0f4e1768cddf8853bb2d551b",
        ));
        let plain = hex(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        );
        let key: [u8; KEY] = key.try_into().unwrap();
        assert_eq!(**open(&key, &bound, &stored).unwrap(), plain);
    }

    fn hex(digits: &str) -> Vec<u8> {
        (0..digits.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
            .collect()
    }
}
