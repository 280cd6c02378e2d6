//! FROM: what its items are and what they show.

use super::TableUse;
use super::Type;
use super::checker::Checker;
use super::clause::Clause;
use super::query::Use;
use crate::ast::{
    Alias, Expr, FromItem, FromItemKind, Join, JoinCondition, JoinKind, Name, RangeTable, Scope,
};
use crate::catalog::builtin::TypeId;
use crate::diagnostic::{name, types};
use crate::gather::Gather as _;
use crate::resolve::joins::{MergedColumn, Ranged};
use crate::resolve::range::table_columns;
use crate::resolve::scope::CteState;
use crate::resolve::{
    ColumnId, ColumnSource, Entry, EntryId, EntryKind, NamespaceItem, RangeColumn,
};
use crate::span::Span;

impl<'a> Checker<'a, '_> {
    /// The items of FROM: each sees those to its left if it is LATERAL; the clauses after FROM see all.
    pub(super) fn from_list(&mut self, items: &'a [FromItem]) {
        let first = self.resolver.level().items.len();
        for item in items {
            let mut ranged = self.from_item(item);
            self.resolver
                .report_name_clashes(&ranged.items, self.errors);
            for item in &mut ranged.items {
                item.lateral_only = true;
                item.lateral_ok = true;
            }
            self.resolver.level().items.append(&mut ranged.items);
        }
        for item in &mut self.resolver.level().items[first..] {
            item.lateral_only = false;
        }
    }

    /// One item.
    pub(super) fn from_item(&mut self, item: &'a FromItem) -> Ranged {
        match &item.kind {
            FromItemKind::Table(table) => Ranged::single(self.range_table(item, table)),
            FromItemKind::Subquery {
                lateral,
                query,
                alias,
            } => {
                let result = self.laterally(*lateral, |checker| checker.query(query, Use::Columns));
                let columns = Self::range_columns(&result.columns);
                let entry = self.new_entry(
                    EntryKind::Subquery,
                    columns,
                    alias.as_ref(),
                    None,
                    item.span,
                );
                self.resolver.entries[entry.0].broken = result.broken;
                Ranged::single(entry)
            }
            FromItemKind::Function(function) => {
                Ranged::single(self.range_function(function, item.span))
            }
            FromItemKind::JsonTable {
                lateral: _,
                table,
                alias,
            } => {
                let columns = self.laterally(true, |checker| {
                    checker.within(Clause::From, |checker| checker.json_table(table))
                });
                let entry = self.new_entry(
                    EntryKind::Function { scalar: false },
                    columns,
                    alias.as_ref(),
                    Some("json_table"),
                    item.span,
                );
                Ranged::single(entry)
            }
            FromItemKind::XmlTable {
                lateral: _,
                table,
                alias,
            } => {
                let columns = self.laterally(true, |checker| {
                    checker.within(Clause::From, |checker| checker.xml_table(table))
                });
                let entry = self.new_entry(
                    EntryKind::Function { scalar: false },
                    columns,
                    alias.as_ref(),
                    Some("xmltable"),
                    item.span,
                );
                Ranged::single(entry)
            }
            FromItemKind::Join(join) => self.join(item, join),
            FromItemKind::Error => {
                let entry = self.resolver.add(Entry::broken(None, item.span));
                Ranged::single(entry)
            }
        }
    }

    /// Does something that sees the items to its left, or not.
    pub(super) fn laterally<R>(&mut self, lateral: bool, work: impl FnOnce(&mut Self) -> R) -> R {
        let before = std::mem::replace(&mut self.resolver.level().lateral, lateral);
        // FROM comes before grouping: what it uses of its own level need not be grouped.
        let result = self.within(Clause::From, work);
        self.resolver.level().lateral = before;
        result
    }

    /// An entry under its alias.
    pub(super) fn new_entry(
        &mut self,
        kind: EntryKind,
        columns: Vec<RangeColumn>,
        alias: Option<&Alias>,
        default_name: Option<&str>,
        span: Span,
    ) -> EntryId {
        let name = alias
            .map(|alias| alias.name.text.clone())
            .or_else(|| default_name.map(str::to_owned));
        let span = alias.map_or(span, |alias| alias.name.span);
        let mut entry = Entry::new(name, kind, columns, span);
        if let Some(alias) = alias {
            self.rename(&mut entry, &alias.columns);
        }
        self.resolver.add(entry)
    }

    /// Gives columns the names of an alias's list.
    pub(super) fn rename(&mut self, entry: &mut Entry, names: &[Name]) {
        for (index, column) in names.iter().enumerate() {
            if names[..index].contains(column) {
                self.report(
                    &name::DUPLICATE_COLUMN,
                    column.span,
                    format!("`{}` stands twice in the list of names", column.text),
                );
            }
        }
        if let Err(extra) = entry.rename(names) {
            self.report(
                &name::TOO_MANY_COLUMN_NAMES,
                extra.span,
                format!(
                    "there are {} names for {}",
                    names.len(),
                    super::compare::counted(entry.columns.len())
                ),
            );
        }
    }

    fn range_table(&mut self, item: &'a FromItem, table: &'a RangeTable) -> EntryId {
        self.scope_times(&table.scope);
        if let Some(sample) = &table.sample {
            self.within(Clause::From, |checker| {
                for arg in &sample.args {
                    checker.expect(arg, TypeId::FLOAT4, "an argument of TABLESAMPLE");
                }
                if let Some(seed) = &sample.repeatable {
                    checker.expect(seed, TypeId::FLOAT8, "REPEATABLE");
                }
            });
        }
        let written = table.name.last();
        if table.name.parts.len() == 1
            && let Some(entry) = self.range_cte(written, table.alias.as_ref(), item.span)
        {
            return entry;
        }
        let schema = table
            .name
            .parts
            .len()
            .checked_sub(2)
            .map(|index| table.name.parts[index].text.as_str());
        let reference = table
            .alias
            .as_ref()
            .map_or(&written.text, |alias| &alias.name.text)
            .clone();
        let Some(index) = self.resolver.declared(schema, &written.text) else {
            self.resolver.report_unknown_table(&table.name, self.errors);
            return self.resolver.add(Entry::broken(Some(reference), item.span));
        };
        self.declared_entry(item, index, reference, table.alias.as_ref(), written.span)
    }

    /// The entry of a declared table.
    fn declared_entry(
        &mut self,
        item: &FromItem,
        index: usize,
        reference: String,
        alias: Option<&Alias>,
        span: Span,
    ) -> EntryId {
        let ids: Vec<ColumnId> = (0..self.schema.tables[index].columns.len())
            .map(|column| ColumnId {
                table: index,
                column,
            })
            .gather();
        let known: Vec<Option<TypeId>> = ids.into_iter().map(|id| self.declared_type(id)).gather();
        let columns = table_columns(self.schema, index, |id| known[id.column]);
        let kind = EntryKind::Table {
            table: index,
            aliased: alias.is_some(),
        };
        let place = alias.map_or(span, |alias| alias.name.span);
        let mut entry = Entry::new(Some(reference), kind, columns, place);
        if let Some(alias) = alias {
            self.rename(&mut entry, &alias.columns);
        } else {
            entry.alias = self.resolver.alias_beside_namesake(&entry);
        }
        self.analysis.tables.insert(
            item.id,
            TableUse {
                table: index,
                reference: entry.reference().unwrap_or_default().to_owned(),
            },
        );
        self.resolver.add(entry)
    }

    /// The target of a statement that changes data. Names of common table expressions do not count there.
    pub(super) fn target_table(&mut self, item: &'a FromItem) -> Option<(EntryId, usize)> {
        let FromItemKind::Table(table) = &item.kind else {
            return None;
        };
        self.scope_times(&table.scope);
        let written = table.name.last();
        let schema = table
            .name
            .parts
            .len()
            .checked_sub(2)
            .map(|index| table.name.parts[index].text.as_str());
        let Some(index) = self.resolver.declared(schema, &written.text) else {
            self.resolver.report_unknown_table(&table.name, self.errors);
            return None;
        };
        let reference = table
            .alias
            .as_ref()
            .map_or(&written.text, |alias| &alias.name.text)
            .clone();
        let entry = self.declared_entry(item, index, reference, table.alias.as_ref(), written.span);
        Some((entry, index))
    }

    /// An entry that stands for a target that is not declared, so that what follows is looked at all the same.
    pub(super) fn broken_target(&mut self, item: &'a FromItem) -> EntryId {
        let reference = match &item.kind {
            FromItemKind::Table(table) => Some(
                table
                    .alias
                    .as_ref()
                    .map_or(&table.name.last().text, |alias| &alias.name.text)
                    .clone(),
            ),
            _ => None,
        };
        self.resolver.add(Entry::broken(reference, item.span))
    }

    fn scope_times(&mut self, scope: &'a Scope) {
        let times: Vec<&'a Expr> = match scope {
            Scope::Active | Scope::WithDeleted(_) | Scope::OnlyDeleted(_) => Vec::new(),
            Scope::DeletedAfter(time, _) | Scope::DeletedBefore(time, _) | Scope::AsOf(time, _) => {
                vec![time]
            }
            Scope::DeletedBetween(from, to, _) => vec![from, to],
        };
        self.within(Clause::Scope, |checker| {
            for time in times {
                checker.expect(time, TypeId::TIMESTAMPTZ, "the time of a scope");
            }
        });
    }

    /// A reference to a common table expression, if the name is one.
    fn range_cte(
        &mut self,
        written: &'a Name,
        alias: Option<&Alias>,
        span: Span,
    ) -> Option<EntryId> {
        let (depth, cte) = self.resolver.cte(&written.text)?;
        let (state, mut columns) = (cte.state, cte.columns.clone());
        if depth + 1 < self.resolver.levels.len() {
            let added = columns.iter_mut().flatten().rev().take(cte.extras);
            added.for_each(|column| column.in_star = false);
        }
        if state == CteState::NotYet
            && !self.is_recursion(&written.text)
            && self.resolver.declared(None, &written.text).is_some()
        {
            // A common table expression that is not visible yet does not hide a table.
            return None;
        }
        self.refer_recursively(written);
        let reference = alias
            .map_or(&written.text, |alias| &alias.name.text)
            .clone();
        match (state, columns) {
            (CteState::Ready, Some(columns)) => Some(self.new_entry(
                EntryKind::Cte,
                columns,
                alias,
                Some(&written.text),
                written.span,
            )),
            (CteState::NotYet, _) => {
                self.report_with(
                    &name::CTE_NOT_YET,
                    written.span,
                    format!("`{}` cannot be used here yet", written.text),
                    "without RECURSIVE a WITH query sees those before it; with RECURSIVE it may use itself in the second arm of a UNION",
                );
                Some(self.resolver.add(Entry::broken(Some(reference), span)))
            }
            (CteState::Broken | CteState::Ready, _) => {
                Some(self.resolver.add(Entry::broken(Some(reference), span)))
            }
        }
    }

    fn join(&mut self, item: &'a FromItem, join: &'a Join) -> Ranged {
        let outer = |checker: &mut Self, nullable: bool| {
            for recursion in &mut checker.recursions {
                if nullable {
                    recursion
                        .forbidden
                        .push("on the nullable side of an outer join");
                } else if recursion.forbidden.last()
                    == Some(&"on the nullable side of an outer join")
                {
                    recursion.forbidden.pop();
                }
            }
        };
        let (left_nullable, right_nullable) = match join.kind {
            JoinKind::Inner | JoinKind::Cross => (false, false),
            JoinKind::Left => (false, true),
            JoinKind::Right => (true, false),
            JoinKind::Full => (true, true),
        };
        if left_nullable {
            outer(self, true);
        }
        let left = self.from_item(&join.left);
        if left_nullable {
            outer(self, false);
        }
        // The right side sees the left one if it is LATERAL, not across a RIGHT or FULL JOIN.
        let before = self.resolver.level().items.len();
        let lateral_ok = matches!(
            join.kind,
            JoinKind::Inner | JoinKind::Left | JoinKind::Cross
        );
        let shown = left.items.iter().map(|item| NamespaceItem {
            lateral_only: true,
            lateral_ok,
            ..*item
        });
        self.resolver.level().items.extend(shown);
        if right_nullable {
            outer(self, true);
        }
        let right = self.from_item(&join.right);
        if right_nullable {
            outer(self, false);
        }
        self.resolver.report_name_clashes(&right.items, self.errors);
        self.resolver.level().items.truncate(before);

        let (Some(left_entry), Some(right_entry)) = (left.entry, right.entry) else {
            return left;
        };
        let merged = match &join.condition {
            JoinCondition::On(condition) => {
                self.join_condition(join.kind, condition, &left, &right);
                Vec::new()
            }
            JoinCondition::Using(names, _) => {
                let pairs =
                    self.resolver
                        .using_columns(left_entry, right_entry, names, self.errors);
                let places: Vec<Span> = names.iter().map(|name| name.span).gather();
                self.merge(join.kind, left_entry, right_entry, pairs, &places)
            }
            JoinCondition::Natural => {
                let names = self
                    .resolver
                    .natural_columns(left_entry, right_entry, item.span);
                let pairs =
                    self.resolver
                        .using_columns(left_entry, right_entry, &names, self.errors);
                self.analysis
                    .natural
                    .insert(item.id, names.iter().map(|name| name.text.clone()).gather());
                let places = vec![item.span; names.len()];
                self.merge(join.kind, left_entry, right_entry, pairs, &places)
            }
            JoinCondition::None => Vec::new(),
        };
        self.resolver.null_extend_sides(join.kind, &left, &right);
        let entry = self
            .resolver
            .add_join(left_entry, right_entry, &merged, item.span);
        // Every outer join that the parts stand on from here on concerns the join as well.
        let mut members = left.members;
        members.extend(right.members);
        members.push(entry);
        let mut items = Vec::new();
        if let Some(alias) = &join.alias {
            let mut renamed = std::mem::replace(
                &mut self.resolver.entries[entry.0],
                Entry::broken(None, item.span),
            );
            renamed.name = Some(alias.name.text.clone());
            renamed.span = alias.name.span;
            self.rename(&mut renamed, &alias.columns);
            self.resolver.entries[entry.0] = renamed;
        } else {
            // Without an alias the parts stay visible by their names, their columns through the join.
            items.extend(
                left.items
                    .iter()
                    .chain(&right.items)
                    .map(|item| NamespaceItem {
                        columns: false,
                        ..*item
                    }),
            );
            if let JoinCondition::Using(_, Some(alias)) = &join.condition {
                let columns = (0..merged.len())
                    .map(|index| {
                        let column = &self.resolver.entries[entry.0].columns[index];
                        RangeColumn {
                            source: ColumnSource::Via(entry, index),
                            ..column.clone()
                        }
                    })
                    .gather();
                let using = self.resolver.add(Entry::new(
                    Some(alias.text.clone()),
                    EntryKind::Join,
                    columns,
                    alias.span,
                ));
                members.push(using);
                items.push(NamespaceItem {
                    columns: false,
                    ..NamespaceItem::visible(using)
                });
            }
        }
        items.push(NamespaceItem {
            by_name: join.alias.is_some(),
            ..NamespaceItem::visible(entry)
        });
        Ranged {
            entry: Some(entry),
            members,
            items,
        }
    }

    /// ON sees the two sides of its join only.
    fn join_condition(
        &mut self,
        kind: JoinKind,
        condition: &'a Expr,
        left: &Ranged,
        right: &Ranged,
    ) {
        let level = self.resolver.level();
        let before = level.items.clone();
        for item in &mut level.items {
            item.lateral_only = true;
            item.lateral_ok = false;
        }
        level.items.extend(left.items.iter().chain(&right.items));
        self.condition(condition, Clause::On);
        self.resolver.level().items = before;
        match kind {
            JoinKind::Inner | JoinKind::Cross => {
                let both: Vec<EntryId> =
                    left.members.iter().chain(&right.members).copied().gather();
                self.learn(condition, Some(&both));
            }
            // Where a row of the nullable side is there, the condition was true of it.
            JoinKind::Left => self.learn(condition, Some(&right.members)),
            JoinKind::Right => self.learn(condition, Some(&left.members)),
            JoinKind::Full => {}
        }
    }

    /// The columns that USING or NATURAL merges: compared by `=`, of one type.
    fn merge(
        &mut self,
        kind: JoinKind,
        left: EntryId,
        right: EntryId,
        pairs: Vec<(usize, usize)>,
        places: &[Span],
    ) -> Vec<MergedColumn> {
        let mut merged = Vec::new();
        for (index, (left_column, right_column)) in pairs.into_iter().enumerate() {
            let place = places.get(index).copied().unwrap_or_default();
            let name = self.resolver.entries[left.0].columns[left_column]
                .name
                .clone();
            let left_type = self.resolver.column_type(left, left_column);
            let right_type = self.resolver.column_type(right, right_column);
            let ty = match (left_type, right_type) {
                (Some(a), Some(b)) => self.merged_type(kind, &name, a, b, place),
                (one, other) => one.and(other),
            };
            let source = match kind {
                JoinKind::Inner | JoinKind::Cross | JoinKind::Left => Some((left, left_column)),
                JoinKind::Right => Some((right, right_column)),
                JoinKind::Full => None,
            };
            match kind {
                // Rows meet only where both columns are equal, and so not NULL.
                JoinKind::Inner | JoinKind::Cross => {
                    self.resolver.prove_not_null(left, left_column);
                    self.resolver.prove_not_null(right, right_column);
                }
                JoinKind::Left => self.resolver.prove_not_null(right, right_column),
                JoinKind::Right => self.resolver.prove_not_null(left, left_column),
                JoinKind::Full => {}
            }
            let column = RangeColumn {
                name,
                ty,
                source: ColumnSource::Merged(source),
                in_star: true,
            };
            merged.push(MergedColumn {
                left: left_column,
                right: right_column,
                column,
            });
        }
        merged
    }

    fn merged_type(
        &mut self,
        kind: JoinKind,
        name: &str,
        a: Type,
        b: Type,
        place: Span,
    ) -> Option<Type> {
        let common = self.types.common_type(&[a.id, b.id]).ok();
        let comparable = common.is_some_and(|id| self.types.operator("=", Some(id), id).is_ok());
        if !comparable {
            let (left, right) = (self.name_of(a.id), self.name_of(b.id));
            self.report_with(
                &types::NO_COMMON_TYPE,
                place,
                format!("column `{name}` is of type `{left}` on the left and of type `{right}` on the right side of the join"),
                "write the condition with ON, and cast one of them",
            );
            return None;
        }
        let (nullable, origin) = match kind {
            JoinKind::Inner | JoinKind::Cross => (a.nullable && b.nullable, a.origin),
            JoinKind::Left => (a.nullable, a.origin),
            JoinKind::Right => (b.nullable, b.origin),
            JoinKind::Full => (
                a.nullable || b.nullable,
                a.origin.filter(|origin| b.origin == Some(*origin)),
            ),
        };
        common.map(|id| Type {
            id,
            nullable,
            origin: origin.filter(|_| id == a.id),
        })
    }
}
