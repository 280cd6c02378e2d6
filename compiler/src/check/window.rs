//! Window functions and window definitions.

use super::Type;
use super::aggregate::PASSING;
use super::checker::Checker;
use super::clause::Clause;
use super::coerce::Typed;
use super::convert::FunctionMatch;
use crate::ast::{
    FrameBound, FrameExclude, FrameUnit, FunctionCall, Name, NamedWindow, SortBy, WindowFrame,
    WindowRef, WindowSpec,
};
use crate::catalog::builtin::{Nulls, TypeId};
use crate::diagnostic::{grouping, name, syntax, types};
use crate::gather::Gather as _;
use crate::resolve::report::close_name;
use crate::span::Span;

impl<'a> Checker<'a, '_> {
    /// OVER: notes the window function, where it may stand.
    pub(super) fn over(&mut self, over: &'a WindowRef, span: Span) {
        let clause = self.frame().clause;
        if clause.allows_windows() {
            self.frame().windows.push(span);
        } else {
            self.report_with(
                &grouping::WINDOW_PLACEMENT,
                span,
                format!("a window function cannot stand in {}", clause.name()),
                "compute it in a query in FROM, and use its result outside",
            );
        }
        match over {
            WindowRef::Name(name) => {
                self.find_window(name);
            }
            WindowRef::Spec(spec) => self.window_spec(spec),
        }
    }

    /// The windows of the WINDOW clause, each of which may refine one before it. Their expressions are looked at after the
    /// target list, by [`Self::check_windows`], as on the server.
    pub(super) fn declare_windows(&mut self, windows: &'a [NamedWindow]) {
        for window in windows {
            if self
                .frame()
                .named_windows
                .iter()
                .any(|(name, ..)| *name == window.name.text)
            {
                self.report(
                    &name::DUPLICATE_WINDOW,
                    window.name.span,
                    format!("window `{}` is defined twice", window.name.text),
                );
            }
            let base = window.spec.base.as_ref().and_then(|base| {
                self.frame()
                    .named_windows
                    .iter()
                    .find(|(name, ..)| *name == base.text)
                    .map(|(_, ordered, _)| *ordered)
            });
            let ordered = !window.spec.order_by.is_empty() || base.unwrap_or(false);
            let framed = window.spec.frame.is_some();
            self.frame()
                .named_windows
                .push((window.name.text.clone(), ordered, framed));
        }
    }

    /// Checks the definitions of the WINDOW clause.
    pub(super) fn check_windows(&mut self, windows: &'a [NamedWindow]) {
        for window in windows {
            self.window_spec(&window.spec);
        }
    }

    fn find_window(&mut self, window: &Name) -> Option<(bool, bool)> {
        let known = &self.frame().named_windows;
        if let Some((_, ordered, framed)) = known.iter().find(|(name, ..)| *name == window.text) {
            return Some((*ordered, *framed));
        }
        let names: Vec<String> = known.iter().map(|(name, ..)| name.clone()).gather();
        let help = match close_name(&window.text, names.iter().map(String::as_str)) {
            Some(close) => format!("did you mean `{close}`?"),
            None => format!(
                "define it: `window {} as (partition by … order by …)`",
                window.text
            ),
        };
        self.report_with(
            &name::UNKNOWN_WINDOW,
            window.span,
            format!("there is no window `{}`", window.text),
            help,
        );
        None
    }

    fn window_spec(&mut self, spec: &'a WindowSpec) {
        if let Some(base) = &spec.base
            && let Some((ordered, framed)) = self.find_window(base)
        {
            let wrong = if !spec.partition_by.is_empty() {
                Some("PARTITION BY of the window it refines cannot be overridden")
            } else if ordered && !spec.order_by.is_empty() {
                Some("ORDER BY of the window it refines cannot be overridden")
            } else if framed {
                Some(
                    "a window with a frame cannot be refined; write `over name` without parentheses",
                )
            } else {
                None
            };
            if let Some(wrong) = wrong {
                self.report(&grouping::BAD_WINDOW, base.span, wrong);
            }
        }
        let before = std::mem::replace(&mut self.frame().in_window, false);
        self.within(Clause::Window, |checker| {
            for expr in &spec.partition_by {
                let ty = checker.expr(expr);
                checker.settled((expr, ty));
            }
            for sort in &spec.order_by {
                let ty = checker.expr(&sort.expr);
                checker.settled((&sort.expr, ty));
            }
        });
        if let Some(frame) = &spec.frame {
            self.window_frame(frame, &spec.order_by, spec.span);
        }
        self.frame().in_window = before;
    }

    fn window_frame(&mut self, frame: &'a WindowFrame, order_by: &'a [SortBy], span: Span) {
        let bounds = [Some(&frame.start), frame.end.as_ref()];
        let counts = |bound: &FrameBound| {
            matches!(bound, FrameBound::Preceding(_) | FrameBound::Following(_))
        };
        let needs_order = match frame.unit {
            FrameUnit::Rows => false,
            FrameUnit::Groups => true,
            FrameUnit::Range => bounds.into_iter().flatten().any(counts),
        };
        if let Some(sort) = order_by.iter().find(|sort| sort.when.is_some())
            && needs_order
        {
            self.report_with(
                &syntax::CHOICE,
                sort.expr.span,
                "the order that this frame is counted by cannot be optional",
                "write the whole window function twice, or use ROWS",
            );
            return;
        }
        for bound in bounds.into_iter().flatten() {
            match bound {
                FrameBound::Preceding(offset) | FrameBound::Following(offset) => {
                    self.within(Clause::Frame, |checker| {
                        checker.frame_offset(offset, frame.unit, order_by, span);
                    });
                }
                FrameBound::UnboundedPreceding
                | FrameBound::CurrentRow
                | FrameBound::UnboundedFollowing => {}
            }
        }
        if matches!(frame.start, FrameBound::UnboundedFollowing) {
            self.report(
                &grouping::BAD_WINDOW,
                span,
                "a frame cannot start with UNBOUNDED FOLLOWING",
            );
        }
        if matches!(frame.end, Some(FrameBound::UnboundedPreceding)) {
            self.report(
                &grouping::BAD_WINDOW,
                span,
                "a frame cannot end with UNBOUNDED PRECEDING",
            );
        }
    }

    fn frame_offset(
        &mut self,
        offset: &'a crate::ast::Expr,
        unit: FrameUnit,
        order_by: &'a [SortBy],
        span: Span,
    ) {
        match unit {
            FrameUnit::Rows | FrameUnit::Groups => {
                self.expect(offset, TypeId::INT8, "the offset of a frame");
            }
            FrameUnit::Range => {
                let ty = self.expr(offset);
                let [sort] = order_by else {
                    self.report(
                        &grouping::BAD_WINDOW,
                        span,
                        "RANGE with an offset needs exactly one ORDER BY column",
                    );
                    return;
                };
                // A time is moved by an interval, a number by one of its own kind.
                let sorted = self
                    .analysis
                    .types
                    .get(&sort.expr.id)
                    .map(|ty| self.types.base(ty.id));
                let wanted = match sorted {
                    Some(
                        TypeId::DATE
                        | TypeId::TIMESTAMP
                        | TypeId::TIMESTAMPTZ
                        | TypeId::TIME
                        | TypeId::TIMETZ
                        | TypeId::INTERVAL,
                    ) => Some(TypeId::INTERVAL),
                    Some(TypeId::INT2 | TypeId::INT4 | TypeId::INT8) => Some(TypeId::INT8),
                    Some(TypeId::FLOAT4 | TypeId::FLOAT8) => Some(TypeId::FLOAT8),
                    other => other,
                };
                match wanted {
                    Some(wanted) => {
                        self.wants((offset, ty), wanted, "the offset of this frame");
                    }
                    None => self.hush(offset),
                }
            }
        }
    }

    /// The type of a window function's value.
    pub(super) fn window_type(
        &mut self,
        call: &FunctionCall,
        typed: &[Typed<'_>],
        found: &FunctionMatch,
    ) -> Type {
        let name = call.name.last().text.as_str();
        let builtin = found.oid.is_some();
        let over = call.over.as_ref();
        if call.filter.is_some() {
            self.report(
                &types::BAD_CALL,
                call.name.span(),
                "FILTER is for aggregates only",
            );
        }
        let first = typed.first().and_then(|(_, ty)| *ty);
        let origin = (builtin && PASSING.contains(&name))
            .then(|| {
                first
                    .filter(|ty| ty.id == found.result)
                    .and_then(|ty| ty.origin)
            })
            .flatten();
        let given = typed
            .iter()
            .all(|(_, ty)| ty.is_some_and(|ty| !ty.nullable));
        let nullable = match (found.nulls, name) {
            (Nulls::Never, _) => false,
            _ if !builtin => true,
            (_, "row_number" | "rank" | "dense_rank" | "percent_rank" | "cume_dist") => false,
            (_, "ntile") => !given,
            // With a default for rows beyond the partition.
            (_, "lag" | "lead") if typed.len() == 3 => !given,
            (_, "first_value" | "last_value") => {
                !(given
                    && over.is_some_and(|over| {
                        holds_current_row(over) && !self.names_framed_window(over)
                    }))
            }
            _ => true,
        };
        Type {
            id: found.result,
            nullable,
            origin,
        }
    }

    /// Whether OVER names a window, or refines one, that has a frame.
    pub(super) fn names_framed_window(&mut self, over: &WindowRef) -> bool {
        match over {
            WindowRef::Name(window) => self
                .frame()
                .named_windows
                .iter()
                .any(|(name, _, framed)| *name == window.text && *framed),
            WindowRef::Spec(_) => false,
        }
    }
}

