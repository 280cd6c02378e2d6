//! Windows, sorting, FILTER.

use super::Writer;
use crate::ast::{
    Expr, FrameBound, FrameExclude, FrameUnit, SortBy, SortDirection, WindowFrame, WindowRef,
    WindowSpec,
};

impl Writer<'_> {
    /// ` ORDER BY …` if there is anything to order by.
    pub(super) fn order_by(&mut self, order_by: &[SortBy]) {
        if order_by.iter().any(|key| key.when.is_some()) {
            self.optional_order_by(order_by);
        } else if !order_by.is_empty() {
            self.push(" ORDER BY ");
            self.sort_list(order_by);
        }
    }

    pub(super) fn sort_list(&mut self, order_by: &[SortBy]) {
        self.list(order_by, Self::sort_key);
    }

    pub(super) fn sort_key(&mut self, sort: &SortBy) {
        self.expr(&sort.expr);
        self.sort_order(sort.direction.as_ref(), sort.nulls_first);
    }

    pub(super) fn sort_order(
        &mut self,
        direction: Option<&SortDirection>,
        nulls_first: Option<bool>,
    ) {
        match direction {
            Some(SortDirection::Asc) => self.push(" ASC"),
            Some(SortDirection::Desc) => self.push(" DESC"),
            Some(SortDirection::Using(op)) => {
                self.push(" USING ");
                self.operator(op);
            }
            None => {}
        }
        match nulls_first {
            Some(true) => self.push(" NULLS FIRST"),
            Some(false) => self.push(" NULLS LAST"),
            None => {}
        }
    }

    pub(super) fn filter_and_over(&mut self, filter: Option<&Expr>, over: Option<&WindowRef>) {
        if let Some(filter) = filter {
            self.push(" FILTER (WHERE ");
            self.expr(filter);
            self.push(")");
        }
        match over {
            Some(WindowRef::Name(name)) => {
                self.push(" OVER ");
                self.name(name);
            }
            Some(WindowRef::Spec(spec)) => {
                self.push(" OVER ");
                self.window_spec(spec);
            }
            None => {}
        }
    }

    pub(super) fn window_spec(&mut self, spec: &WindowSpec) {
        self.push("(");
        let start = self.out.len();
        if let Some(base) = &spec.base {
            self.name(base);
        }
        if !spec.partition_by.is_empty() {
            self.push(" PARTITION BY ");
            self.exprs(&spec.partition_by);
        }
        self.order_by(&spec.order_by);
        if let Some(frame) = &spec.frame {
            self.frame(frame);
        }
        // Whichever part came first wrote a space before itself.
        self.trim_start(start);
        self.push(")");
    }

    fn frame(&mut self, frame: &WindowFrame) {
        self.push(match frame.unit {
            FrameUnit::Range => " RANGE ",
            FrameUnit::Rows => " ROWS ",
            FrameUnit::Groups => " GROUPS ",
        });
        match &frame.end {
            Some(end) => {
                self.push("BETWEEN ");
                self.frame_bound(&frame.start);
                self.push(" AND ");
                self.frame_bound(end);
            }
            None => self.frame_bound(&frame.start),
        }
        match frame.exclude {
            Some(FrameExclude::CurrentRow) => self.push(" EXCLUDE CURRENT ROW"),
            Some(FrameExclude::Group) => self.push(" EXCLUDE GROUP"),
            Some(FrameExclude::Ties) => self.push(" EXCLUDE TIES"),
            Some(FrameExclude::NoOthers) => self.push(" EXCLUDE NO OTHERS"),
            None => {}
        }
    }

    fn frame_bound(&mut self, bound: &FrameBound) {
        match bound {
            FrameBound::UnboundedPreceding => self.push("UNBOUNDED PRECEDING"),
            FrameBound::UnboundedFollowing => self.push("UNBOUNDED FOLLOWING"),
            FrameBound::CurrentRow => self.push("CURRENT ROW"),
            FrameBound::Preceding(offset) => {
                self.expr(offset);
                self.push(" PRECEDING");
            }
            FrameBound::Following(offset) => {
                self.expr(offset);
                self.push(" FOLLOWING");
            }
        }
    }
}
