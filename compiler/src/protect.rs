//! The rules of soft deletion: every reference to a soft-delete table sees the rows its scope says, DELETE marks, RESTORE takes
//! the mark away, and nothing touches a whole table by accident.
//!
//! Source: the page "The language", "Rules of protection". What stands inside is protected before what stands around it, so
//! that a node made here is not protected twice.

use std::collections::BTreeSet;

use crate::ast::{
    Cte, Expr, ExprKind, Insert, NodeId, NodeIds, Scope, Select, Statement, Update, With,
};
use crate::catalog::Schema;
use crate::check::Analysis;
use crate::diagnostic::{Diagnostic, Errors, protection};
use crate::lower::build::Build;
use crate::lower::params::Param;
use crate::visit::mutable::{self, walk_cte, walk_select, walk_statement};
use crate::visit::{self, Visitor};
use effect::Effect;
use lifecycle::names::Names;

mod archive;
mod by_name;
mod conflict;
mod delete;
pub(crate) mod effect;
mod erase;
mod grouping;
mod hard_delete;
mod lifecycle;
mod merge;
mod placeholder;
mod placement;
mod predicate;
mod restore;
mod scope;
mod target;
mod tautology;
mod verify;
mod whole_table;

/// What is known of a protected statement beside its tree.
#[derive(Debug, Default)]
pub(crate) struct Protected {
    /// What it does to the rows of which table, if it deletes, restores or erases.
    pub(crate) effects: Vec<Effect>,
    /// Whether it returns one row that counts the rows of each effect.
    pub(crate) reports: bool,
    /// The statement that returns that row and changes nothing.
    pub(crate) plan: Option<Statement>,
}

/// Protects a statement whose own forms have been lowered. Parameters that the runtime fills in are added to `params`.
pub(crate) fn statement(
    statement: &mut Statement,
    schema: &Schema,
    analysis: &Analysis,
    ids: &mut NodeIds,
    params: &mut Vec<Param>,
    count_named: bool,
    errors: &mut Errors,
) -> Protected {
    by_name::refuse(statement, errors);
    archive::refuse(statement, schema, analysis, errors);
    let mut system_columns = SystemColumns::default();
    system_columns.statement(statement);
    let mut protect = Protect {
        schema,
        analysis,
        ids,
        params,
        errors,
        system_columns: system_columns.0,
        mentions: archive::Mentions::of(statement, schema),
        depth: 0,
        before: Vec::new(),
        names: Names::of(statement, schema),
        count_named,
        following: Vec::new(),
        met: BTreeSet::new(),
        protected: Protected::default(),
    };
    mutable::Visitor::statement(&mut protect, statement);
    let (met, mut protected) = (protect.met, protect.protected);
    placeholder::delay(statement, schema, analysis, ids);
    if let Some(plan) = &mut protected.plan {
        placeholder::delay(plan, schema, analysis, ids);
    }
    verify::verify(statement, schema, analysis, &met, errors);
    if let Some(plan) = &protected.plan {
        verify::verify(plan, schema, analysis, &met, errors);
    }
    protected
}

/// The state of the walk.
struct Protect<'a> {
    /// What was declared.
    schema: &'a Schema,
    /// What the statement means.
    analysis: &'a Analysis,
    /// Numbers for nodes.
    ids: &'a mut NodeIds,
    /// The parameters of the text.
    params: &'a mut Vec<Param>,
    /// The mistakes.
    errors: &'a mut Errors,
    /// System columns that the statement reads, with their qualifiers.
    system_columns: BTreeSet<(String, String)>,
    /// What the statement mentions.
    mentions: archive::Mentions,
    /// How many statements are in work, one within the other.
    depth: usize,
    /// What has to stand in the outermost WITH before the common table expression in work.
    before: Vec<Cte>,
    /// Names for common table expressions that are added.
    names: Names,
    /// Whether the rows that a statement names are counted in whatever state.
    count_named: bool,
    /// Common table expressions to be put right after the one in work.
    following: Vec<Cte>,
    /// The references to declared tables that a rule has met.
    met: BTreeSet<NodeId>,
    /// What is known of the statement in the end.
    protected: Protected,
}

