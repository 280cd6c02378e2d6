//! Optional parts: `if …`, `if let …` and `match …` of Rust, each arm of which adds its text when it is taken.
//!
//! Source: the page "The language", "Optional clauses". A choice is no node of its own: what its arms hold stands where the
//! choice stands, each piece marked with its arm. So every pass sees all of it, once, and only the renderer has to know
//! that pieces may drop out.

use super::{Parse, Parser};
use crate::ast::{Expr, ExprKind, SortBy};
use crate::diagnostic::syntax::CHOICE;
use crate::gather::Gather as _;
use crate::span::Span;
use crate::token::{Arm, TokenKind};

impl Parser<'_> {
    /// The choice that begins here.
    pub(super) fn at_choice(&self) -> Option<usize> {
        match self.kind() {
            TokenKind::Choice(index) => Some(*index),
            _ => None,
        }
    }

    /// Reads the arms of a choice; those without text are left out.
    fn arms<T>(
        &mut self,
        choice: usize,
        mut read: impl FnMut(&mut Self, Arm) -> Parse<T>,
    ) -> Parse<Vec<T>> {
        self.advance();
        let arms = self
            .source
            .choices
            .get(choice)
            .map_or(0, |choice| choice.arms);
        let mut found = Vec::with_capacity(arms);
        for arm in 0..arms {
            if !self.eat_kind(&TokenKind::LeftBrace) {
                return Err(self.unexpected("`{`"));
            }
            if !self.at_kind(&TokenKind::RightBrace) {
                found.push(read(self, Arm { choice, arm })?);
            }
            if !self.eat_kind(&TokenKind::RightBrace) {
                return Err(self.unexpected("`}`"));
            }
        }
        Ok(found)
    }

    /// A choice among conditions: their conjunction, of which only the arm that is taken counts.
    pub(super) fn choice_of_conditions(&mut self, choice: usize) -> Parse<Expr> {
        let start = self.span();
        let conditions = self.arms(choice, |parser, arm| {
            let place = parser.span();
            let condition = parser.expr()?;
            Ok(parser.node(place, ExprKind::When(arm, Box::new(condition))))
        })?;
        let together = conditions
            .into_iter()
            .reduce(|left, right| self.node(start, ExprKind::And(Box::new(left), Box::new(right))));
        let Some(Expr { id, kind, .. }) = together else {
            self.refuse_empty(start);
            return Ok(self.node(start, ExprKind::Error));
        };
        Ok(Expr {
            id,
            span: start,
            kind,
        })
    }

    /// A choice among sort keys; an arm may have several.
    pub(super) fn choice_of_keys(&mut self, choice: usize) -> Parse<Vec<SortBy>> {
        let start = self.span();
        let arms = self.arms(choice, |parser, arm| {
            let mut keys = parser.list(Self::sort_by)?;
            for key in &mut keys {
                key.when = Some(arm);
            }
            Ok(keys)
        })?;
        if arms.is_empty() {
            self.refuse_empty(start);
        }
        Ok(arms.into_iter().flatten().gather())
    }

    /// A number of rows that may drop out with its clause.
    pub(super) fn choice_of_count(&mut self, choice: usize) -> Parse<Expr> {
        let start = self.span();
        let mut counts = self.arms(choice, |parser, arm| {
            let place = parser.span();
            let count = parser.expr()?;
            Ok(parser.node(place, ExprKind::When(arm, Box::new(count))))
        })?;
        if counts.len() > 1 {
            self.report_help(
                &CHOICE,
                start,
                "only one number of rows can be optional here",
                "choose the number in Rust: `limit $(n.unwrap_or(50))`",
            );
        }
        if counts.is_empty() {
            self.refuse_empty(start);
            return Ok(self.node(start, ExprKind::Error));
        }
        Ok(counts.swap_remove(0))
    }

    fn refuse_empty(&mut self, start: Span) {
        self.report_help(
            &CHOICE,
            start,
            "no arm of this has any text",
            "write between the braces what is added: `if only_new { created_at > $since }`",
        );
    }

    /// Refuses a list of sort keys that could come out empty in more than one way, between whose parts no comma could be placed.
    pub(super) fn check_optional_keys(&mut self, keys: &[SortBy]) {
        let mut optional: Vec<usize> = Vec::new();
        for key in keys {
            let Some(Arm { choice, .. }) = key.when else {
                return;
            };
            if self.always_has_keys(choice, keys) {
                return;
            }
            if !optional.contains(&choice) {
                optional.push(choice);
            }
        }
        if let Some(second) = optional.get(1) {
            let span = self
                .source
                .choices
                .get(*second)
                .map_or_else(Span::default, |choice| choice.span);
            self.report_help(
                &CHOICE,
                span,
                "each part of this ORDER BY may be missing",
                "end it with a key that is always there, the primary key for instance: rows then always have one order",
            );
        }
    }

    /// Refuses optional sort keys in a place where the number of keys means something.
    pub(super) fn refuse_optional_keys(&mut self, keys: &[SortBy], what: &str, help: &str) {
        let optional = keys.iter().find_map(|key| key.when);
        let choice = optional.and_then(|arm| self.source.choices.get(arm.choice));
        if let Some(span) = choice.map(|choice| choice.span) {
            let message = format!("{what} cannot be optional");
            self.report_help(&CHOICE, span, message, help);
        }
    }

    /// Whether rows have an order whichever arms are taken.
    pub(super) fn is_always_ordered(&self, keys: &[SortBy]) -> bool {
        keys.iter().any(|key| {
            key.when
                .is_none_or(|arm| self.always_has_keys(arm.choice, keys))
        })
    }

    /// Refuses more choices than the runtime can count the outcomes of: which text is sent would no longer be sure.
    pub(super) fn check_number_of_shapes(&mut self) {
        let mut shapes: u64 = 1;
        for choice in &self.source.choices {
            let outcomes = u64::try_from(choice.outcomes()).unwrap_or(u64::MAX);
            let Some(more) = shapes.checked_mul(outcomes) else {
                let span = choice.span;
                self.report_help(
                    &CHOICE,
                    span,
                    "with this optional part, the statement has more than 2^64 texts",
                    "join conditions that come and go together, or write two statements",
                );
                return;
            };
            shapes = more;
        }
    }

    fn always_has_keys(&self, choice: usize, keys: &[SortBy]) -> bool {
        let Some(written) = self.source.choices.get(choice) else {
            return false;
        };
        let has = |arm| keys.iter().any(|key| key.when == Some(Arm { choice, arm }));
        written.exhaustive && (0..written.arms).all(has)
    }
}
