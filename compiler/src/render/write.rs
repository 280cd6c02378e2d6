//! The text being written.

use super::RenderOptions;

/// The text so far.
pub(super) struct Writer<'a> {
    pub(super) out: String,
    pub(super) options: &'a RenderOptions,
    /// The parts that may drop out.
    pub(super) regions: Vec<super::Region>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(options: &'a RenderOptions) -> Self {
        Self {
            out: String::with_capacity(256),
            options,
            regions: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// Removes the space that the first part since `start` wrote before itself.
    pub(super) fn trim_start(&mut self, start: usize) {
        if !self.out[start..].starts_with(' ') {
            return;
        }
        self.out.remove(start);
        // The parts that may drop out move along.
        for region in self.regions.iter_mut().rev() {
            if region.end <= start {
                break;
            }
            region.end -= 1;
            if region.start > start {
                region.start -= 1;
            }
        }
    }

    /// Writes the items with a comma between two.
    pub(super) fn list<T>(&mut self, items: &[T], mut one: impl FnMut(&mut Self, &T)) {
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            one(self, item);
        }
    }

    /// Writes `(a, b)`.
    pub(super) fn paren_list<T>(&mut self, items: &[T], one: impl FnMut(&mut Self, &T)) {
        self.push("(");
        self.list(items, one);
        self.push(")");
    }

    /// Writes a string constant. Backslashes get the form that means the same whatever
    /// `standard_conforming_strings` says.
    pub(super) fn string(&mut self, text: &str) {
        let escapes = text.contains('\\');
        self.push(if escapes { "E'" } else { "'" });
        for c in text.chars() {
            if c == '\'' || (c == '\\' && escapes) {
                self.out.push(c);
            }
            self.out.push(c);
        }
        self.push("'");
    }

    pub(super) fn number(&mut self, number: impl std::fmt::Display) {
        self.push(&number.to_string());
    }
}
