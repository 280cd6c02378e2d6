//! The state of the walk over a statement.

use super::clause::Clause;
use super::convert::Types;
use super::group::{Candidate, Grouping};
use super::params::ParamState;
use super::{Analysis, ColumnId, Type};
use crate::ast::{Expr, NodeMap};
use crate::catalog::builtin::TypeId;
use crate::catalog::{ColumnType, Schema};
use crate::diagnostic::{Diagnostic, Entry, Errors};
use crate::resolve::Resolver;
use crate::span::Span;

/// Walks a statement and notes what it means.
pub(super) struct Checker<'a, 'e> {
    /// What was declared.
    pub(super) schema: &'a Schema,
    /// The types there are.
    pub(super) types: Types<'a>,
    /// What names mean.
    pub(super) resolver: Resolver<'a>,
    /// What was found out.
    pub(super) analysis: Analysis,
    /// The mistakes.
    pub(super) errors: &'e mut Errors,
    /// Beside each level of the resolver.
    pub(super) frames: Vec<Frame>,
    /// The aggregates whose arguments are in work.
    pub(super) aggregates: Vec<super::aggregate::Scope>,
    /// What is known of the parameters.
    pub(super) params: Vec<ParamState>,
    /// Expressions that are NULL as soon as one of their operands is.
    pub(super) strict: NodeMap<()>,
    /// What columns and whole rows were found to be.
    pub(super) found: NodeMap<crate::resolve::lookup::Found>,
    /// The columns of calls whose value is a row without a type of its own.
    pub(super) call_rows: NodeMap<Vec<(String, TypeId)>>,
    /// The common table expressions whose recursive term is in work.
    pub(super) recursions: Vec<super::with::Recursion>,
    /// Inner `*`s that cannot be written out, and the name that would mean two columns of them.
    pub(super) ambiguous_stars: Vec<(Span, String)>,
    /// Whether OVERRIDING lets the INSERT in work write columns that the database generates: the identity columns among them,
    /// which a declaration does not tell from computed ones.
    pub(super) overriding: bool,
    /// Whether a `*` of the query in work stands for columns that are not known.
    pub(super) broken: bool,
    /// The types of declarations met so far. They are few, and reading one is dear in the unoptimised build of a macro.
    spelled_types: Vec<(&'a ColumnType, Option<TypeId>)>,
}

/// What is kept for a query level.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    /// The clause in work.
    pub(super) clause: Clause,
    /// Places of the aggregates that belong to the level.
    pub(super) aggregates: Vec<Span>,
    /// Places of the window functions.
    pub(super) windows: Vec<Span>,
    /// Places of the functions that return sets.
    pub(super) sets: Vec<Span>,
    /// Whether it reads the common table expression whose recursive term it is.
    pub(super) recursive: bool,
    /// Whether arguments of a window function are in work.
    pub(super) in_window: bool,
    /// What GROUP BY says.
    pub(super) grouping: Grouping,
    /// Columns used outside of aggregates, which must be grouped if the query is.
    pub(super) candidates: Vec<Candidate>,
    /// The windows that the WINDOW clause defines so far: name, whether ordered, whether framed.
    pub(super) named_windows: Vec<(String, bool, bool)>,
}

impl<'a, 'e> Checker<'a, 'e> {
    /// Before the walk.
    pub(super) fn new(schema: &'a Schema, params: usize, errors: &'e mut Errors) -> Self {
        Self {
            schema,
            types: Types { schema },
            resolver: Resolver::new(schema),
            analysis: Analysis::default(),
            errors,
            frames: Vec::new(),
            aggregates: Vec::new(),
            params: vec![ParamState::default(); params],
            strict: NodeMap::new(),
            found: NodeMap::new(),
            call_rows: NodeMap::new(),
            recursions: Vec::new(),
            ambiguous_stars: Vec::new(),
            overriding: false,
            broken: false,
            spelled_types: Vec::new(),
        }
    }

    /// What was found out.
    pub(super) fn finish(mut self) -> Analysis {
        self.finish_params();
        self.analysis
    }

    /// Opens a query level.
    pub(super) fn open(&mut self) {
        self.resolver.open();
        self.frames.push(Frame {
            clause: Clause::Target,
            aggregates: Vec::new(),
            windows: Vec::new(),
            sets: Vec::new(),
            recursive: false,
            in_window: false,
            grouping: Grouping::default(),
            candidates: Vec::new(),
            named_windows: Vec::new(),
        });
    }

    /// Closes the level in work.
    pub(super) fn close(&mut self) {
        self.resolver.close();
        self.frames.pop();
    }

    /// What is kept for the level in work.
    pub(super) fn frame(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("a query level is open")
    }

    /// Does something while a clause is in work.
    pub(super) fn within<R>(&mut self, clause: Clause, work: impl FnOnce(&mut Self) -> R) -> R {
        let before = std::mem::replace(&mut self.frame().clause, clause);
        let result = work(self);
        self.frame().clause = before;
        result
    }

    /// Reports a mistake.
    pub(super) fn report(&mut self, entry: &'static Entry, span: Span, message: impl Into<String>) {
        self.errors.push(Diagnostic::new(entry, span, message));
    }

    /// Reports a mistake, and says what to write instead.
    pub(super) fn report_with(
        &mut self,
        entry: &'static Entry,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.errors
            .push(Diagnostic::new(entry, span, message).help(help));
    }

    /// How a message spells a type.
    pub(super) fn name_of(&self, id: TypeId) -> String {
        self.types.display(id)
    }

    /// Notes the type of an expression.
    pub(super) fn note(&mut self, expr: &Expr, ty: Option<Type>) -> Option<Type> {
        if let Some(ty) = ty {
            self.analysis.types.insert(expr.id, ty);
        }
        ty
    }

    /// The type of a declared column. One that PostgreSQL does not have is the declaration's mistake, not the
    /// statement's, and is passed over in silence here.
    pub(super) fn declared_type(&mut self, id: ColumnId) -> Option<TypeId> {
        let declared = &self.schema.tables[id.table].columns[id.column].ty;
        let alike = self
            .spelled_types
            .iter()
            .find(|(other, _)| *other == declared);
        if let Some((_, known)) = alike {
            return *known;
        }
        let ty = self.types.column_type(declared).ok();
        self.spelled_types.push((declared, ty));
        ty
    }
}
