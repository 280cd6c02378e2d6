//! Optional parts of a statement: which of its texts an execution sends.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::statement::Statement;

/// A part of a text that is there only if an arm of a choice is taken. Parts do not overlap, and stand in the order of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The number of the choice.
    pub choice: usize,
    /// The number of the arm.
    pub arm: usize,
}

/// Which arms of a statement's choices are taken, as one number; 0 for a statement without choices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Shape(u64);

impl Shape {
    /// That of a statement without choices.
    pub(crate) const NONE: Shape = Shape(0);

    /// The shape for the outcome of each choice. The number of the last arm, one more where none may be taken, is below that of the
    /// outcomes, and the macro has seen to it that a `u64` counts all shapes.
    pub(crate) fn of(choices: &[usize], taken: &[usize]) -> Shape {
        let outcomes = choices.iter().zip(taken);
        Shape(outcomes.fold(0, |shape, (outcomes, taken)| {
            shape * *outcomes as u64 + *taken as u64
        }))
    }

    /// All shapes that a statement has.
    pub(crate) fn all(choices: &[usize]) -> impl Iterator<Item = Shape> + use<> {
        (0..choices.iter().map(|outcomes| *outcomes as u64).product()).map(Shape)
    }

    /// The outcome of each choice.
    fn taken(self, choices: &[usize]) -> Vec<usize> {
        let mut rest = self.0;
        let mut taken = vec![0; choices.len()];
        for (taken, outcomes) in taken.iter_mut().zip(choices).rev() {
            let outcomes = *outcomes as u64;
            *taken = usize::try_from(rest % outcomes).unwrap_or_default();
            rest /= outcomes;
        }
        taken
    }

    /// What of a text is sent. Only a statement with choices needs memory for it, once a shape on connections that prepare.
    pub(crate) fn text(
        self,
        statement: &Statement,
        sql: &'static str,
        regions: &[Region],
    ) -> Cow<'static, str> {
        if regions.is_empty() {
            return Cow::Borrowed(sql);
        }
        let taken = self.taken(statement.choices);
        let mut text = String::with_capacity(sql.len());
        let mut at = 0;
        for region in regions {
            text.push_str(&sql[at..region.start]);
            if taken.get(region.choice) == Some(&region.arm) {
                text.push_str(&sql[region.start..region.end]);
            }
            at = region.end;
        }
        text.push_str(&sql[at..]);
        Cow::Owned(text)
    }
}

/// The texts of statements with optional parts that somebody asked for, by the statement's address.
static KEPT: Mutex<BTreeMap<(usize, Shape), &'static str>> = Mutex::new(BTreeMap::new());

impl Shape {
    /// The text that is sent, for as long as the program runs: that of a shape is made once. There are as many as shapes, which is why they
    /// may be kept.
    pub(crate) fn kept_text(self, statement: &'static Statement) -> &'static str {
        if statement.regions.is_empty() {
            return statement.sql;
        }
        let key = (std::ptr::from_ref(statement).addr(), self);
        // A panic cannot leave the map half changed.
        let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
        kept.entry(key).or_insert_with(|| {
            let text = self.text(statement, statement.sql, statement.regions);
            text.into_owned().leak()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_is_the_outcomes() {
        let choices = [2, 3, 1, 4];
        let mut seen = Vec::new();
        for shape in Shape::all(&choices) {
            let taken = shape.taken(&choices);
            assert_eq!(Shape::of(&choices, &taken), shape);
            seen.push(taken);
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 24);
        assert_eq!(Shape::all(&[]).count(), 1);
    }
}
