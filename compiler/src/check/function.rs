//! Calls.

use super::Type;
use super::checker::Checker;
use super::clause::Clause;
use super::coerce::Typed;
use super::convert::{Call, CallArg, CallKind, FunctionError, FunctionMatch, UNKNOWN};
use super::operator::given_nulls;
use crate::ast::{Expr, FunctionCall};
use crate::catalog::Schema;
use crate::catalog::builtin::{FunctionKind, Nulls, TypeId, functions};
use crate::diagnostic::{grouping, name, types};
use crate::gather::Gather as _;
use crate::resolve::report::listed;
use crate::span::Span;

/// What was found out about a call.
pub(super) struct Called {
    /// The type of its value, of each row for a set.
    pub(super) ty: Type,
    /// The function.
    pub(super) function: FunctionMatch,
}

impl<'a> Checker<'a, '_> {
    /// A call as a value.
    pub(super) fn function(&mut self, expr: &'a Expr, call: &'a FunctionCall) -> Option<Type> {
        let called = self.resolve_call(expr, call)?;
        if called.function.returns_set {
            self.place_set(expr.span);
        }
        Some(called.ty)
    }

    /// Notes a function that returns a set, where it may stand.
    fn place_set(&mut self, span: Span) {
        let clause = self.frame().clause;
        let aggregated = self
            .aggregates
            .last()
            .is_some_and(|scope| scope.base + 1 == self.frames.len());
        if !clause.allows_sets() || aggregated {
            let place = if clause.allows_sets() {
                "the arguments of an aggregate"
            } else {
                clause.name()
            };
            self.report_with(
                &grouping::SET_PLACEMENT,
                span,
                format!("a function that returns a set cannot stand in {place}"),
                "put it into FROM: `from …, lateral f(…) as x`",
            );
            return;
        }
        self.frame().sets.push(span);
    }

    /// A call: its function, its arguments in their types.
    pub(super) fn resolve_call(
        &mut self,
        expr: &'a Expr,
        call: &'a FunctionCall,
    ) -> Option<Called> {
        let written = call.name.last();
        let schema = call
            .name
            .parts
            .len()
            .checked_sub(2)
            .map(|index| call.name.parts[index].text.as_str());
        let within_group = !call.within_group.is_empty();
        let aggregate = call.over.is_none()
            && (is_aggregate(&written.text, within_group)
                || self.is_declared_aggregate(schema, &written.text));
        if aggregate {
            self.open_aggregate();
        }
        let (mut typed, fine) = self.arguments(call);
        for sort in &call.order_by {
            let ty = self.expr(&sort.expr);
            self.settled((&sort.expr, ty));
        }
        for sort in &call.within_group {
            let ty = self.expr(&sort.expr);
            typed.push((&sort.expr, ty));
        }
        if let Some(filter) = &call.filter {
            self.condition(filter, Clause::Filter);
        }
        let level = aggregate.then(|| self.close_aggregate(expr.span));
        if let Some(over) = &call.over {
            self.over(over, expr.span);
        }
        let args: Vec<CallArg<'_>> = call
            .args
            .iter()
            .map(|arg| arg.name.as_ref().map(|name| name.text.as_str()))
            .chain(call.within_group.iter().map(|_| None))
            .zip(&typed)
            .map(|(name, (_, ty))| CallArg {
                name,
                ty: ty.map_or(UNKNOWN, |ty| ty.id),
            })
            .gather();
        let question = Call {
            schema,
            name: &written.text,
            args: &args,
            within_group: (!call.within_group.is_empty()).then_some(call.within_group.len()),
            variadic: call.args.last().is_some_and(|arg| arg.variadic),
            star: call.star,
            over: call.over.is_some(),
        };
        let found = match self.types.function(&question) {
            // With an argument of no known type, the one that was chosen may be the wrong one.
            Ok(found) if fine && typed.iter().all(|(_, ty)| ty.is_some()) => found,
            Err(error @ FunctionError::NoSuchName { .. }) => {
                self.hush_all(&typed);
                self.report_function(&written.text, &typed, &args, written.span, error);
                return None;
            }
            Ok(_) => {
                self.hush_all(&typed);
                return None;
            }
            Err(error) => {
                self.hush_all(&typed);
                if fine && typed.iter().all(|(_, ty)| ty.is_some()) {
                    self.report_function(&written.text, &typed, &args, written.span, error);
                }
                return None;
            }
        };
        self.settle_args(&typed, &found);
        if let Some(declared) = found.user {
            self.analysis.functions.insert(expr.id, declared);
        }
        if !found.columns.is_empty() {
            self.call_rows.insert(expr.id, found.columns.clone());
        }
        self.check_call_form(call, &found, expr.span);
        let ty = match found.kind {
            CallKind::Function | CallKind::Cast => {
                // Arguments by name may stand in another order.
                let named = call.args.iter().any(|arg| arg.name.is_some());
                let deciding = match found.nulls {
                    Nulls::First if !named => 1,
                    Nulls::First | Nulls::Strict | Nulls::Never | Nulls::Maybe => typed.len(),
                };
                let mut operands = typed.iter().take(deciding);
                let operand = operands.any(|(_, ty)| ty.is_some_and(|ty| ty.nullable));
                if found.strict && !found.returns_set {
                    self.strict.insert(expr.id, ());
                }
                Type::computed(found.result, given_nulls(found.nulls, operand))
            }
            CallKind::Aggregate | CallKind::OrderedSet | CallKind::HypotheticalSet => {
                self.aggregate_type(call, &typed, &found, level)
            }
            CallKind::Window => self.window_type(call, &typed, &found),
        };
        Some(Called {
            ty,
            function: found,
        })
    }

    /// Whether a name is that of a declared aggregate and of nothing else.
    fn is_declared_aggregate(&self, schema: Option<&str>, name: &str) -> bool {
        let mut declared = self.schema.functions.iter().filter(|function| {
            function.called() == name && Schema::may_be_in(schema, function.schema.as_deref())
        });
        declared.any(|function| match function.kind {
            FunctionKind::Aggregate
            | FunctionKind::OrderedSet(_)
            | FunctionKind::HypotheticalSet(_) => true,
            FunctionKind::Function | FunctionKind::Window => false,
        })
    }

    fn hush_all(&mut self, typed: &[Typed<'_>]) {
        for (expr, _) in typed {
            self.hush(expr);
        }
    }

    /// Checks the arguments; whether names among them come last, as they must.
    fn arguments(&mut self, call: &'a FunctionCall) -> (Vec<Typed<'a>>, bool) {
        let in_window = call.over.is_some();
        if in_window {
            if self.frame().in_window {
                self.report(
                    &grouping::WINDOW_PLACEMENT,
                    call.name.span(),
                    "calls of window functions cannot be nested",
                );
            }
            self.frame().in_window = true;
        }
        let mut fine = true;
        let mut named = false;
        let mut typed = Vec::new();
        for arg in &call.args {
            if named && arg.name.is_none() {
                self.report(
                    &types::BAD_CALL,
                    arg.value.span,
                    "an argument without a name cannot follow one with a name",
                );
                fine = false;
            }
            named |= arg.name.is_some();
            typed.push((&arg.value, self.expr(&arg.value)));
        }
        if in_window {
            self.frame().in_window = false;
        }
        (typed, fine)
    }

    fn settle_args(&mut self, typed: &[Typed<'_>], found: &FunctionMatch) {
        for ((expr, ty), wanted) in typed.iter().zip(&found.args) {
            if ty.is_some_and(|ty| ty.id == UNKNOWN) {
                match *wanted {
                    // Where anything is accepted a literal is a text, but a parameter stays open.
                    TypeId::ANY | TypeId::ANYELEMENT | UNKNOWN => {
                        self.tolerated((expr, *ty));
                    }
                    wanted => self.settle(expr, wanted),
                }
            }
        }
    }

    /// DISTINCT, ORDER BY and FILTER belong to aggregates.
    fn check_call_form(&mut self, call: &FunctionCall, found: &FunctionMatch, span: Span) {
        let word = if call.distinct.is_some() {
            "DISTINCT"
        } else if !call.order_by.is_empty() {
            "ORDER BY"
        } else if call.filter.is_some() {
            "FILTER"
        } else {
            ""
        };
        let is_aggregate = match found.kind {
            CallKind::Aggregate | CallKind::OrderedSet | CallKind::HypotheticalSet => true,
            CallKind::Function | CallKind::Cast | CallKind::Window => false,
        };
        if !word.is_empty() && !is_aggregate {
            self.report(
                &types::BAD_CALL,
                span,
                format!(
                    "`{}` is no aggregate: {word} cannot stand in its call",
                    call.name.last().text
                ),
            );
        }
        if is_aggregate && call.over.is_some() && call.distinct == Some(true) {
            self.report(
                &types::BAD_CALL,
                span,
                "DISTINCT is not allowed in the call of a window function",
            );
        }
        if is_aggregate && call.over.is_some() && !call.order_by.is_empty() {
            self.report(&types::BAD_CALL, span, "ORDER BY is not allowed in the arguments of a window function; it stands in OVER (…)");
        }
    }

    fn report_function(
        &mut self,
        written: &str,
        typed: &[Typed<'_>],
        args: &[CallArg<'_>],
        span: Span,
        error: FunctionError,
    ) {
        let spelled: Vec<String> = args
            .iter()
            .map(|arg| {
                if arg.ty == UNKNOWN {
                    "unknown".to_owned()
                } else {
                    self.name_of(arg.ty)
                }
            })
            .gather();
        let called = format!("`{written}({})`", spelled.join(", "));
        let list = |candidates: &[String]| listed(&candidates.iter().map(String::as_str).gather());
        match error {
            FunctionError::NoSuchName { did_you_mean } => {
                let help = did_you_mean.map_or_else(
                    || "a function of your own is declared with `sql_function!`".to_owned(),
                    |close| {
                        format!(
                            "did you mean `{close}`? A function of your own of this name is called with its schema, `schema.{written}(…)`"
                        )
                    },
                );
                self.report_with(
                    &name::UNKNOWN_FUNCTION,
                    span,
                    format!("there is no function `{written}`"),
                    help,
                );
            }
            FunctionError::NoMatch { candidates, hint } => {
                let help = hint.unwrap_or_else(|| format!("there are {}", list(&candidates)));
                self.report_with(
                    &types::NO_FUNCTION,
                    span,
                    format!("there is no function {called}"),
                    help,
                );
            }
            FunctionError::Ambiguous { candidates } => {
                self.report_with(
                    &types::AMBIGUOUS_FUNCTION,
                    span,
                    format!("the call {called} could mean several functions"),
                    format!("cast an argument; there are {}", list(&candidates)),
                );
            }
            FunctionError::NoSuchArgument { arg, names } => {
                let place = typed.get(arg).map_or(span, |(expr, _)| expr.span);
                self.report_with(
                    &types::NO_FUNCTION,
                    place,
                    format!("`{written}` has no argument of this name"),
                    format!("its arguments are {}", list(&names)),
                );
            }
            FunctionError::Polymorphic { message } => {
                self.report(&types::NO_FUNCTION, span, message);
            }
            FunctionError::Misuse { message, help } => {
                self.report_with(&types::BAD_CALL, span, message, help);
            }
        }
    }

    /// The function of a form with a syntax of its own; its arguments are checked here.
    pub(super) fn call(
        &mut self,
        function: &str,
        args: &[&'a Expr],
        expr: &'a Expr,
    ) -> Option<Type> {
        let typed: Vec<(Option<&Expr>, Option<Type>)> =
            args.iter().map(|arg| (Some(*arg), self.expr(arg))).gather();
        self.call_typed(function, &typed, expr)
    }

    /// The same with arguments that are checked already, or that are no expressions.
    pub(super) fn call_typed(
        &mut self,
        function: &str,
        typed: &[(Option<&Expr>, Option<Type>)],
        expr: &Expr,
    ) -> Option<Type> {
        if typed.iter().any(|(_, ty)| ty.is_none()) {
            typed
                .iter()
                .filter_map(|(arg, _)| *arg)
                .for_each(|arg| self.hush(arg));
            return None;
        }
        let args: Vec<CallArg<'_>> = typed
            .iter()
            .map(|(_, ty)| CallArg {
                name: None,
                ty: ty.map_or(UNKNOWN, |ty| ty.id),
            })
            .gather();
        let question = Call {
            schema: None,
            name: function,
            args: &args,
            within_group: None,
            variadic: false,
            star: false,
            over: false,
        };
        match self.types.function(&question) {
            Ok(found) => {
                for ((arg, ty), wanted) in typed.iter().zip(&found.args) {
                    if let (Some(arg), true) = (arg, ty.is_some_and(|ty| ty.id == UNKNOWN)) {
                        self.settle(arg, *wanted);
                    }
                }
                if found.strict {
                    self.strict.insert(expr.id, ());
                }
                let operand = typed.iter().any(|(_, ty)| ty.is_some_and(|ty| ty.nullable));
                Some(Type::computed(
                    found.result,
                    given_nulls(found.nulls, operand),
                ))
            }
            Err(error) => {
                typed
                    .iter()
                    .filter_map(|(arg, _)| *arg)
                    .for_each(|arg| self.hush(arg));
                self.report_function(function, &[], &args, expr.span, error);
                None
            }
        }
    }
}

/// Whether a call of this name without OVER is one of an aggregate. A name of a hypothetical-set aggregate is a window
/// function's as well; WITHIN GROUP tells them apart.
fn is_aggregate(name: &str, within_group: bool) -> bool {
    functions(name).any(|function| match function.kind {
        FunctionKind::Aggregate => true,
        FunctionKind::OrderedSet(_) | FunctionKind::HypotheticalSet(_) => within_group,
        FunctionKind::Function | FunctionKind::Window => false,
    })
}
