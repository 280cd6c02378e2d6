//! FROM clauses: tables, derived tables, functions, and joins nested in each other.

use super::{Generator, Item, Visible};
use crate::world::{DIVISOR, TYPES, Type, value};

impl Generator<'_> {
    /// A FROM clause of one or two items, perhaps with something lateral.
    pub(super) fn items_of_from(&mut self) -> Item {
        let mut from = self.item(2);
        if self.random.chance(15) {
            let other = self.item(1);
            from = together(&format!("{}, {}", from.sql, other.sql), from, other);
        }
        if self.random.chance(15) && self.spend() {
            from = self.lateral(from);
        }
        from
    }

    /// A FROM item, joins nested to a depth.
    pub(super) fn item(&mut self, depth: usize) -> Item {
        if depth > 0 && self.random.chance(45) && self.spend() {
            return self.join(depth - 1);
        }
        match self.random.below(20) {
            0..=2 if self.spend() => self.derived(),
            3 => self.within(Vec::new(), Self::function),
            4 if self.random.chance(50) => self.divided().unwrap_or_else(|| self.values_item()),
            4 => self.values_item(),
            5..=8 if !self.ctes.is_empty() => self.cte(),
            _ => self.table_item(),
        }
    }

    pub(super) fn table_item(&mut self) -> Item {
        let table = self.table();
        let mut columns: Vec<Visible> = Vec::new();
        let alias = self.fresh("t");
        let renamed = if self.random.chance(5) {
            1 + self.random.below(2)
        } else {
            0
        };
        let mut names = Vec::new();
        for (number, column) in table.columns.iter().enumerate() {
            let name = if number < renamed {
                let name = self.fresh("c");
                names.push(name.clone());
                name
            } else {
                column.name.clone()
            };
            columns.push(Visible {
                qualifier: Some(alias.clone()),
                name,
                ty: column.ty,
                merged: false,
                ambiguous: false,
                whole: renamed == 0,
            });
        }
        let word = if self.random.chance(30) { "as " } else { "" };
        let names = if names.is_empty() {
            String::new()
        } else {
            format!(" ({})", names.join(", "))
        };
        let only = if !self.scoped && self.random.chance(3) {
            "only "
        } else {
            ""
        };
        let name = self.scoped_name(table);
        let sample = if self.scoped || !self.random.chance(4) {
            ""
        } else {
            self.random.pick(&[
                " tablesample bernoulli (100)",
                " tablesample system (100)",
                " tablesample bernoulli (100) repeatable (7)",
            ])
        };
        let descendants = if only.is_empty() && !self.scoped && self.random.chance(3) {
            " *"
        } else {
            ""
        };
        Item {
            sql: format!("{only}{name}{descendants} {word}{alias}{names}{sample}"),
            columns,
            // Scopes are written out as subqueries, of which PostgreSQL knows no key.
            keyed: if table.key && renamed == 0 && !self.scoped {
                vec![alias]
            } else {
                Vec::new()
            },
            simple: renamed == 0,
            join: false,
            open: false,
        }
    }

    fn derived(&mut self) -> Item {
        // A query in FROM does not see the other items.
        let made = self.subselect(None);
        let alias = self.fresh("d");
        Item {
            sql: format!("({}) {alias}", made.sql),
            columns: columns_of(&alias, &made.columns),
            ..Item::default()
        }
    }

    /// A query in FROM that divides by what only deleted rows have at 0. Under a join or a grouping, PostgreSQL counts nothing for a
    /// condition on what it computes, `d.k is null`, and would like to test it first.
    fn divided(&mut self) -> Option<Item> {
        let table = self.table();
        let divisor = table.columns.iter().find(|it| it.name == DIVISOR)?;
        let quotient = format!("12 / t.{}", divisor.name);
        let (name, alias) = (self.scoped_name(table), self.fresh("d"));
        let columns = [("k", Type::Int), ("name", Type::Text), ("ok", Type::Bool)];
        let columns = columns.map(|(name, ty)| (name.to_owned(), ty));
        Some(Item {
            sql: format!(
                "(select {quotient} as k, ({quotient})::text as name, {quotient} > 2 as ok from {name} t) {alias}"
            ),
            columns: columns_of(&alias, &columns),
            ..Item::default()
        })
    }

    fn cte(&mut self) -> Item {
        let ctes = self.ctes.clone();
        let (name, columns) = self.random.pick(&ctes).clone();
        let alias = self.fresh("w");
        Item {
            sql: format!("{name} {alias}"),
            columns: columns_of(&alias, &columns),
            // What SEARCH and CYCLE add is of types that no result can have.
            open: columns.iter().any(|(name, _)| name == "d"),
            ..Item::default()
        }
    }

    fn values_item(&mut self) -> Item {
        let alias = self.fresh("v");
        let rows: Vec<_> = (0..=self.random.below(3))
            .map(|number| {
                let text = value(Type::Text, number > 0, &mut self.random);
                format!(
                    "({}, {text}::text)",
                    value(Type::Int, number > 0, &mut self.random)
                )
            })
            .collect();
        Item {
            sql: format!("(values {}) {alias}(k, name)", rows.join(", ")),
            columns: columns_of(
                &alias,
                &[("k".to_owned(), Type::Int), ("name".to_owned(), Type::Text)],
            ),
            ..Item::default()
        }
    }

    fn join(&mut self, depth: usize) -> Item {
        let left = self.item(depth);
        let right = self.item(depth);
        let right_sql = if right.join {
            format!("({})", right.sql)
        } else {
            right.sql.clone()
        };
        let kind = *self.random.pick(&[
            "join",
            "join",
            "left join",
            "left join",
            "left outer join",
            "right join",
            "full join",
            "cross join",
        ]);
        if kind == "cross join" {
            return self.hidden(together(
                &format!("{} cross join {right_sql}", left.sql),
                left,
                right,
            ));
        }
        let common = common_columns(&left, &right);
        if let Some(common) = self.random.pick_any(&common).cloned()
            && self.random.chance(25)
        {
            // A column of the server that was not declared may make a merged name ambiguous, which the server then says. Only
            // NATURAL between two tables is sure to know its columns.
            let undeclared = self
                .world
                .tables
                .iter()
                .any(|table| !table.undeclared.is_empty());
            let simple = left.simple && right.simple;
            let natural =
                simple && natural_works(&left, &right) && (undeclared || self.random.chance(50));
            if undeclared && !natural {
                return self.hidden(together(
                    &format!("{} cross join {right_sql}", left.sql),
                    left,
                    right,
                ));
            }
            let shared = if !natural && self.random.chance(30) {
                Some(self.fresh("u"))
            } else {
                None
            };
            let (sql, merged) = if natural {
                (
                    format!("{} natural {kind} {right_sql}", left.sql),
                    common_columns(&left, &right),
                )
            } else {
                let named = shared.as_ref().map(|name| format!(" as {name}"));
                (
                    format!(
                        "{} {kind} {right_sql} using ({}){}",
                        left.sql,
                        common.0,
                        named.unwrap_or_default()
                    ),
                    vec![common],
                )
            };
            let mut item = together(&sql, left, right);
            for column in &mut item.columns {
                column.merged |= merged.iter().any(|(name, _)| *name == column.name);
            }
            if let Some(shared) = shared {
                let columns = columns_of(&shared, &merged).into_iter();
                item.columns.extend(columns.map(|column| Visible {
                    merged: true,
                    ..column
                }));
            }
            let merged = if undeclared { Vec::new() } else { merged };
            item.columns
                .extend(merged.into_iter().map(|(name, ty)| Visible {
                    qualifier: None,
                    name,
                    ty,
                    merged: false,
                    ambiguous: false,
                    whole: false,
                }));
            return self.hidden(item);
        }
        let equality = self.equality(&left, &right);
        let sql = format!("{} {kind} {right_sql} on ", left.sql);
        let mut item = together(&sql, left, right);
        let mut conditions: Vec<String> = equality.into_iter().collect();
        if kind == "full join" {
            if conditions.is_empty() {
                conditions.push("true".to_owned());
            }
        } else if conditions.is_empty() || self.random.chance(35) {
            let condition = self.within(item.columns.clone(), |this| this.filter(1));
            conditions.push(condition);
        }
        item.sql.push_str(&conditions.join(" and "));
        self.hidden(item)
    }

    /// `left.a = right.b`
    fn equality(&mut self, left: &Item, right: &Item) -> Option<String> {
        let ty = *self.random.pick(&TYPES);
        let of = |item: &Item| -> Vec<Visible> {
            item.columns
                .iter()
                .filter(|c| c.ty == ty && c.qualifier.is_some())
                .cloned()
                .collect()
        };
        let left = self.random.pick_any(&of(left))?.clone();
        let right = self.random.pick_any(&of(right))?.clone();
        Some(format!(
            "{}.{} = {}.{}",
            left.qualifier?, left.name, right.qualifier?, right.name
        ))
    }

    /// A join in parentheses, perhaps with an alias that hides its members.
    fn hidden(&mut self, item: Item) -> Item {
        let mut names: Vec<&str> = item
            .columns
            .iter()
            .filter(|column| !column.merged)
            .map(|column| column.name.as_str())
            .collect();
        names.sort_unstable();
        // Merged columns that statements do not name would be columns of the alias all the same.
        let unnamed = item.open
            || item.columns.iter().any(|column| column.merged)
                && item.columns.iter().all(|column| column.qualifier.is_some());
        if unnamed || !self.random.chance(10) || names.windows(2).any(|pair| pair[0] == pair[1]) {
            return Item { join: true, ..item };
        }
        let alias = self.fresh("j");
        let columns: Vec<_> = item
            .columns
            .iter()
            .filter(|column| !column.merged)
            .map(|column| (column.name.clone(), column.ty))
            .collect();
        Item {
            sql: format!("({}) as {alias}", item.sql),
            columns: columns_of(&alias, &columns),
            ..Item::default()
        }
    }

    /// A function of the items so far.
    fn lateral_function(&mut self, from: Item) -> Item {
        let function = self.within(from.columns.clone(), Self::function);
        let sql = match self.random.below(4) {
            0 => format!("{}, {}", from.sql, function.sql),
            1 => format!("{}, lateral {}", from.sql, function.sql),
            2 => format!("{} cross join lateral {}", from.sql, function.sql),
            _ => format!("{} left join {} on true", from.sql, function.sql),
        };
        together(&sql, from, function)
    }

    /// Something lateral behind the items so far.
    fn lateral(&mut self, from: Item) -> Item {
        if self.random.chance(35) {
            return self.lateral_function(from);
        }
        let made = self.within(from.columns.clone(), |this| this.subselect(None));
        let alias = self.fresh("l");
        let lateral = Item {
            sql: String::new(),
            columns: columns_of(&alias, &made.columns),
            ..Item::default()
        };
        let sql = match self.random.below(3) {
            0 => format!("{}, lateral ({}) {alias}", from.sql, made.sql),
            1 => format!("{} cross join lateral ({}) {alias}", from.sql, made.sql),
            _ => {
                let on = if self.random.chance(50) {
                    "true".to_owned()
                } else {
                    // Of several items, only the last one is joined.
                    self.within(lateral.columns.clone(), |this| this.condition(1))
                };
                format!(
                    "{} left join lateral ({}) {alias} on {on}",
                    from.sql, made.sql
                )
            }
        };
        together(&sql, from, lateral)
    }
}

