//! Places in the source of a statement.

/// A half-open range of the source: bytes of SQL text, or numbers of Rust tokens.
///
/// The compiler never looks inside the source through a span; it only joins spans and hands them back, so each
/// front end may count in whatever unit it can map to what the user wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// Where the range begins.
    pub start: u32,
    /// Where it ends, exclusive.
    pub end: u32,
}

impl Span {
    /// The range from `start` up to `end`, exclusive.
    pub fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The smallest range that covers both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}
