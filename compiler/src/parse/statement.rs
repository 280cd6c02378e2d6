//! Which statement it is.

use super::{Parse, Parser, Stop};
use crate::ast::{Statement, With};
use crate::diagnostic::syntax::NOT_DML;
use crate::keyword::Word as Kw;
use crate::token::TokenKind;

impl Parser<'_> {
    /// A statement, in a WITH clause too.
    pub(super) fn statement(&mut self) -> Parse<Statement> {
        let with = self.optional_with()?;
        self.statement_after(with)
    }

    fn statement_after(&mut self, with: Option<With>) -> Parse<Statement> {
        match self.word() {
            Some(Kw::Select | Kw::Values | Kw::Table) => self
                .query_after(with)
                .map(|query| Statement::Query(Box::new(query))),
            Some(Kw::Insert) => self.insert(with),
            Some(Kw::Update) => self.update(with),
            Some(Kw::Delete) => self.delete(with),
            Some(Kw::Merge) => self.merge(with),
            _ if self.at_kind(&TokenKind::LeftParen) => self
                .query_after(with)
                .map(|query| Statement::Query(Box::new(query))),
            _ if self.at_own(0, "hard") => self.delete(with),
            _ if self.at_own(0, "restore") => self.restore(with),
            _ if self.at_own(0, "erase") => self.erase(with),
            _ => Err(self.refuse()),
        }
    }

    /// Says what to do instead of a statement that is not of this language.
    fn refuse(&mut self) -> Stop {
        let help = match self.word() {
            Some(Kw::Truncate) => {
                "`truncate` would destroy rows without a trace: write `delete all from …`, or `hard delete all from …`"
            }
            Some(Kw::Create | Kw::Alter | Kw::Drop | Kw::Comment | Kw::Reindex | Kw::Refresh) => {
                "definitions belong into migrations; tables are declared with `#[derive(Table)]`"
            }
            Some(Kw::Grant | Kw::Revoke | Kw::Reassign | Kw::Security) => {
                "rights belong into migrations"
            }
            Some(
                Kw::Begin
                | Kw::Commit
                | Kw::Rollback
                | Kw::Start
                | Kw::Savepoint
                | Kw::Release
                | Kw::Abort
                | Kw::End
                | Kw::Prepare,
            ) => "open transactions in Rust: `db.transaction(async |tx| …)`",
            Some(Kw::Copy) => {
                "write many rows with `insert into … values $rows`; COPY belongs to the driver"
            }
            Some(Kw::Set | Kw::Reset | Kw::Show | Kw::Discard) => {
                "`select set_config(…)` and `select current_setting(…)` change and read settings"
            }
            Some(Kw::Explain) => "call `.explain(&db)` on the statement instead",
            Some(Kw::Lock) => "lock rows with `select … for update`",
            Some(Kw::Listen | Kw::Notify | Kw::Unlisten) => {
                "`select pg_notify(…)` sends; listening belongs to the driver"
            }
            Some(
                Kw::Vacuum
                | Kw::Analyze
                | Kw::Cluster
                | Kw::Checkpoint
                | Kw::Load
                | Kw::Do
                | Kw::Call
                | Kw::Declare
                | Kw::Move
                | Kw::Close
                | Kw::Execute
                | Kw::Deallocate
                | Kw::Import
                | Kw::Fetch,
            ) => "send it through the driver: nothing in it can be checked here",
            _ => {
                return self.unexpected(
                    "a statement (`select`, `values`, `table`, `insert`, `update`, `delete`, `merge`, `restore` or `erase`)",
                );
            }
        };
        let found = self.describe();
        self.report_help(
            &NOT_DML,
            self.span(),
            format!("{found} does not read or write rows of declared tables"),
            help,
        );
        Stop
    }
}
