//! Compiled statements broken on purpose, to see that the oracle notices.

use crate::random::Random;
use crate::world::{MarkKind, World};

/// A compiled statement that has lost one of the conditions that keep deleted rows out; `None` if it has none.
pub fn lose_a_condition(sql: &str, world: &World, random: &mut Random) -> Option<String> {
    let mut places = Vec::new();
    for marks in world.tables.iter().filter_map(|table| table.marks.as_ref()) {
        let column = format!(".{}", marks.column);
        let suffix = match marks.kind {
            MarkKind::Timestamp => " IS NULL",
            MarkKind::Flag => "",
            MarkKind::Sentinel => " = 'infinity'",
        };
        for (found, _) in sql.match_indices(&format!("{column}{suffix}")) {
            let start = sql[..found].rfind([' ', '(']).map_or(0, |space| space + 1);
            let end = found + column.len() + suffix.len();
            // NOT of a flag is the condition; other uses of a flag are assignments.
            if marks.kind == MarkKind::Flag {
                if sql[..start].ends_with("NOT ") {
                    places.push((start - 4, end));
                }
            } else {
                places.push((start, end));
            }
        }
    }
    places.sort_unstable();
    places.dedup();
    let (start, end) = *random.pick_any(&places)?;
    Some(format!("{}TRUE{}", &sql[..start], &sql[end..]))
}
