//! Effects in words, one by one and as a tree.

use std::fmt;

use super::Counted;
use crate::statement::{Action, Effect};

/// `3 rows of orders deleted`.
pub(crate) fn phrase(f: &mut fmt::Formatter<'_>, effect: &Effect, rows: u64) -> fmt::Result {
    let noun = if rows == 1 { "row" } else { "rows" };
    write!(f, "{rows} {noun} of ")?;
    if let Some(schema) = effect.schema {
        write!(f, "{schema}.")?;
    }
    write!(f, "{} ", effect.table)?;
    let columns = effect.columns.join(", ");
    if effect.action.forbids() {
        f.write_str(if rows == 1 {
            "forbids it ("
        } else {
            "forbid it ("
        })?;
    }
    match effect.action {
        Action::Delete => f.write_str("deleted"),
        Action::Restore => f.write_str("restored"),
        Action::RestoreParent => f.write_str("restored as what others refer to"),
        Action::Unlink => write!(f, "unlinked ({columns} set to NULL)"),
        Action::Relink => write!(f, "linked again ({columns})"),
        Action::Erase => f.write_str("erased"),
        Action::Remove => f.write_str("removed for good"),
        Action::Named => f.write_str("named"),
        Action::Restrict => f.write_str("restrict)"),
        Action::ParentDeleted if columns.is_empty() => {
            f.write_str("what is referred to is deleted)")
        }
        Action::ParentDeleted => match effect.parent {
            Some(parent) => write!(f, "{columns} refers to a deleted row of {parent})"),
            None => write!(f, "what {columns} refers to is deleted)"),
        },
        Action::Conflict if columns.is_empty() => f.write_str("an active row has the same key)"),
        Action::Conflict => write!(f, "an active row has the same {columns})"),
        Action::Held => f.write_str("on hold)"),
        Action::Referenced => f.write_str("what would be removed is still referred to)"),
    }
}

/// A line for each effect that concerns rows, below that of the effect that it follows from. The first effect, which is what the statement is
/// about, has its line in any case.
pub(crate) fn tree(f: &mut fmt::Formatter<'_>, counted: &[Counted]) -> fmt::Result {
    let tree = Tree::new(counted);
    let roots = tree.below(None);
    for (position, root) in roots.iter().enumerate() {
        if position > 0 {
            writeln!(f)?;
        }
        tree.write(f, *root, "")?;
    }
    Ok(())
}

struct Tree<'a> {
    counted: &'a [Counted],
    shown: Vec<bool>,
}

impl<'a> Tree<'a> {
    fn new(counted: &'a [Counted]) -> Tree<'a> {
        let mut tree = Tree {
            counted,
            shown: vec![false; counted.len()],
        };
        for index in 0..counted.len() {
            if index == 0 || tree.is_worth_a_line(index) {
                tree.show(index);
            }
        }
        tree
    }

    fn is_worth_a_line(&self, index: usize) -> bool {
        let Counted { effect, rows } = &self.counted[index];
        *rows > 0 && effect.action != Action::Named
    }

    /// Shows an effect and all that it follows from, which may have concerned no row themselves: rows of a cycle are counted below one another.
    fn show(&mut self, index: usize) {
        let mut next = Some(index);
        while let Some(index) = next {
            self.shown[index] = true;
            next = self.cause(index);
        }
    }

    /// An effect follows only from an earlier one, so that the tree ends.
    fn cause(&self, index: usize) -> Option<usize> {
        self.counted[index]
            .effect
            .cause
            .filter(|cause| *cause < index)
    }

    fn below(&self, cause: Option<usize>) -> Vec<usize> {
        (0..self.counted.len())
            .filter(|index| self.shown[*index] && self.cause(*index) == cause)
            .collect()
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, index: usize, indent: &str) -> fmt::Result {
        write!(f, "{}", self.counted[index])?;
        let below = self.below(Some(index));
        for (position, next) in below.iter().enumerate() {
            let (branch, rest) = if position + 1 == below.len() {
                ("└─ ", "   ")
            } else {
                ("├─ ", "│  ")
            };
            write!(f, "\n{indent}{branch}")?;
            self.write(f, *next, &format!("{indent}{rest}"))?;
        }
        Ok(())
    }
}
