//! Values.

use super::{Generator, Visible};
use crate::random::Random;
use crate::world::{DIVISOR, Type, value};

impl Generator<'_> {
    /// A value of a type, nested to a depth.
    pub(super) fn scalar(&mut self, ty: Type, depth: usize) -> String {
        if depth > 0 && self.random.chance(50) {
            return self.computed(ty, depth - 1);
        }
        if self.random.chance(75)
            && let Some(column) = self.column(ty)
        {
            return column;
        }
        self.literal(ty)
    }

    /// A literal of a type, or a parameter.
    pub(super) fn literal(&mut self, ty: Type) -> String {
        if !self.random.chance(8) {
            return literal_of(ty, &mut self.random);
        }
        let text = value(ty, false, &mut self.random);
        let name = self.fresh("p");
        let ty = match ty {
            Type::Int => "bigint",
            Type::Text => "text",
            Type::Bool => "boolean",
            Type::Time => "timestamptz",
        };
        self.params.push((name.clone(), text));
        format!("${name}::{ty}")
    }

    fn computed(&mut self, ty: Type, depth: usize) -> String {
        if self.random.chance(30) {
            return self.form(ty, depth);
        }
        match self.random.below(6) {
            0 => {
                return format!(
                    "coalesce({}, {})",
                    self.scalar(ty, depth),
                    self.scalar(ty, depth)
                );
            }
            1 => {
                let condition = self.condition(0);
                return format!(
                    "case when {condition} then {} else {} end",
                    self.scalar(ty, depth),
                    self.scalar(ty, depth)
                );
            }
            2 => return format!("nullif({}, {})", self.scalar(ty, depth), self.literal(ty)),
            3 if self.spend() => return format!("({})", self.single_value(ty)),
            _ => {}
        }
        match ty {
            Type::Int if self.random.chance(40) => match self.divisor() {
                Some(divisor) => format!("(12 / {divisor})"),
                None => self.scalar(ty, depth),
            },
            Type::Int => match self.random.below(5) {
                0 => format!("({} + {})", self.scalar(ty, depth), self.scalar(ty, depth)),
                1 => format!("({} - {})", self.scalar(ty, depth), self.scalar(ty, depth)),
                2 => format!("length({})", self.scalar(Type::Text, depth)),
                3 if self.spend() => {
                    let query = self.subselect(Some(&[Type::Int])).sql;
                    format!("cardinality(array({query}))")
                }
                _ => format!(
                    "greatest({}, {})",
                    self.scalar(ty, depth),
                    self.scalar(ty, depth)
                ),
            },
            Type::Text => match self.random.below(3) {
                0 => format!("({} || {})", self.scalar(ty, depth), self.scalar(ty, depth)),
                1 => format!("upper({})", self.scalar(ty, depth)),
                _ => format!("({})::text", self.scalar(Type::Int, depth)),
            },
            Type::Bool => format!("({})", self.condition(depth)),
            Type::Time => format!("({} + interval '1 day')", self.scalar(ty, depth)),
        }
    }

    /// A column that only deleted rows have at 0, so that a division fails where one is seen before it is left out.
    fn divisor(&mut self) -> Option<String> {
        let level = self.levels.len().checked_sub(1)?;
        let columns: Vec<Visible> = self.levels[level]
            .iter()
            .filter(|column| column.name == DIVISOR)
            .cloned()
            .collect();
        let column = self.random.pick_any(&columns)?.clone();
        Some(self.spelled(&column, level))
    }

    /// A query of one row and one column.
    pub(super) fn single_value(&mut self, ty: Type) -> String {
        let from = self.items_of_from();
        let sql = from.sql;
        self.within(from.columns, |this| {
            let aggregate = this.aggregate(ty);
            let filter = if this.random.chance(50) {
                format!(" where {}", this.filter(1))
            } else {
                String::new()
            };
            let having = if !this.scoped && this.random.chance(15) && this.spend() {
                format!(
                    " having count(*) > (select count(*) from {} x where x.k = 1)",
                    this.table().name
                )
            } else {
                String::new()
            };
            format!("select {aggregate} from {sql}{filter}{having}")
        })
    }

    /// A query of one row.
    pub(super) fn single_values(&mut self, types: &[Type]) -> String {
        let from = self.items_of_from();
        let sql = from.sql;
        self.within(from.columns, |this| {
            let values: Vec<_> = types.iter().map(|ty| this.aggregate(*ty)).collect();
            let filter = if this.random.chance(50) {
                format!(" where {}", this.filter(1))
            } else {
                String::new()
            };
            format!("select {} from {sql}{filter}", values.join(", "))
        })
    }

    /// An aggregate over the innermost level.
    pub(super) fn aggregate(&mut self, ty: Type) -> String {
        let own = self.own_column(ty);
        // An aggregate belongs to the query level of its columns; without one of its own, FILTER would decide.
        let filtered = own.is_some() && self.random.chance(15);
        let argument = own.unwrap_or_else(|| self.literal(ty));
        let filter = if filtered {
            format!(" filter (where {})", self.condition(0))
        } else {
            String::new()
        };
        match self.random.below(24) {
            0 if ty == Type::Text => return self.json_aggregate(&argument, &filter),
            1 if ty == Type::Text && self.features.xml => {
                return format!(
                    "(xmlagg(xmlelement(name v, {argument}) order by {argument}){filter})::text"
                );
            }
            2 if ty != Type::Bool => {
                return format!(
                    "(percentile_disc(0.5) within group (order by {argument}){filter})"
                );
            }
            3 => return format!("(mode() within group (order by {argument} desc){filter})"),
            4 if ty == Type::Int => {
                return format!("(dense_rank(2) within group (order by {argument}){filter})");
            }
            5 => {
                let order = *self.random.pick(&["", " desc nulls last", " using >"]);
                let order = if ty == Type::Bool { "" } else { order };
                return format!("(array_agg({argument} order by {argument}{order}){filter})[1]");
            }
            6 if ty == Type::Text => {
                return format!("string_agg(distinct {argument}, ',' order by {argument}){filter}");
            }
            7 if ty == Type::Bool => return format!("every(all {argument}){filter}"),
            8 if ty == Type::Int => return format!("bit_or({argument}){filter}"),
            _ => {}
        }
        let call = match ty {
            Type::Int => match self.random.below(6) {
                0 | 1 if !filtered => "count(*)".to_owned(),
                0..=2 => format!("count({argument})"),
                3 => format!("count(distinct {argument})"),
                // A sum of bigints is numeric, and bigint again here.
                4 => return format!("sum({argument}){filter}::bigint"),
                _ => format!("{}({argument})", self.random.pick(&["min", "max"])),
            },
            Type::Text => match self.random.below(3) {
                0 => format!("string_agg({argument}, ',' order by {argument})"),
                _ => format!("{}({argument})", self.random.pick(&["min", "max"])),
            },
            Type::Bool => format!("{}({argument})", self.random.pick(&["bool_or", "bool_and"])),
            Type::Time => format!("{}({argument})", self.random.pick(&["min", "max"])),
        };
        format!("{call}{filter}")
    }
}

/// A literal of a type.
pub(super) fn literal_of(ty: Type, random: &mut Random) -> String {
    let text = value(ty, false, random);
    let cast = match ty {
        Type::Int | Type::Bool => "",
        Type::Text => "::text",
        Type::Time => "::timestamptz",
    };
    format!("{text}{cast}")
}
