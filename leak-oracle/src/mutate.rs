//! Compiled statements broken on purpose, to see that the oracle notices.

use crate::random::Random;
use crate::world::{MarkKind, World};

/// How a compiled statement is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutation {
    /// One of the conditions that keep deleted rows out is lost, wherever it stands.
    Lose,
    /// A condition stands in WHERE instead of the ON of a left join, which makes the join an inner one.
    Misplace,
}

impl Mutation {
    /// The broken statement; `None` if it cannot be broken so.
    pub fn apply(self, sql: &str, world: &World, random: &mut Random) -> Option<String> {
        let conditions = conditions(sql, world);
        match self {
            Self::Lose => {
                let (start, end) = *random.pick_any(&conditions)?;
                Some(format!("{}TRUE{}", &sql[..start], &sql[end..]))
            }
            Self::Misplace => {
                let movable = conditions
                    .into_iter()
                    .filter(|(start, _)| is_in_left_join(sql, *start));
                let movable: Vec<_> = movable
                    .filter_map(|(start, end)| Some((start, end, where_after(sql, end)?)))
                    .collect();
                let (start, end, place) = *random.pick_any(&movable)?;
                let condition = &sql[start..end];
                Some(format!(
                    "{}TRUE{}{condition} AND {}",
                    &sql[..start],
                    &sql[end..place],
                    &sql[place..]
                ))
            }
        }
    }
}

/// Where the conditions stand that keep deleted rows out.
fn conditions(sql: &str, world: &World) -> Vec<(usize, usize)> {
    let mut places = Vec::new();
    for marks in world.tables.iter().filter_map(|table| table.marks.as_ref()) {
        let column = format!(".{}", marks.column);
        let suffix = match marks.kind {
            MarkKind::Timestamp => " IS NULL",
            MarkKind::Flag => "",
            MarkKind::Sentinel => " = ANY ('{infinity}')",
            // No condition keeps its rows out.
            MarkKind::Archive => continue,
        };
        for (found, _) in sql.match_indices(&format!("{column}{suffix}")) {
            let start = sql[..found].rfind([' ', '(']).map_or(0, |space| space + 1);
            let end = found + column.len() + suffix.len();
            if marks.kind != MarkKind::Flag {
                places.push((start, end));
            } else if sql[..start].ends_with("NOT ") {
                // A flag stands elsewhere too: in the column list of a subquery.
                places.push((start - 4, end));
            }
        }
    }
    places.sort_unstable();
    places.dedup();
    places
}

/// Whether a condition is the first in the ON of a left join.
fn is_in_left_join(sql: &str, start: usize) -> bool {
    let join = sql[..start].rfind(" JOIN ");
    join.is_some_and(|join| sql[..join].ends_with(" LEFT") && sql[..start].ends_with(" ON "))
}

/// Where the condition begins of the WHERE that follows at the same level of parentheses.
fn where_after(sql: &str, from: usize) -> Option<usize> {
    const WHERE: &str = " WHERE ";
    let mut depth = 0_usize;
    for (at, letter) in sql[from..].char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1)?,
            ' ' if depth == 0 && sql[from + at..].starts_with(WHERE) => {
                return Some(from + at + WHERE.len());
            }
            _ => {}
        }
    }
    None
}
