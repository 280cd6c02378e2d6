//! ERASE: overwrites personal columns, of active and deleted rows alike, and keeps the rows.

use super::lifecycle::erase_kin::{Personals, hold, personal};
use super::lifecycle::report::{self, Counted};
use super::lifecycle::restore_sets::Named;
use super::{Protect, effect, predicate::Guard, scope, target};
use crate::ast::{Erase, Expr, Scope, Statement, Update};
use crate::diagnostic::{Diagnostic, protection};
use crate::gather::Gather as _;
use crate::span::Span;

impl<'a> Protect<'a> {
    /// What becomes of an ERASE.
    pub(super) fn erase(&mut self, mut erase: Box<Erase>) -> Statement {
        self.require_where(
            "erase",
            erase.all,
            erase.where_clause.as_ref(),
            &erase.table,
        );
        let Some(target) = self.target_of(&erase.table) else {
            return Statement::Erase(erase);
        };
        self.met.insert(erase.table.id);
        let scope = target::take_scope(&mut erase.table);
        let guards = self.condition_of_erasure(target, &scope, erase.table.span);
        if !guards.is_empty() {
            self.refuse_current_of(erase.where_clause.as_ref());
        }
        let in_any_state = erase.where_clause.clone();
        self.guard_where(&mut erase.where_clause, guards);
        let Some(personals) = self.personals(target.index, erase.table.span) else {
            return Statement::Erase(erase);
        };
        if !self.can_be_erased(&personals, &erase) {
            return Statement::Erase(erase);
        }
        let table = target.table;
        let alone = personals.followed.is_empty() && hold(table).is_none();
        if !alone || table.audit || table.outbox || self.count_named {
            self.refuse_current_of(erase.where_clause.as_ref());
            let condition = erase.where_clause.take();
            return self.erase_family(erase, target, &personals, (condition, in_any_state));
        }
        self.plan_of_erasure(target, &erase);
        let set = self.erasures(target.index, target.reference, erase.span);
        Statement::Update(Box::new(Update {
            id: erase.id,
            span: erase.span,
            with: erase.with,
            all: None,
            table: erase.table,
            set,
            from: Vec::new(),
            where_clause: erase.where_clause,
            returning: erase.returning,
        }))
    }

    /// What a row must be to be erased: nothing, unless a scope says so.
    fn condition_of_erasure(
        &mut self,
        target: target::Target<'a>,
        scope: &Scope,
        table: Span,
    ) -> Vec<Expr> {
        let Some(guard) = target.guard() else {
            scope::refuse_without_soft_delete(scope, &target.table.local_name, self.errors);
            return Vec::new();
        };
        match scope {
            Scope::Active | Scope::WithDeleted(_) => Vec::new(),
            Scope::OnlyDeleted(_)
            | Scope::DeletedAfter(..)
            | Scope::DeletedBefore(..)
            | Scope::DeletedBetween(..) => {
                let condition = self.condition_of_scope(guard, scope, table);
                condition.into_iter().gather()
            }
            Scope::AsOf(_, span) => {
                self.errors.push(
                    Diagnostic::new(
                        &protection::SCOPE_MISPLACED,
                        *span,
                        "`erase` overwrites rows as they are now, so `as of` means nothing here",
                    )
                    .help("remove `as of`, or choose the rows in WHERE"),
                );
                Vec::new()
            }
        }
    }

    /// Refuses an erasure of nothing, one whose author nothing would record, and one of rows that stand in two tables.
    fn can_be_erased(&mut self, personals: &Personals, erase: &Erase) -> bool {
        let schema = self.schema;
        let name = personals.family.table(schema, 0).display_name();
        let members = personals.found.iter();
        let tables: Vec<_> = members
            .map(|member| personals.family.table(schema, *member))
            .gather();
        if tables.iter().all(|table| personal(table).is_empty()) {
            self.errors.push(
                Diagnostic::new(
                    &protection::NOTHING_PERSONAL,
                    erase.table.span,
                    format!("nothing in `{name}` is personal, nor in what refers to it"),
                )
                .help("mark the columns that are to be overwritten: `#[column(personal)]`"),
            );
            return false;
        }
        let archived = tables
            .iter()
            .find(|table| Guard::of(table, None).is_some_and(|guard| guard.archive().is_some()));
        if let Some(table) = archived {
            let message = format!(
                "rows of `{}` stand in its archive as well, where this would leave what is personal",
                table.display_name()
            );
            self.errors.push(
                Diagnostic::new(&protection::TWO_TABLES, erase.table.span, message)
                    .help("restore the rows before they are erased, or really delete them: `hard delete from …`"),
            );
            return false;
        }
        if !tables.iter().any(|table| table.audit) {
            for given in [&erase.attribution.by, &erase.attribution.because]
                .into_iter()
                .flatten()
            {
                self.errors.push(
                    Diagnostic::new(
                        &protection::NOWHERE_TO_RECORD,
                        given.span,
                        "nothing keeps who erased rows and why",
                    )
                    .help(format!(
                        "declare `{name}` with `audit`, so that history records it, or leave this out"
                    )),
                );
            }
        }
        true
    }

    /// The effect and the dry run of an UPDATE that needs nothing else.
    fn plan_of_erasure(&mut self, target: target::Target<'a>, erase: &Erase) {
        // A statement within another is no part of what that one says of itself.
        if self.depth > 1 {
            return;
        }
        let named = Named {
            table: erase.table.clone(),
            condition: erase.where_clause.clone(),
            in_any_state: None,
        };
        let span = erase.span;
        let name = self.names.fresh(&format!("{}_named", target.table.name));
        let rows = self.named_rows(target, &named, &[], &name, false, span);
        let counted = vec![Counted::new(
            effect::Effect {
                action: effect::Action::Erase,
                table: target.index,
                cause: None,
                columns: Vec::new(),
            },
            self.count_set(Some(&name), span),
        )];
        self.protected.effects = report::effects(&counted);
        let user = erase.with.as_ref().map_or(&[][..], |with| &with.ctes);
        let recursive = erase.with.as_ref().is_some_and(|with| with.recursive);
        self.protected.plan = self.planned(user, recursive, vec![rows], counted, span);
    }
}
