//! MERGE.

use super::{Parse, Parser};
use crate::ast::{Merge, MergeAction, MergeMatch, MergeWhen, Statement, With};
use crate::diagnostic::syntax::BAD_FORM;
use crate::keyword::Word as Kw;
use crate::token::TokenKind;

impl Parser<'_> {
    pub(super) fn merge(&mut self, with: Option<With>) -> Parse<Statement> {
        let start = with.as_ref().map_or(self.span(), |with| with.span);
        let id = self.id();
        self.advance();
        self.expect(Kw::Into)?;
        let table = self.target_table()?;
        self.expect(Kw::Using)?;
        let source = self.recovering_from_item()?;
        self.expect(Kw::On)?;
        let on = self.recovering_expr()?;
        let mut whens = Vec::new();
        while self.at(Kw::When) {
            whens.push(self.merge_when()?);
        }
        if whens.is_empty() {
            return Err(self.unexpected("`when matched` or `when not matched`"));
        }
        let returning = self.optional_returning()?;
        let span = self.span_from(start);
        Ok(Statement::Merge(Box::new(Merge {
            id,
            span,
            with,
            table,
            source,
            on,
            whens,
            returning,
        })))
    }

    fn merge_when(&mut self) -> Parse<MergeWhen> {
        let start = self.span();
        self.advance();
        let not = self.eat(Kw::Not);
        self.expect(Kw::Matched)?;
        let matched = if !not {
            MergeMatch::Matched
        } else if self.eat_both(Kw::By, Kw::Source) {
            MergeMatch::NotMatchedBySource
        } else {
            self.eat_both(Kw::By, Kw::Target);
            MergeMatch::NotMatchedByTarget
        };
        let condition = if self.eat(Kw::And) {
            Some(self.expr()?)
        } else {
            None
        };
        self.expect(Kw::Then)?;
        let action_span = self.span();
        let action = self.merge_action()?;
        let fits = match (&action, matched) {
            (MergeAction::Nothing, _) => true,
            (MergeAction::Insert { .. }, matched) => matched == MergeMatch::NotMatchedByTarget,
            (MergeAction::Update(_) | MergeAction::Delete(_), matched) => {
                matched != MergeMatch::NotMatchedByTarget
            }
        };
        if !fits {
            let help = "rows that match, or that the source lacks, are updated or deleted; rows that the target lacks are inserted";
            self.report_help(
                &BAD_FORM,
                action_span,
                "this action does not fit these rows",
                help,
            );
        }
        Ok(MergeWhen {
            id: self.id(),
            matched,
            condition,
            action,
            span: self.span_from(start),
        })
    }

    fn merge_action(&mut self) -> Parse<MergeAction> {
        let start = self.span();
        if self.eat_both(Kw::Do, Kw::Nothing) {
            return Ok(MergeAction::Nothing);
        }
        if self.eat(Kw::Delete) {
            return Ok(MergeAction::Delete(self.span_from(start)));
        }
        if self.eat(Kw::Update) {
            self.expect(Kw::Set)?;
            return self.list(Self::assignment).map(MergeAction::Update);
        }
        if !self.eat(Kw::Insert) {
            return Err(self.unexpected("`insert`, `update set …`, `delete` or `do nothing`"));
        }
        if self.eat_both(Kw::Default, Kw::Values) {
            return Ok(MergeAction::Insert {
                columns: Vec::new(),
                overriding: None,
                values: None,
            });
        }
        let columns = if self.at_kind(&TokenKind::LeftParen) {
            self.paren_list(Self::insert_column)?
        } else {
            Vec::new()
        };
        let overriding = self.overriding()?;
        self.expect(Kw::Values)?;
        let values = Some(self.paren_list(Self::recovering_expr)?);
        Ok(MergeAction::Insert {
            columns,
            overriding,
            values,
        })
    }
}
