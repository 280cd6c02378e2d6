//! SELECT, clause by clause.

use super::checker::Checker;
use super::clause::Clause;
use super::output;
use super::query::{OutColumn, QueryResult, Tail, Use};
use super::{StarColumn, Type};
use crate::ast::{
    Distinct, Expr, ExprKind, FromItem, FromItemKind, Indirection, NodeId, Nullness, Select, Target,
};
use crate::diagnostic::{grouping, name, result, syntax};
use crate::gather::Gather as _;
use crate::resolve::lookup::Found;
use crate::resolve::{EntryId, EntryKind, NamespaceItem};
use crate::span::Span;

impl<'a> Checker<'a, '_> {
    /// SELECT … INTO makes a table, which no statement here does.
    fn refuse_into(&mut self, select: &Select) {
        if let Some(into) = &select.into {
            self.report_with(
                &syntax::NOT_DML,
                into.span,
                "`select … into` creates a table",
                "create the table in a migration, then `insert into … select …`",
            );
        }
    }

    /// Checks a SELECT in the level that is open.
    pub(super) fn select(
        &mut self,
        select: &'a Select,
        tail: Tail<'_, 'a>,
        usage: Use,
    ) -> QueryResult<'a> {
        self.refuse_into(select);
        let outputs = select
            .targets
            .iter()
            .filter_map(|target| target.alias.as_ref());
        self.resolver.level().outputs = outputs.map(|alias| alias.text.clone()).gather();
        self.from_list(&select.from);
        if let Some(condition) = &select.where_clause {
            self.condition(condition, Clause::Where);
            self.learn(condition, None);
        }
        self.prepare_grouping(select.group_by.as_ref(), &select.targets);
        self.declare_windows(&select.windows);
        let mut table = None;
        let mut columns = self.targets(&select.targets, usage == Use::Outermost);
        if select.targets.is_empty() && usage == Use::Outermost {
            table = self.struct_of(select);
            if let Some(entry) = table {
                let level = self.frames.len() - 1;
                columns = self.entry_columns(level, &[entry], select.span, Some(select.id));
            }
        }
        if let Some(group_by) = &select.group_by {
            self.within(Clause::GroupBy, |checker| {
                checker.check_group_by(group_by, &select.targets, columns.len());
            });
        }
        if let Some(having) = &select.having {
            self.condition(having, Clause::Having);
        }
        let distinct_on: &'a [Expr] = match &select.distinct {
            Some(Distinct::On(exprs)) => exprs,
            Some(Distinct::Rows(_)) | None => &[],
        };
        self.order_by(
            tail.order_by(),
            &select.targets,
            &columns,
            select.distinct.as_ref(),
        );
        self.distinct_on(distinct_on, tail.order_by(), &select.targets, &columns);
        self.check_windows(&select.windows);
        self.report_ungrouped(select.having.is_some());
        self.pad_sets(select, &mut columns);
        let grouped = select.group_by.is_some() || select.having.is_some();
        let aggregated = !self.frame().aggregates.is_empty();
        if aggregated && self.frame().recursive {
            let span = self.frame().aggregates[0];
            self.report(&name::BAD_RECURSION, span, "an aggregate cannot stand in the recursive query of a recursive common table expression");
        }
        let obstacle = if select.distinct.is_some() {
            Some("DISTINCT")
        } else if select.group_by.is_some() {
            Some("GROUP BY")
        } else if select.having.is_some() {
            Some("HAVING")
        } else if aggregated {
            Some("aggregates")
        } else if !self.frame().windows.is_empty() {
            Some("window functions")
        } else if !self.frame().sets.is_empty() {
            Some("functions that return sets")
        } else {
            None
        };
        self.locking(tail, obstacle);
        let alone = select.from.is_empty() && select.where_clause.is_none();
        let one_row = !grouped && (aggregated || alone) && self.frame().sets.is_empty();
        QueryResult {
            columns,
            one_row,
            table,
            broken: false,
        }
    }

    /// The table whose struct `select from …` gives: the only table of FROM, or the first if others are joined to it.
    fn struct_of(&mut self, select: &'a Select) -> Option<EntryId> {
        let first = leftmost(select.from.first()?);
        let known = self.analysis.tables.contains_key(&first.id);
        let reference = self
            .analysis
            .tables
            .get(&first.id)
            .map(|table| table.reference.clone());
        let entry = self
            .resolver
            .level()
            .items
            .clone()
            .into_iter()
            .map(|item| item.entry)
            .find(|entry| reference.is_some() && self.resolver.entries[entry.0].name == reference);
        match entry {
            Some(entry) if self.resolver.may_be_missing(entry) => {
                self.report_with(
                    &result::NO_STRUCT,
                    first.span,
                    "an outer join may leave this row out, so that it cannot be the struct of the result",
                    "write the rows that are wanted: `select u, o from …`",
                );
                None
            }
            Some(entry) if known => Some(entry),
            _ => {
                if !matches!(first.kind, FromItemKind::Error | FromItemKind::Table(_)) {
                    self.report_with(
                        &result::NO_STRUCT,
                        first.span,
                        "`select from …` gives the struct of a declared table, and this is none",
                        "write the columns: `select a, b from …`, or `select *`",
                    );
                } else if let FromItemKind::Table(table) = &first.kind
                    && self.resolver.cte(&table.name.last().text).is_some()
                {
                    self.report_with(
                        &result::NO_STRUCT,
                        first.span,
                        "`select from …` gives the struct of a declared table, and this is a common table expression",
                        "write the columns: `select a, b from …`, or `select *`",
                    );
                }
                None
            }
        }
    }

    /// The target list.
    pub(super) fn targets(&mut self, targets: &'a [Target], outermost: bool) -> Vec<OutColumn<'a>> {
        let mut columns = Vec::new();
        for target in targets {
            match &target.expr.kind {
                ExprKind::Star(None) => {
                    let items = self.resolver.level().items.clone();
                    let entries: Vec<EntryId> = items
                        .iter()
                        .filter(|item| item.columns)
                        .map(|item| item.entry)
                        .gather();
                    if entries.is_empty() {
                        self.report(&name::STAR_WITHOUT_FROM, target.span, "`*` needs a FROM");
                    }
                    let level = self.frames.len() - 1;
                    let id = Some(target.expr.id);
                    columns.extend(self.entry_columns(level, &entries, target.span, id));
                }
                _ => match self.star(&target.expr) {
                    Some(several) => columns.extend(several),
                    None => columns.push(self.target_column(target, outermost)),
                },
            }
        }
        columns
    }

    /// The columns that `u.*` or `(v).*` stands for; `None` of anything else.
    pub(super) fn star(&mut self, expr: &'a Expr) -> Option<Vec<OutColumn<'a>>> {
        match &expr.kind {
            ExprKind::Star(Some(written)) => {
                let found = self.resolver.relation(written, self.errors);
                Some(found.map_or_else(Vec::new, |(level, entry)| {
                    self.entry_columns(level, &[entry], expr.span, Some(expr.id))
                }))
            }
            ExprKind::Indirection(base, steps) => match steps.as_slice() {
                [before @ .., Indirection::Star(_)] => {
                    Some(self.composite_star(expr, base, before))
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn target_column(&mut self, target: &'a Target, outermost: bool) -> OutColumn<'a> {
        let mut ty = self.expr(&target.expr);
        match &target.nullness {
            Some((Nullness::NotNull, _)) => {
                ty = ty.map(|ty| Type {
                    nullable: false,
                    ..ty
                });
            }
            Some((Nullness::Nullable, _)) => {
                ty = ty.map(|ty| Type {
                    nullable: true,
                    ..ty
                });
            }
            None => {}
        }
        let row = match self.found.get(&target.expr.id) {
            Some(Found::Row(_, entry))
                if outermost && matches!(target.expr.kind, ExprKind::Column(_)) =>
            {
                Some(*entry)
            }
            Some(Found::Row(..) | Found::Column(..) | Found::System(..)) | None => None,
        };
        let name = output::target_name(target);
        OutColumn {
            name: name.unwrap_or("?column?").to_owned(),
            named: name.is_some(),
            span: target
                .alias
                .as_ref()
                .map_or(target.expr.span, |alias| alias.span),
            ty,
            exprs: vec![&target.expr],
            target: Some(target),
            row,
            marked: target.nullness.is_some(),
        }
    }

    /// `(value).*`: the fields of a composite value.
    fn composite_star(
        &mut self,
        expr: &'a Expr,
        base: &'a Expr,
        steps: &'a [Indirection],
    ) -> Vec<OutColumn<'a>> {
        let ty = self.indirection(None, base, steps);
        if steps.is_empty()
            && let Some(Found::Row(level, entry)) = self.found.get(&base.id).copied()
        {
            return self.entry_columns(level, &[entry], expr.span, Some(expr.id));
        }
        let Some(ty) = ty else { return Vec::new() };
        let called = self
            .call_rows
            .get(&base.id)
            .filter(|_| steps.is_empty())
            .cloned();
        let Some(fields) = called.or_else(|| self.types.fields(ty.id)) else {
            let given = self.name_of(ty.id);
            self.report(
                &name::STAR_WITHOUT_FROM,
                expr.span,
                format!("a value of type `{given}` has no columns for `.*`"),
            );
            return Vec::new();
        };
        fields
            .into_iter()
            .map(|(name, id)| out_column(name, expr.span, Some(Type::computed(id, true))))
            .gather()
    }

    /// The columns of `*` over items of FROM.
    pub(super) fn star_columns(
        &mut self,
        items: &[NamespaceItem],
        span: Span,
    ) -> Vec<OutColumn<'a>> {
        let entries: Vec<EntryId> = items
            .iter()
            .filter(|item| item.columns)
            .map(|item| item.entry)
            .gather();
        self.entry_columns(self.frames.len() - 1, &entries, span, None)
    }

    /// The columns of entries of a level; noted under the id of the `*` that stands for them.
    pub(super) fn entry_columns(
        &mut self,
        level: usize,
        entries: &[EntryId],
        span: Span,
        id: Option<NodeId>,
    ) -> Vec<OutColumn<'a>> {
        let mut columns = Vec::new();
        let mut stars: Vec<StarColumn> = Vec::new();
        for &entry in entries {
            self.broken |= self.resolver.entries[entry.0].broken;
            for (entry, column, star) in self.resolver.star_of(entry) {
                let (under, index) = self.resolver.underlying(entry, column);
                self.add_candidate(super::group::Candidate {
                    level,
                    entry: under,
                    column: Some(index),
                    span,
                });
                let ty = self.found_type(Found::Column(level, entry, column));
                columns.push(out_column(
                    self.resolver.entries[entry.0].columns[column].name.clone(),
                    span,
                    ty,
                ));
                stars.push(star);
            }
        }
        if let Some(id) = id {
            // Of the outermost query, two columns of one name are a mistake in any case, which tells more.
            if self.frames.len() > 1
                && let Some(name) = ambiguous_name(&stars)
            {
                if !entries.iter().any(|&entry| self.has_declared(entry)) {
                    // Nothing of it is hidden from `*`, which stays as it is.
                    return columns;
                }
                self.ambiguous_stars.push((span, name.to_owned()));
            }
            self.analysis.stars.insert(id, stars);
        }
        columns
    }

    /// Whether columns of an entry are those of a declared table, or merged of two.
    fn has_declared(&self, entry: EntryId) -> bool {
        (0..self.resolver.entries[entry.0].columns.len()).any(|column| {
            let (under, _) = self.resolver.underlying(entry, column);
            matches!(
                self.resolver.entries[under.0].kind,
                EntryKind::Table { .. } | EntryKind::Join
            )
        })
    }

    /// Where `*` is written out, each of its columns must have a name that means it alone.
    pub(super) fn report_ambiguous_stars(&mut self) {
        for (span, column) in std::mem::take(&mut self.ambiguous_stars) {
            self.report_with(
                &name::AMBIGUOUS_COLUMN,
                span,
                format!("`*` stands for two columns called `{column}`, which cannot be told apart"),
                "list the columns in place of `*`, or give them names of their own in FROM",
            );
        }
    }

    /// Two functions that return sets run side by side: the shorter one gives NULLs at the end.
    fn pad_sets(&mut self, select: &'a Select, columns: &mut [OutColumn<'a>]) {
        let sets = self.frame().sets.clone();
        if sets.len() < 2 {
            return;
        }
        let _ = select;
        for column in columns {
            let within = |set: &Span| {
                column
                    .target
                    .is_some_and(|t| t.span.start <= set.start && set.end <= t.span.end)
            };
            if sets.iter().any(within)
                && !column.marked
                && let Some(ty) = &mut column.ty
            {
                ty.nullable = true;
            }
        }
    }

    /// Reports what an aggregate in a statement without a target list of its own would mean.
    pub(super) fn check_ordinal(&mut self, digits: &str, outputs: usize, span: Span, clause: &str) {
        let fine = digits
            .parse::<usize>()
            .is_ok_and(|number| number >= 1 && number <= outputs);
        if !fine {
            self.report(
                &grouping::BAD_ORDINAL,
                span,
                format!(
                    "{clause} {digits}: the target list has {}",
                    super::compare::counted(outputs)
                ),
            );
        }
    }
}

/// A column that is no entry of a target list by itself.
pub(super) fn out_column<'a>(name: String, span: Span, ty: Option<Type>) -> OutColumn<'a> {
    OutColumn {
        name,
        named: true,
        span,
        ty,
        exprs: Vec::new(),
        target: None,
        row: None,
        marked: false,
    }
}

/// The first table of a FROM item.
fn leftmost(item: &FromItem) -> &FromItem {
    match &item.kind {
        FromItemKind::Join(join) => leftmost(&join.left),
        FromItemKind::Table(_)
        | FromItemKind::Subquery { .. }
        | FromItemKind::Function(_)
        | FromItemKind::JsonTable { .. }
        | FromItemKind::XmlTable { .. }
        | FromItemKind::Error => item,
    }
}

/// The name that would mean two columns of a `*` if each were written by its name.
fn ambiguous_name(stars: &[StarColumn]) -> Option<&str> {
    let repeated = stars.iter().enumerate().find(|(index, column)| {
        stars[..*index].iter().any(|other| {
            let told_apart = other.qualifier.is_some()
                && column.qualifier.is_some()
                && other.qualifier != column.qualifier;
            other.name == column.name && !told_apart
        })
    });
    repeated.map(|(_, column)| column.name.as_str())
}
