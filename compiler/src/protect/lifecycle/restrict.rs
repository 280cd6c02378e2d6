//! `on_delete = restrict`: active rows that refer to a marked one, and are not marked themselves, forbid the deletion.

use super::super::Protect;
use super::super::effect::{Action, Effect};
use super::course::Course;
use super::family::Edge;
use super::mark::from_referring;
use crate::lower::build::Build;

impl<'a> Protect<'a> {
    /// Counts the rows that forbid.
    pub(in crate::protect) fn restrict(&mut self, course: &mut Course<'a>, edge: Edge) {
        let mut build = Build::new(self.ids, course.span);
        let from = from_referring(&mut build, course, edge);
        let mut conditions = course.refers(&mut build, edge);
        conditions.extend(course.not_marked(&mut build, edge.child));
        let condition = build.all(conditions);
        let rows = build.count(from, condition);
        let effect = Effect {
            action: Action::Restrict,
            table: course.family.tables[edge.child],
            cause: Some(course.effect_of[edge.parent]),
            columns: course.key_columns(edge).to_vec(),
        };
        course.count(effect, rows);
    }
}
