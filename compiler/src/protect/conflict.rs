//! ON CONFLICT: a key that is unique among active rows names its index, DO UPDATE spares deleted rows, and DO RESTORE revives
//! them.

use super::{Protect, predicate::Guard, target::Target};
use crate::ast::{
    ConflictAction, ConflictElement, ConflictTarget, Expr, ExprKind, InsertColumn, OnConflict,
};
use crate::catalog::Marker;
use crate::diagnostic::{Diagnostic, protection};
use crate::gather::Gather as _;
use crate::lower::build::Build;
use crate::span::Span;

/// What a conflict target means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    /// The primary key, which deleted rows hold as well.
    Primary,
    /// A key that is unique among active rows.
    Active,
    /// Something else: an index that was not declared, a constraint by its name, or anything.
    Other,
}

impl Protect<'_> {
    /// Protects the ON CONFLICT of an INSERT into `target`.
    pub(super) fn on_conflict(&mut self, on_conflict: &mut OnConflict, target: Target<'_>) {
        let Some(guard) = target.guard() else {
            if let ConflictAction::Restore { span, .. } = &on_conflict.action {
                let name = &target.table.local_name;
                self.errors.push(
                    Diagnostic::new(
                        &protection::NOT_SOFT,
                        *span,
                        format!(
                            "`{name}` has no soft deletion, so it has no deleted rows to restore"
                        ),
                    )
                    .help("write `do update set …` or `do nothing`"),
                );
            }
            return;
        };
        let key = match &mut on_conflict.target {
            Some(ConflictTarget::Columns {
                elements,
                where_clause,
                span,
            }) => {
                let key = key_of(guard, elements);
                if key == Key::Active {
                    self.name_index(guard, elements, where_clause, *span);
                }
                key
            }
            Some(ConflictTarget::Constraint(_)) | None => Key::Other,
        };
        let span = on_conflict.span;
        match &mut on_conflict.action {
            ConflictAction::Nothing => {}
            ConflictAction::Update { set, where_clause } => {
                self.refuse_marks(set, target);
                if guard.archive().is_none() {
                    let active = guard.active(&mut Build::new(self.ids, span));
                    self.guard_where(where_clause, vec![active]);
                }
            }
            ConflictAction::Restore { set, span } => {
                self.refuse_marks(set, target);
                self.refuse_without_course(target, *span, "restoring", "restore … where …");
                if guard.archive().is_some() {
                    self.refuse_restore_archived(guard, *span);
                } else if key == Key::Primary {
                    let mut assignments = self.unmarks(guard, target, *span);
                    assignments.append(set);
                    let deleted = guard.deleted(&mut Build::new(self.ids, *span));
                    on_conflict.action = ConflictAction::Update {
                        set: assignments,
                        where_clause: Some(deleted),
                    };
                } else {
                    self.refuse_restore(guard, key, *span);
                }
            }
        }
    }

    /// Makes a conflict target name the index that is unique among active rows: a partial one, whose predicate is
    /// repeated, or with a sentinel a plain one, over the marker as well.
    fn name_index(
        &mut self,
        guard: Guard<'_>,
        elements: &mut Vec<ConflictElement>,
        where_clause: &mut Option<Expr>,
        span: Span,
    ) {
        let mut build = Build::new(self.ids, span);
        // The key is unique in its table, where no deleted row stands.
        if guard.archive().is_some() {
            return;
        }
        if let Marker::Sentinel { at } = guard.soft_delete.marker {
            let bare = Guard {
                qualifier: None,
                ..guard
            };
            elements.push(ConflictElement {
                expr: bare.column(&mut build, at),
                parenthesised: false,
                collation: None,
                op_class: None,
                order: None,
            });
            return;
        }
        let bare = Guard {
            qualifier: None,
            ..guard
        };
        let active = bare.active(&mut build);
        self.guard_where(where_clause, vec![active]);
    }

    fn refuse_restore(&mut self, guard: Guard<'_>, key: Key, span: Span) {
        let table = guard.table;
        let primary: Vec<_> = table
            .primary_key
            .iter()
            .map(|column| table.columns[*column].name.as_str())
            .gather();
        let message = match key {
            Key::Active => {
                "this key is unique among active rows only, so no deleted row can conflict"
            }
            Key::Primary | Key::Other => "`do restore` needs to know which deleted row is meant",
        };
        let help = if primary.is_empty() {
            "restore the row first: `restore … where …`".to_owned()
        } else {
            format!(
                "name the primary key, `on conflict ({})`, or restore the row first: `restore {} where …`",
                primary.join(", "),
                table.local_name
            )
        };
        self.errors
            .push(Diagnostic::new(&protection::RESTORE_CONFLICT, span, message).help(help));
    }

    /// Refuses assignments to marker columns.
    pub(super) fn refuse_marks(&mut self, set: &[crate::ast::Assignment], target: Target<'_>) {
        for assignment in set {
            match assignment {
                crate::ast::Assignment::Column(column, _) => self.refuse_mark(column, target),
                crate::ast::Assignment::Row(columns, _) => {
                    for column in columns {
                        self.refuse_mark(column, target);
                    }
                }
            }
        }
    }

    /// Refuses a marker column where columns are written.
    pub(super) fn refuse_mark(&mut self, column: &InsertColumn, target: Target<'_>) {
        let table = target.table;
        let Some(index) = table.column(&column.name.text) else {
            return;
        };
        if table.marker_columns().contains(&index) {
            let name = &column.name.text;
            self.errors.push(
                Diagnostic::new(
                    &protection::MARKER_WRITTEN,
                    column.name.span,
                    format!("`{name}` marks rows of `{}` as deleted, and only `delete` and `restore` write it", table.local_name),
                )
                .help(format!(
                    "write `delete from {0} where …` or `restore {0} where …`",
                    table.local_name
                )),
            );
        }
    }
}

/// Which declared key the columns of a conflict target are.
fn key_of(guard: Guard<'_>, elements: &[ConflictElement]) -> Key {
    let table = guard.table;
    let columns: Option<Vec<usize>> = elements
        .iter()
        .map(|element| {
            let ExprKind::Column(name) = &element.expr.kind else {
                return None;
            };
            table.column(&name.last().text)
        })
        .collect();
    let Some(columns) = columns else {
        return Key::Other;
    };
    let same = |key: &[usize]| {
        !key.is_empty()
            && key.iter().all(|column| columns.contains(column))
            && columns.iter().all(|column| key.contains(column))
    };
    if same(&table.primary_key) {
        Key::Primary
    } else if table.unique.iter().any(|key| same(key)) {
        Key::Active
    } else {
        Key::Other
    }
}
