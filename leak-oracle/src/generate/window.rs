//! Windows. What they give is certain: where rows of equal rank could be told apart, they are ordered by all there is.

use std::fmt::Write;

use super::select::written;
use super::{Generator, Made};
use crate::world::Type;

impl Generator<'_> {
    /// A SELECT with window functions.
    pub(super) fn windowed(&mut self, body: &str, types: &[Type]) -> Made {
        let named = self.random.chance(30);
        let (window, derived) = (self.fresh("win"), self.fresh("win"));
        let base = self.window_base();
        let (targets, columns) = self.targets(types, |this, ty| {
            if !this.random.chance(60) {
                return this.scalar(ty, 1);
            }
            if this.random.chance(30) {
                return this.over_all_columns(ty);
            }
            let over = if named {
                match this.random.below(4) {
                    0 => derived.clone(),
                    1 => format!("({window} order by {})", this.scalar(Type::Int, 0)),
                    2 => format!("({window})"),
                    _ => window.clone(),
                }
            } else {
                format!("({})", this.window())
            };
            let function = match ty {
                Type::Int => match this.random.below(6) {
                    0 => "rank()".to_owned(),
                    1 => "dense_rank()".to_owned(),
                    2 => "(percent_rank() * 100)::bigint".to_owned(),
                    3 => format!("count({})", this.scalar(Type::Text, 0)),
                    _ => "count(*)".to_owned(),
                },
                Type::Text | Type::Time => format!("max({})", this.scalar(ty, 0)),
                Type::Bool => format!("bool_or({})", this.scalar(ty, 0)),
            };
            let filter = if function.starts_with("count") && this.random.chance(20) {
                format!(" filter (where {})", this.condition(0))
            } else {
                String::new()
            };
            // What is computed of a window function has its OVER inside.
            match function.strip_prefix("(percent_rank()") {
                Some(rest) => format!("(percent_rank() over {over}{rest}"),
                None => format!("{function}{filter} over {over}"),
            }
        });
        let clause = if named {
            let order = self.any_type();
            format!(
                " window {window} as ({base}), {derived} as ({window} order by {}{})",
                self.scalar(order, 1),
                self.frame_of_peers()
            )
        } else {
            String::new()
        };
        Made {
            sql: format!("select {targets}{body}{clause}"),
            columns,
            ordered: false,
        }
    }

    fn window_base(&mut self) -> String {
        if !self.random.chance(60) {
            return String::new();
        }
        let by = self.any_type();
        format!("partition by {}", self.scalar(by, 0))
    }

    fn window(&mut self) -> String {
        let order = self.any_type();
        let mut spec = self.window_base();
        if self.random.chance(60) {
            let value = self.scalar(order, 1);
            let direction = *self.random.pick(&[
                "",
                " desc",
                " asc nulls first",
                " desc nulls last",
                " using <",
            ]);
            // Writing to a String cannot fail.
            let _ = write!(spec, " order by {value}{direction}");
            spec.push_str(&self.frame_of_peers());
        } else if self.random.chance(20) {
            spec.push_str(
                " rows between unbounded preceding and unbounded following exclude no others",
            );
        }
        spec
    }

    /// A frame that takes rows of equal rank together, or none.
    fn frame_of_peers(&mut self) -> String {
        if !self.random.chance(40) {
            return String::new();
        }
        let frame = *self.random.pick(&[
            "range unbounded preceding",
            "range between current row and unbounded following",
            "range between unbounded preceding and current row",
            "groups 1 preceding",
            "groups between 1 preceding and 1 following",
            "groups between 2 preceding and 1 preceding",
            "groups between current row and 2 following",
            "groups current row",
        ]);
        let exclude = *self.random.pick(&[
            "",
            "",
            " exclude current row",
            " exclude group",
            " exclude ties",
            " exclude no others",
        ]);
        format!(" {frame}{exclude}")
    }

    /// A function to which each row counts by itself.
    fn over_all_columns(&mut self, ty: Type) -> String {
        let columns = self.levels.last().cloned().unwrap_or_default();
        let mut keys: Vec<String> = columns
            .iter()
            .filter(|column| column.qualifier.is_some())
            .map(written)
            .collect();
        if keys.is_empty() {
            keys.push("1".to_owned());
        }
        let partition = if self.random.chance(40) {
            format!("partition by {} ", self.random.pick(&keys).clone())
        } else {
            String::new()
        };
        let argument = self.own_column(ty).unwrap_or_else(|| self.literal(ty));
        if ty == Type::Text && self.random.chance(15) {
            let over = format!("({partition}order by {})", keys.join(", "));
            return self.json_over(&argument, &over);
        }
        let (function, framed) = match self.random.below(7) {
            0 if ty == Type::Int => ("row_number()".to_owned(), false),
            1 if ty == Type::Int => ("ntile(2)".to_owned(), false),
            0 => (format!("lag({argument}, 1)"), false),
            1 | 2 => (format!("lead({argument})"), false),
            3 => (format!("first_value({argument})"), true),
            4 => (format!("last_value({argument})"), true),
            5 => (format!("nth_value({argument}, 2)"), true),
            _ => match ty {
                Type::Bool => (format!("bool_and({argument})"), true),
                Type::Int | Type::Text | Type::Time => (format!("min({argument})"), true),
            },
        };
        let frame = if framed {
            *self.random.pick(&[
                "",
                " rows 1 preceding",
                " rows between 1 preceding and 1 following exclude current row",
                " rows between current row and unbounded following exclude ties",
                " rows between 2 following and 3 following",
                " rows between unbounded preceding and 1 preceding exclude group",
            ])
        } else {
            ""
        };
        format!(
            "{function} over ({partition}order by {}{frame})",
            keys.join(", ")
        )
    }
}
