//! What is done with each statement.

use std::panic::{AssertUnwindSafe, catch_unwind};

use softdelete_compiler::compile::{Compiled, Options, Outcome, ParamSource, compile};
use softdelete_compiler::diagnostic::{Diagnostic, Errors};
use softdelete_compiler::lex::{self, ParamStyle};
use softdelete_compiler::render::{self, RenderOptions};
use softdelete_compiler::span::Span;
use softdelete_compiler::token::Source;
use softdelete_compiler::{parse, visit};

use crate::answer::{Answer, Column, Slot, SlotKind};
use crate::catalogue::Catalogue;
use crate::mistake::INTERNAL;

/// What is done with each statement.
pub(crate) enum Job {
    /// It is rendered as it was read.
    Parse,
    /// It is protected.
    Rewrite(Catalogue),
    /// Its parameters and columns are described.
    Describe(Catalogue),
}

impl Job {
    /// The answer to one statement.
    ///
    /// # Errors
    /// All mistakes in it, in the order of the text, at least one.
    pub(crate) fn answer(&self, sql: &str) -> Result<Answer, Vec<Diagnostic>> {
        let answered = catch_unwind(AssertUnwindSafe(|| match self {
            Self::Parse => parsed(sql),
            Self::Rewrite(catalogue) => {
                compiled(catalogue, sql).map(|(compiled, _)| rewritten(compiled))
            }
            Self::Describe(catalogue) => compiled(catalogue, sql)
                .map(|(compiled, outcome)| described(catalogue, &compiled, &outcome)),
        }));
        // One statement that breaks the compiler must not take the answers to all others with it.
        answered.unwrap_or_else(|_| {
            let place = Span::new(0, u32::try_from(sql.len()).unwrap_or(u32::MAX));
            let message = "the compiler failed on this statement";
            Err(vec![
                Diagnostic::new(&INTERNAL, place, message)
                    .help("this is a bug: please report the statement"),
            ])
        })
    }
}

fn parsed(sql: &str) -> Result<Answer, Vec<Diagnostic>> {
    let mut errors = Errors::new();
    let source = lex::sql(sql, ParamStyle::Positional, &mut errors);
    let parsed = parse::statement(&source, &mut errors);
    match parsed {
        Some(parsed) if errors.is_empty() => {
            let sql = render::statement(&parsed.statement, &RenderOptions::default());
            Ok(Answer::Sql {
                sql,
                slots: Vec::new(),
            })
        }
        _ => Err(errors.into_sorted()),
    }
}

fn compiled(catalogue: &Catalogue, sql: &str) -> Result<(Compiled, Outcome), Vec<Diagnostic>> {
    let mut errors = Errors::new();
    let source = lex::sql(sql, ParamStyle::Positional, &mut errors);
    let tables = tables(&source);
    let schema = catalogue.schema_for(&tables);
    let mut outcome = compile(
        &source,
        &schema,
        &Options {
            struct_rows: false,
            ..Options::default()
        },
    );
    for error in outcome.errors.drain(..) {
        errors.push(catalogue.advise(error, &tables));
    }
    if let Some(compiled) = &outcome.statement {
        catalogue.refuse_unclear(compiled, &tables, &mut errors);
    }
    match outcome.statement.take() {
        Some(compiled) if errors.is_empty() => Ok((compiled, outcome)),
        _ => Err(errors.into_sorted()),
    }
}

/// The tables that a statement names. Its mistakes are not of interest yet.
fn tables(source: &Source) -> Vec<visit::TableRef> {
    let parsed = parse::statement(source, &mut Errors::new());
    parsed
        .map(|parsed| visit::tables(&parsed.statement))
        .unwrap_or_default()
}

fn rewritten(compiled: Compiled) -> Answer {
    let slots = compiled
        .params
        .iter()
        .zip(1..)
        .filter_map(|(param, number)| {
            let is = match param.source {
                ParamSource::Actor => SlotKind::Actor,
                ParamSource::DeletionId => SlotKind::DeletionId,
                ParamSource::User(_)
                | ParamSource::Field(..)
                | ParamSource::Rows(..)
                | ParamSource::Elements(..) => return None,
            };
            Some(Slot { param: number, is })
        });
    Answer::Sql {
        slots: slots.collect(),
        sql: compiled.sql,
    }
}

fn described(catalogue: &Catalogue, compiled: &Compiled, outcome: &Outcome) -> Answer {
    let given = compiled
        .params
        .iter()
        .filter(|param| !matches!(param.source, ParamSource::Actor | ParamSource::DeletionId));
    Answer::Description {
        params: given
            .map(|param| catalogue.type_name(param.ty.id))
            .collect(),
        columns: outcome
            .row
            .columns
            .iter()
            .map(|column| Column {
                name: column.name.clone(),
                ty: catalogue.result_type_name(column.ty.id),
                nullable: column.nullable,
            })
            .collect(),
    }
}