/// Whether the frame surely holds the current row: the default one does.
pub(super) fn holds_current_row(over: &WindowRef) -> bool {
    match over {
        WindowRef::Name(_) => true,
        WindowRef::Spec(spec) => spec.frame.as_deref().is_none_or(is_around_its_row),
    }
}

/// Whether a frame begins and ends on the two sides of its row, and does not leave it out. Offsets of RANGE are added by the arithmetic of
/// the key's type, which does not promise that much: of dates, a month less and thirty days more may be later.
fn is_around_its_row(frame: &WindowFrame) -> bool {
    let counted = match frame.unit {
        FrameUnit::Rows | FrameUnit::Groups => true,
        FrameUnit::Range => false,
    };
    let begins = match &frame.start {
        FrameBound::UnboundedPreceding | FrameBound::CurrentRow => true,
        FrameBound::Preceding(_) => counted,
        FrameBound::Following(_) | FrameBound::UnboundedFollowing => false,
    };
    let ends = match &frame.end {
        None | Some(FrameBound::CurrentRow | FrameBound::UnboundedFollowing) => true,
        Some(FrameBound::Following(_)) => counted,
        Some(FrameBound::Preceding(_) | FrameBound::UnboundedPreceding) => false,
    };
    let kept = match frame.exclude {
        None | Some(FrameExclude::NoOthers | FrameExclude::Ties) => true,
        Some(FrameExclude::CurrentRow | FrameExclude::Group) => false,
    };
    begins && ends && kept
}
