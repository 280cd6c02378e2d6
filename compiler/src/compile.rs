//! The passes in order.
//!
//! ```
//! use softdelete_compiler::catalog::Schema;
//! use softdelete_compiler::compile::{Options, compile};
//! use softdelete_compiler::{diagnostic::Errors, lex};
//!
//! let source = lex::sql("select 1 + $n as more", lex::ParamStyle::Named, &mut Errors::new());
//! let outcome = compile(&source, &Schema::default(), &Options::default());
//! assert_eq!(outcome.statement.unwrap().sql, "SELECT 1 + $1 AS more");
//! ```

use crate::ast::Statement;
use crate::catalog::Schema;
use crate::check::{self, Analysis, RowShape};
use crate::diagnostic::{Diagnostic, Errors};
use crate::gather::Gather as _;
use crate::render::{Region, RenderOptions};
use crate::span::Span;
use crate::token::{Source, SourceChoice};
use crate::{lower, parse, protect, render, visit};

mod declare;
mod manager;
mod names;
mod purge;
mod references;

pub use declare::{Declarations, DeclaredCast, cast, declarations};
pub use names::{Names, names, tables};

pub use manager::{History, Manager, manager};

pub use crate::protect::effect::{Action, Effect};
pub use purge::{PURGE_PARAMS, Purge, PurgeStage, PurgeTable, purge};

pub use crate::visit::{Change, Follows};

pub use crate::lower::params::{ElementPart, Param, ParamSource, ValueKind, ValueType};

/// How a statement is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The result becomes structs of Rust: the outermost `select from users` means the struct of the table, a whole row its
    /// fields, columns have names of their own, and values of declared types are sent as PostgreSQL's own. Else everything
    /// means what it means in PostgreSQL, where the empty target list has no columns.
    pub struct_rows: bool,
    /// A statement on rows that are named by their key also says how many of them there are at all ([`Action::Named`]), so that a
    /// row that was deleted before is told from one that does not exist.
    pub count_named: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            struct_rows: true,
            count_named: false,
        }
    }
}

/// Compiles one statement.
pub fn compile(source: &Source, schema: &Schema, options: &Options) -> Outcome {
    let mut errors = Errors::new();
    let Some(mut parsed) = parse::statement(source, &mut errors) else {
        return Outcome::failed(errors);
    };
    let kind = kind_of(&parsed.statement);
    let check = if options.struct_rows {
        check::statement
    } else {
        check::plain_statement
    };
    let analysis = check(&parsed.statement, source.params.len(), schema, &mut errors);
    let references = references::of(&parsed.statement, &analysis);
    let (statement, ids) = (&mut parsed.statement, &mut parsed.ids);
    let mut params = lower::statement(
        statement,
        schema,
        &analysis,
        ids,
        options.struct_rows,
        &mut errors,
    );
    let protected = protect::statement(
        statement,
        schema,
        &analysis,
        ids,
        &mut params,
        options.count_named,
        &mut errors,
    );
    let options_of_text = RenderOptions {
        choices: source.choices.clone(),
        ..RenderOptions::default()
    };
    let statement = errors.is_empty().then(|| {
        let text = render::text(statement, &options_of_text);
        let plan = protected
            .plan
            .map(|plan| render::text(&plan, &options_of_text));
        let (plan, plan_regions) = plan.map(|plan| (plan.sql, plan.regions)).unzip();
        Compiled {
            kind,
            tables: tables_of(&analysis),
            sql: text.sql,
            regions: text.regions,
            choices: source.choices.iter().map(SourceChoice::outcomes).gather(),
            params,
            effects: protected.effects,
            reports: protected.reports,
            plan,
            plan_regions: plan_regions.unwrap_or_default(),
        }
    });
    Outcome {
        statement,
        row: row_of(schema, analysis, *options),
        errors: errors.into_sorted(),
        references,
    }
}

/// The tables whose rows a statement deletes, restores or erases, of which the relatives must be known ([`Schema::tables`]) before
/// it can be compiled. None if its grammar is wrong.
pub fn changes(source: &Source) -> Vec<Change> {
    let parsed = parse::statement(source, &mut Errors::new());
    parsed
        .map(|parsed| visit::changes(&parsed.statement))
        .unwrap_or_default()
}