impl mutable::Visitor for Protect<'_> {
    fn as_visitor(&mut self) -> &mut dyn mutable::Visitor {
        self
    }

    fn statement(&mut self, statement: &mut Statement) {
        self.depth += 1;
        walk_statement(self, statement);
        self.protect(statement);
        self.depth -= 1;
    }

    fn with(&mut self, with: &mut With) {
        for mut cte in std::mem::take(&mut with.ctes) {
            walk_cte(self, &mut cte);
            // Only the outermost WITH is one of a statement that changes data.
            if self.depth == 1 {
                with.ctes.append(&mut self.before);
            }
            with.ctes.push(cte);
            if self.depth == 1 {
                with.ctes.append(&mut self.following);
            }
        }
    }

    fn select(&mut self, select: &mut Select) {
        walk_select(self, select);
        let mut wrapped = Vec::new();
        let conditions = self.place_all(&mut select.from, &mut wrapped);
        self.guard_where(&mut select.where_clause, conditions);
        self.group_by_decided(select, &wrapped);
    }
}

impl Protect<'_> {
    /// Protects a statement in whose parts everything is protected.
    fn protect(&mut self, statement: &mut Statement) {
        match statement {
            Statement::Query(_) => {}
            Statement::Insert(insert) => self.insert(insert),
            Statement::Update(update) => self.update(update),
            Statement::Merge(merge) => self.merge(merge),
            Statement::Delete(_) | Statement::Restore(_) | Statement::Erase(_) => {
                let nothing = Build::new(self.ids, crate::span::Span::default()).select(
                    Vec::new(),
                    Vec::new(),
                    None,
                );
                *statement = match std::mem::replace(statement, Statement::Query(Box::new(nothing)))
                {
                    Statement::Delete(delete) => self.delete(delete),
                    Statement::Restore(restore) => self.restore(restore),
                    Statement::Erase(erase) => self.erase(erase),
                    other @ (Statement::Query(_)
                    | Statement::Insert(_)
                    | Statement::Update(_)
                    | Statement::Merge(_)) => other,
                };
            }
        }
    }

    fn insert(&mut self, insert: &mut Insert) {
        let Some(target) = self.target_of(&insert.table) else {
            return;
        };
        self.met.insert(insert.table.id);
        self.refuse_scope_of_target(&mut insert.table, "insert", "new");
        for column in &insert.columns {
            self.refuse_mark(column, target);
        }
        if let Some(on_conflict) = &mut insert.on_conflict {
            self.on_conflict(on_conflict, target);
        }
        if self.archived(target).is_some() {
            self.insert_without_marks(insert, target);
        }
    }

    fn update(&mut self, update: &mut Update) {
        self.require_where(
            "update",
            update.all,
            update.where_clause.as_ref(),
            &update.table,
        );
        update.all = None;
        let conditions = self.place_all(&mut update.from, &mut Vec::new());
        let Some(target) = self.target_of(&update.table) else {
            return;
        };
        self.refuse_marks(&update.set, target);
        if target.guard().is_some() && !matches!(scope_of(&update.table), Scope::WithDeleted(_)) {
            self.refuse_current_of(update.where_clause.as_ref());
        }
        if let Scope::AsOf(_, span) = scope_of(&update.table) {
            self.errors.push(
                Diagnostic::new(
                    &protection::SCOPE_MISPLACED,
                    *span,
                    "what was active in the past cannot be changed any more",
                )
                .help("remove `as of`, or choose the rows in WHERE"),
            );
        }
        if let Some(guard) = self.archived(target) {
            self.update_archived(update, target, guard, conditions);
            return;
        }
        self.guard_target(&mut update.where_clause, &mut update.table, conditions);
    }
}

/// The scope of the target of a statement.
fn scope_of(item: &crate::ast::FromItem) -> &Scope {
    match &item.kind {
        crate::ast::FromItemKind::Table(range) => &range.scope,
        crate::ast::FromItemKind::Subquery { .. }
        | crate::ast::FromItemKind::Function(_)
        | crate::ast::FromItemKind::JsonTable { .. }
        | crate::ast::FromItemKind::XmlTable { .. }
        | crate::ast::FromItemKind::Join(_)
        | crate::ast::FromItemKind::Error => &Scope::Active,
    }
}

/// Collects the system columns that a statement reads: a table that becomes a subquery has to hand them on.
#[derive(Default)]
struct SystemColumns(BTreeSet<(String, String)>);

impl Visitor for SystemColumns {
    fn as_visitor(&mut self) -> &mut dyn Visitor {
        self
    }

    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::Column(name) = &expr.kind
            && let [qualifier, column] = name.parts.as_slice()
            && ["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"].contains(&column.text.as_str())
        {
            self.0.insert((qualifier.text.clone(), column.text.clone()));
        }
        visit::walk_expr(self, expr);
    }
}