/// Two items next to each other.
pub(super) fn together(sql: &str, mut left: Item, right: Item) -> Item {
    left.columns.extend(right.columns);
    left.keyed.extend(right.keyed);
    Item {
        sql: sql.to_owned(),
        columns: left.columns,
        keyed: left.keyed,
        open: left.open || right.open,
        ..Item::default()
    }
}

/// Columns that a name qualifies.
pub(super) fn columns_of(qualifier: &str, columns: &[(String, Type)]) -> Vec<Visible> {
    let visible = columns.iter().map(|(name, ty)| Visible {
        qualifier: Some(qualifier.to_owned()),
        name: name.clone(),
        ty: *ty,
        merged: false,
        ambiguous: false,
        whole: false,
    });
    visible.collect()
}

/// The columns that both sides have once, with one type.
fn common_columns(left: &Item, right: &Item) -> Vec<(String, Type)> {
    let once = |item: &Item, name: &str| {
        item.columns
            .iter()
            .filter(|column| column.name == name && !column.merged)
            .count()
            == 1
    };
    let mut common = Vec::new();
    for column in left.columns.iter().filter(|column| !column.merged) {
        let same = right
            .columns
            .iter()
            .any(|other| other.name == column.name && other.ty == column.ty);
        if same && once(left, &column.name) && once(right, &column.name) {
            common.push((column.name.clone(), column.ty));
        }
    }
    common
}

/// Whether no column has the same name but another type on the other side.
fn natural_works(left: &Item, right: &Item) -> bool {
    left.columns.iter().all(|column| {
        right
            .columns
            .iter()
            .all(|other| other.name != column.name || other.ty == column.ty)
    })
}
