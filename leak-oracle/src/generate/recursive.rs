//! Recursive queries.

use std::fmt::Write;

use super::{Generator, Visible};
use crate::world::Type;

impl Generator<'_> {
    /// A recursive common table expression of numbers and depths, with what it is known by.
    pub(super) fn recursive_cte(&mut self) -> (String, String, Vec<(String, Type)>) {
        let name = self.fresh("q");
        let mut columns = vec![("n".to_owned(), Type::Int), ("d".to_owned(), Type::Int)];
        let query = self.recursive(&name);
        let mut more = String::new();
        if self.random.chance(25) {
            let order = *self.random.pick(&["depth", "breadth"]);
            let place = self.fresh("s");
            // Writing to a String cannot fail.
            let _ = write!(more, " search {order} first by n, d set {place}");
        }
        if self.random.chance(25) {
            let (mark, path) = (self.fresh("c"), self.fresh("c"));
            if self.random.chance(50) {
                let _ = write!(more, " cycle n set {mark} using {path}");
                columns.push((mark, Type::Bool));
            } else {
                let _ = write!(
                    more,
                    " cycle n, d set {mark} to 'yes' default 'no' using {path}"
                );
                columns.push((mark, Type::Text));
            }
        }
        (
            name.clone(),
            format!("{name}(n, d) as ({query}){more}"),
            columns,
        )
    }

    fn recursive(&mut self, name: &str) -> String {
        let start = self.select(Some(&[Type::Int]));
        let item = self.table_item();
        let key = |this: &mut Self| this.own_column(Type::Int).unwrap_or_else(|| "0".to_owned());
        let from = item.sql;
        // The recursive query has a column `n` as well.
        let next = item
            .columns
            .into_iter()
            .map(|column| Visible {
                ambiguous: true,
                ..column
            })
            .collect();
        let (meet, value, condition) =
            self.within(next, |this| (key(this), key(this), this.condition(1)));
        let union = *self.random.pick(&["union", "union all"]);
        let join = match self.random.below(3) {
            0 => format!("{from} join {name} r on {meet} = r.n where r.d < 3 and ({condition})"),
            1 => format!("{name} r left join {from} on {meet} = r.n where r.d < 3"),
            _ => format!("{name} r, {from} where {meet} = r.n and r.d < 2 and ({condition})"),
        };
        let first = &start.columns[0].0;
        format!(
            "select s.{first}::bigint, 0 from ({}) s {union} select ({value})::bigint, r.d + 1 from {join}",
            start.sql
        )
    }
}
