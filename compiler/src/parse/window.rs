//! Windows.

use super::{Parse, Parser};
use crate::ast::{FrameBound, FrameExclude, FrameUnit, WindowFrame, WindowRef, WindowSpec};
use crate::diagnostic::syntax::BAD_FORM;
use crate::keyword::Word as Kw;
use crate::token::TokenKind;

impl Parser<'_> {
    pub(super) fn optional_over(&mut self) -> Parse<Option<WindowRef>> {
        if !self.eat(Kw::Over) {
            return Ok(None);
        }
        if self.at_kind(&TokenKind::LeftParen) {
            return self
                .window_spec()
                .map(|spec| Some(WindowRef::Spec(Box::new(spec))));
        }
        self.name("a window name or `(`")
            .map(|name| Some(WindowRef::Name(name)))
    }

    pub(super) fn window_spec(&mut self) -> Parse<WindowSpec> {
        let start = self.span();
        self.left_paren()?;
        let clause = matches!(
            self.word(),
            Some(Kw::Partition | Kw::Range | Kw::Rows | Kw::Groups)
        );
        let base = if self.at_name(0) && !clause {
            Some(self.name("a window name")?)
        } else {
            None
        };
        let partition_by = if self.eat(Kw::Partition) {
            self.expect(Kw::By)?;
            self.list(Self::recovering_expr)?
        } else {
            Vec::new()
        };
        let order_by = self.optional_order_by()?;
        let frame = self.optional_frame()?;
        self.right_paren()?;
        Ok(WindowSpec {
            base,
            partition_by,
            order_by,
            frame,
            span: self.span_from(start),
        })
    }

    fn optional_frame(&mut self) -> Parse<Option<Box<WindowFrame>>> {
        let unit = match self.word() {
            Some(Kw::Range) => FrameUnit::Range,
            Some(Kw::Rows) => FrameUnit::Rows,
            Some(Kw::Groups) => FrameUnit::Groups,
            _ => return Ok(None),
        };
        let span = self.span();
        self.advance();
        let between = self.eat(Kw::Between);
        let start = self.frame_bound()?;
        let end = if between {
            self.expect(Kw::And)?;
            Some(self.frame_bound()?)
        } else {
            None
        };
        if let Some(message) = wrong_bounds(&start, end.as_ref()) {
            self.report(&BAD_FORM, self.span_from(span), message);
        }
        let exclude = self.optional_exclude()?;
        Ok(Some(Box::new(WindowFrame {
            unit,
            start,
            end,
            exclude,
        })))
    }

    fn frame_bound(&mut self) -> Parse<FrameBound> {
        if self.eat_both(Kw::Unbounded, Kw::Preceding) {
            return Ok(FrameBound::UnboundedPreceding);
        }
        if self.eat_both(Kw::Unbounded, Kw::Following) {
            return Ok(FrameBound::UnboundedFollowing);
        }
        if self.eat_both(Kw::Current, Kw::Row) {
            return Ok(FrameBound::CurrentRow);
        }
        let offset = self.expr()?;
        if self.eat(Kw::Preceding) {
            return Ok(FrameBound::Preceding(offset));
        }
        if self.eat(Kw::Following) {
            return Ok(FrameBound::Following(offset));
        }
        Err(self.unexpected("`preceding` or `following`"))
    }

    fn optional_exclude(&mut self) -> Parse<Option<FrameExclude>> {
        if !self.eat(Kw::Exclude) {
            return Ok(None);
        }
        if self.eat_both(Kw::Current, Kw::Row) {
            Ok(Some(FrameExclude::CurrentRow))
        } else if self.eat(Kw::Group) {
            Ok(Some(FrameExclude::Group))
        } else if self.eat(Kw::Ties) {
            Ok(Some(FrameExclude::Ties))
        } else if self.eat_both(Kw::No, Kw::Others) {
            Ok(Some(FrameExclude::NoOthers))
        } else {
            Err(self.unexpected("`current row`, `group`, `ties` or `no others`"))
        }
    }
}

/// Why a frame cannot begin and end so.
fn wrong_bounds(start: &FrameBound, end: Option<&FrameBound>) -> Option<&'static str> {
    let end = end.unwrap_or(&FrameBound::CurrentRow);
    match (start, end) {
        (FrameBound::UnboundedFollowing, _) => {
            Some("a frame cannot start at `unbounded following`")
        }
        (_, FrameBound::UnboundedPreceding) => Some("a frame cannot end at `unbounded preceding`"),
        (FrameBound::CurrentRow, FrameBound::Preceding(_)) => {
            Some("a frame that starts at the current row cannot end at a preceding row")
        }
        (FrameBound::Following(_), FrameBound::Preceding(_) | FrameBound::CurrentRow) => {
            Some("a frame that starts at a following row cannot end before it")
        }
        (
            FrameBound::UnboundedPreceding
            | FrameBound::Preceding(_)
            | FrameBound::CurrentRow
            | FrameBound::Following(_),
            FrameBound::Preceding(_)
            | FrameBound::CurrentRow
            | FrameBound::Following(_)
            | FrameBound::UnboundedFollowing,
        ) => None,
    }
}