fn kind_of(statement: &Statement) -> StatementKind {
    match statement {
        Statement::Query(_) => StatementKind::Select,
        Statement::Insert(_) => StatementKind::Insert,
        Statement::Update(_) => StatementKind::Update,
        Statement::Delete(delete) if delete.hard.is_some() => StatementKind::HardDelete,
        Statement::Delete(_) => StatementKind::Delete,
        Statement::Merge(_) => StatementKind::Merge,
        Statement::Restore(_) => StatementKind::Restore,
        Statement::Erase(_) => StatementKind::Erase,
    }
}

fn tables_of(analysis: &Analysis) -> Vec<usize> {
    let mut tables: Vec<usize> = analysis.tables.values().map(|used| used.table).gather();
    tables.sort_unstable();
    tables.dedup();
    tables
}

/// The row of the result. Without rows as structs, an empty target list has no columns.
fn row_of(schema: &Schema, analysis: Analysis, options: Options) -> Row {
    if matches!(analysis.row, RowShape::Table(_)) && !options.struct_rows {
        return Row {
            shape: RowShape::Fields(Vec::new()),
            columns: Vec::new(),
        };
    }
    let columns = analysis.outputs.into_iter().map(|output| ResultColumn {
        name: output.name,
        span: output.span,
        ty: lower::params::value_type(schema, output.ty.id, output.ty.origin),
        nullable: output.ty.nullable,
        null_elements: output.null_elements,
    });
    Row {
        columns: columns.gather(),
        shape: analysis.row,
    }
}

/// What compiling a statement gave.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The statement, if there was no mistake.
    pub statement: Option<Compiled>,
    /// The row of the result as far as it could be told, also when there are mistakes, so that code after the
    /// statement still has something to go on with.
    pub row: Row,
    /// All mistakes, in the order of the source.
    pub errors: Vec<Diagnostic>,
    /// References to known columns as written, for editors: hover and jumps work through them.
    pub references: Vec<Reference>,
}

impl Outcome {
    fn failed(errors: Errors) -> Self {
        Self {
            statement: None,
            row: Row::default(),
            errors: errors.into_sorted(),
            references: Vec::new(),
        }
    }
}

/// A statement ready to be sent.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// What it does, as the user wrote it.
    pub kind: StatementKind,
    /// The declared tables it uses, as indexes into the schema, each once.
    pub tables: Vec<usize>,
    /// The text, with every arm of its choices in it.
    pub sql: String,
    /// The parts of the text that are there only if their arm is taken.
    pub regions: Vec<Region>,
    /// How many outcomes each choice has: its arms, and that none is taken where that can be.
    pub choices: Vec<usize>,
    /// The parameters `$1`, `$2`, … in order; those the user gave come before those the runtime fills in.
    pub params: Vec<Param>,
    /// What a deletion, restoration or erasure does to which table; empty for other statements.
    pub effects: Vec<Effect>,
    /// The text returns one row of `int8` that counts the rows of each of `effects`, in their order. Else the rows the server
    /// says were affected are those of the first effect.
    pub reports: bool,
    /// The text that returns that same row of counts without changing anything, with the same parameters.
    pub plan: Option<String>,
    /// The parts of `plan` that are there only if their arm is taken.
    pub plan_regions: Vec<Region>,
}

/// What a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementKind {
    /// SELECT and its like
    Select,
    /// INSERT
    Insert,
    /// UPDATE
    Update,
    /// DELETE that marks
    Delete,
    /// DELETE that removes
    HardDelete,
    /// MERGE
    Merge,
    /// RESTORE
    Restore,
    /// ERASE
    Erase,
}

/// A row of the result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// What it becomes in Rust.
    pub shape: RowShape,
    /// Its columns in the order they are sent.
    pub columns: Vec<ResultColumn>,
}

/// A column of the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultColumn {
    /// Its name.
    pub name: String,
    /// Its place in the source.
    pub span: Span,
    /// The type of its values.
    pub ty: ValueType,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// Whether it is an array made by the statement whose elements may be NULL.
    pub null_elements: bool,
}

/// A column reference as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Its place.
    pub span: Span,
    /// The table.
    pub table: usize,
    /// The column's name as written.
    pub name: String,
}
