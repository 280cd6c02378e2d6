//! PostgreSQL's `tsvector`.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use bytes::{BufMut, BytesMut};

use super::InvalidValue;
use super::text_scan::Scan;
use super::wire::{Wire, put_count, put_zero_ended, travels};
use crate::bind::EncodeError;
use crate::decode::{DecodeError, Reader};

/// The largest position that PostgreSQL keeps; what is beyond is kept as this.
const MAX_POSITION: u16 = 16_383;

/// How many positions of a lexeme it keeps at most.
const MAX_POSITIONS: usize = 255;

/// How much a place in a text weighs in a search; the usual one is `D`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Weight {
    /// The least.
    #[default]
    D,
    /// More.
    C,
    /// Still more.
    B,
    /// The most.
    A,
}

impl Weight {
    /// The number that PostgreSQL has for it.
    pub(super) fn number(self) -> u8 {
        match self {
            Weight::D => 0,
            Weight::C => 1,
            Weight::B => 2,
            Weight::A => 3,
        }
    }

    fn of_number(number: u16) -> Weight {
        match number & 3 {
            0 => Weight::D,
            1 => Weight::C,
            2 => Weight::B,
            _ => Weight::A,
        }
    }

    /// The weight that a letter stands for.
    pub(super) fn of_letter(letter: char) -> Option<Weight> {
        Some(match letter.to_ascii_uppercase() {
            'A' => Weight::A,
            'B' => Weight::B,
            'C' => Weight::C,
            'D' => Weight::D,
            _ => return None,
        })
    }

    fn letter(self) -> &'static str {
        match self {
            Weight::D => "",
            Weight::C => "C",
            Weight::B => "B",
            Weight::A => "A",
        }
    }
}

/// A text prepared for searches, `tsvector`: its lexemes, each once and in order, with the places where they stand.
///
/// ```
/// use softdelete_runtime::{TsVector, Weight};
///
/// let mut vector = TsVector::default();
/// vector.insert_at("rat", 2, Weight::A);
/// vector.insert("cat");
/// assert_eq!(vector.to_string(), "'cat' 'rat':2A");
/// assert_eq!("rat:2A cat".parse(), Ok(vector));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TsVector(BTreeMap<String, BTreeMap<u16, Weight>>);

impl TsVector {
    /// Adds a lexeme, without a place where it stands.
    pub fn insert(&mut self, lexeme: impl Into<String>) {
        self.0.entry(lexeme.into()).or_default();
    }

    /// Adds a place of a lexeme, counted from 1. As PostgreSQL does, a place beyond 16383 is taken as that, of one place the largest weight
    /// is kept, and of a lexeme the first 255 places.
    pub fn insert_at(&mut self, lexeme: impl Into<String>, position: u16, weight: Weight) {
        let places = self.0.entry(lexeme.into()).or_default();
        let known = places.entry(position.clamp(1, MAX_POSITION)).or_default();
        *known = weight.max(*known);
        if places.len() > MAX_POSITIONS {
            places.pop_last();
        }
    }

    /// The lexemes, in order.
    pub fn lexemes(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The places of a lexeme, in order; none of one that is not there.
    pub fn positions(&self, lexeme: &str) -> impl Iterator<Item = (u16, Weight)> + use<'_> {
        let places = self.0.get(lexeme).into_iter().flatten();
        places.map(|(position, weight)| (*position, *weight))
    }

    /// How many lexemes there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Writes a lexeme in quotes.
pub(super) fn print_lexeme(lexeme: &str, f: &mut impl fmt::Write) -> fmt::Result {
    f.write_char('\'')?;
    for it in lexeme.chars() {
        if matches!(it, '\'' | '\\') {
            f.write_char(it)?;
        }
        f.write_char(it)?;
    }
    f.write_char('\'')
}

/// Takes a lexeme, in quotes or up to what ends it, which may depend on whether it would be the first character.
pub(super) fn scan_lexeme(
    scan: &mut Scan<'_>,
    ends: fn(char, bool) -> bool,
) -> Result<String, InvalidValue> {
    let quoted = scan.skip("'");
    let mut lexeme = String::new();
    loop {
        match scan.peek() {
            Some('\\') => {
                scan.next();
                let next = scan.next();
                lexeme.push(next.ok_or_else(|| scan.wrong("nothing follows a backslash"))?);
            }
            Some('\'') if quoted => {
                scan.next();
                if scan.peek() != Some('\'') {
                    break;
                }
                scan.next();
                lexeme.push('\'');
            }
            None if quoted => return Err(scan.wrong("a quote is not closed")),
            None => break,
            Some(it) if !quoted && (it.is_ascii_whitespace() || ends(it, lexeme.is_empty())) => {
                break;
            }
            Some(it) => {
                scan.next();
                lexeme.push(it);
            }
        }
    }
    if lexeme.is_empty() {
        return Err(scan.wrong("a lexeme is missing"));
    }
    Ok(lexeme)
}

impl fmt::Display for TsVector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (lexeme, places)) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            print_lexeme(lexeme, f)?;
            for (index, (position, weight)) in places.iter().enumerate() {
                let between = if index == 0 { ':' } else { ',' };
                write!(f, "{between}{position}{}", weight.letter())?;
            }
        }
        Ok(())
    }
}

impl FromStr for TsVector {
    type Err = InvalidValue;

    /// Reads PostgreSQL's form. It takes lexemes as they are; `to_tsvector` makes them of words.
    fn from_str(text: &str) -> Result<TsVector, InvalidValue> {
        let mut scan = Scan::new(text, "tsvector");
        let mut vector = TsVector::default();
        scan.skip_spaces();
        while scan.peek().is_some() {
            let lexeme = scan_lexeme(&mut scan, |it, first| it == ':' && !first)?;
            if scan.peek() == Some(':') {
                scan.next();
                loop {
                    let position: u64 = scan.digits()?;
                    if position == 0 {
                        return Err(scan.wrong("places are counted from 1"));
                    }
                    let weight = scan.peek().and_then(Weight::of_letter);
                    if weight.is_some() {
                        scan.next();
                    }
                    let position = u16::try_from(position).unwrap_or(MAX_POSITION);
                    vector.insert_at(lexeme.as_str(), position, weight.unwrap_or_default());
                    if scan.peek() != Some(',') {
                        break;
                    }
                    scan.next();
                }
            }
            vector.insert(lexeme);
            scan.skip_spaces();
        }
        Ok(vector)
    }
}

impl Wire for TsVector {
    fn put(&self, out: &mut BytesMut) -> Result<(), EncodeError> {
        put_count(self.0.len(), out)?;
        for (lexeme, places) in &self.0 {
            put_zero_ended(lexeme, out)?;
            out.put_u16(u16::try_from(places.len())?);
            for (position, weight) in places {
                out.put_u16(u16::from(weight.number()) << 14 | position);
            }
        }
        Ok(())
    }

    fn take(reader: &mut Reader<'_>) -> Result<TsVector, DecodeError> {
        let mut vector = TsVector::default();
        for _ in 0..reader.count()? {
            let places = vector.0.entry(reader.zero_ended()?.to_owned()).or_default();
            for _ in 0..u16::from_be_bytes(reader.bytes()?) {
                let place = u16::from_be_bytes(reader.bytes()?);
                places.insert(place & 0x3fff, Weight::of_number(place >> 14));
            }
        }
        Ok(vector)
    }
}

travels! {
    TsVector as Tsvector;
}
