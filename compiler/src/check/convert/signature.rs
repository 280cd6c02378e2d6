//! The functions that a call of a name and so many arguments could mean.

use super::{Call, Types};
use crate::catalog::builtin::{
    ArgMode, Function, FunctionKind, Nulls, TypeId, builtin_type, functions,
};
use crate::catalog::{Argument, ColumnType, Schema, UserFunction};
use crate::gather::Gather as _;

/// A function, built in or declared, in one shape.
#[derive(Clone, Debug)]
pub(super) struct Signature {
    /// The OID of one of PostgreSQL's own.
    pub(super) oid: Option<u32>,
    /// The index of a declared one.
    pub(super) user: Option<usize>,
    pub(super) kind: FunctionKind,
    /// The arguments that a call gives: type and name (empty for none).
    pub(super) inputs: Vec<(TypeId, String)>,
    /// The columns that it gives back by name.
    pub(super) outputs: Vec<(TypeId, String)>,
    pub(super) result: TypeId,
    pub(super) returns_set: bool,
    /// How many of the last inputs have defaults.
    pub(super) defaults: usize,
    /// For a function whose last input is VARIADIC, the type of one of its values.
    pub(super) variadic: Option<TypeId>,
    pub(super) strict: bool,
    pub(super) nulls: Nulls,
}

/// A signature laid over a call.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) signature: Signature,
    /// The declared type of each argument of the call in its order, then of those that defaults supply.
    pub(super) declared: Vec<TypeId>,
    /// Whether the last arguments of the call are values of the VARIADIC one.
    pub(super) expands_variadic: bool,
    /// Whether another fits the call in the same way, so that nothing could choose between them.
    pub(super) ambiguous: bool,
}

impl Types<'_> {
    /// All functions of a call's name. PostgreSQL's own come first, as on the search path.
    pub(super) fn signatures(self, call: &Call<'_>) -> Vec<Signature> {
        let mut all = Vec::new();
        if matches!(call.schema, None | Some("pg_catalog")) {
            all.extend(functions(call.name).map(|function| Signature::of_builtin(&function)));
        }
        for (index, function) in self.schema.functions.iter().enumerate() {
            // PostgreSQL's own are those of the catalogue, and no others.
            let elsewhere = call.schema == Some("pg_catalog")
                || !Schema::may_be_in(call.schema, function.schema.as_deref());
            if function.called() != call.name || elsewhere {
                continue;
            }
            all.push(self.of_user(index, function));
        }
        all
    }

    fn of_user(self, index: usize, function: &UserFunction) -> Signature {
        let id = |ty: &ColumnType| self.column_type(ty).unwrap_or(TypeId::UNKNOWN);
        let typed = |arg: &Argument| (id(&arg.ty), arg.name.clone());
        let variadic = function.inputs().last();
        let variadic = variadic.filter(|arg| arg.mode == ArgMode::Variadic);
        Signature {
            oid: None,
            user: Some(index),
            kind: function.kind,
            inputs: function.inputs().map(typed).gather(),
            outputs: function.outputs().map(typed).gather(),
            result: id(&function.result),
            returns_set: function.returns_set,
            defaults: function.defaults,
            variadic: variadic.and_then(|arg| self.variadic_element(id(&arg.ty))),
            strict: function.strict,
            nulls: match (function.strict, function.not_null) {
                (true, true) => Nulls::Strict,
                (false, true) => Nulls::Never,
                (_, false) => Nulls::Maybe,
            },
        }
    }

    /// What one value of a VARIADIC argument is.
    fn variadic_element(self, array: TypeId) -> Option<TypeId> {
        variadic_element(array).or_else(|| self.element(array))
    }

    /// How a message spells a function: `substring(text, integer)`, `make_interval(years => integer, …)`.
    pub(super) fn spell_signature(self, name: &str, signature: &Signature) -> String {
        let last = signature.inputs.len().wrapping_sub(1);
        let inputs: Vec<String> = signature
            .inputs
            .iter()
            .enumerate()
            .map(|(index, (ty, name))| {
                let variadic = if index == last && signature.variadic.is_some() {
                    "variadic "
                } else {
                    ""
                };
                let name = if name.is_empty() {
                    String::new()
                } else {
                    format!("{name} => ")
                };
                format!("{variadic}{name}{}", self.display(*ty))
            })
            .gather();
        format!("{name}({})", inputs.join(", "))
    }
}

impl Signature {
    fn of_builtin(function: &Function) -> Self {
        let (mut inputs, mut outputs, mut variadic) = (Vec::new(), Vec::new(), None);
        for (mode, ty, name) in function.args() {
            if matches!(mode, ArgMode::In | ArgMode::InOut | ArgMode::Variadic) {
                inputs.push((ty, name.to_owned()));
            }
            if matches!(mode, ArgMode::Out | ArgMode::InOut | ArgMode::Table) {
                outputs.push((ty, name.to_owned()));
            }
            if mode == ArgMode::Variadic {
                variadic = variadic_element(ty);
            }
        }
        Self {
            oid: Some(function.oid),
            user: None,
            kind: function.kind,
            inputs,
            outputs,
            result: function.result,
            returns_set: function.returns_set,
            defaults: function.defaults,
            variadic,
            strict: function.strict,
            nulls: function.nulls,
        }
    }

    /// Lays the signature over a call, if the number and names of arguments allow it.
    pub(super) fn over(self, call: &Call<'_>) -> Option<Candidate> {
        let (given, taken) = (call.args.len(), self.inputs.len());
        let named = call.args.iter().any(|arg| arg.name.is_some());
        let expands_variadic =
            !named && !call.variadic && self.variadic.is_some() && taken <= given;
        // Named notation cannot reach the nameless values of a VARIADIC argument.
        let unreachable = named && !call.variadic && self.variadic.is_some();
        let fits =
            given == taken || expands_variadic || (given < taken && given + self.defaults >= taken);
        if unreachable || !fits {
            return None;
        }
        let mut declared: Vec<TypeId> = if named {
            self.named_order(call)?
                .into_iter()
                .map(|input| self.inputs[input].0)
                .gather()
        } else {
            self.inputs.iter().map(|(ty, _)| *ty).gather()
        };
        if let Some(element) = self.variadic.filter(|_| expands_variadic) {
            declared.truncate(taken - 1);
            declared.resize(given, element);
        }
        Some(Candidate {
            signature: self,
            declared,
            expands_variadic,
            ambiguous: false,
        })
    }

    /// Which input each argument of the call gives, then those that are left to defaults.
    fn named_order(&self, call: &Call<'_>) -> Option<Vec<usize>> {
        let mut order = Vec::new();
        for (position, arg) in call.args.iter().enumerate() {
            let input = match arg.name {
                None => position,
                Some(name) => self.inputs.iter().position(|(_, input)| input == name)?,
            };
            if order.contains(&input) {
                return None;
            }
            order.push(input);
        }
        let first_default = self.inputs.len() - self.defaults;
        let left: Vec<usize> = (0..self.inputs.len())
            .filter(|input| !order.contains(input))
            .gather();
        if left.iter().any(|input| *input < first_default) {
            return None;
        }
        order.extend(left);
        Some(order)
    }
}

impl Candidate {
    /// Adds a candidate to those found before it, unless one of them fits the call by the same types: then that of the
    /// earlier schema counts, else the one that is not VARIADIC, else neither can be chosen.
    pub(super) fn add(self, given: usize, found: &mut Vec<Self>) {
        let supplied = |candidate: &Self| candidate.declared.len().min(given);
        let twin = found.iter().position(|other| {
            supplied(other) == supplied(&self)
                && other.declared[..supplied(other)] == self.declared[..supplied(&self)]
        });
        let Some(twin) = twin else {
            found.push(self);
            return;
        };
        let other = &mut found[twin];
        let later_schema = self.signature.user.is_some() && other.signature.user.is_none();
        if later_schema || (self.expands_variadic && !other.expands_variadic) {
            return;
        }
        if !self.expands_variadic && other.expands_variadic {
            *other = self;
        } else {
            other.ambiguous = true;
        }
    }
}

/// What one value of a VARIADIC argument is.
fn variadic_element(array: TypeId) -> Option<TypeId> {
    match array {
        TypeId::ANY => Some(TypeId::ANY),
        TypeId::ANYARRAY => Some(TypeId::ANYELEMENT),
        TypeId::ANYCOMPATIBLEARRAY => Some(TypeId::ANYCOMPATIBLE),
        other => builtin_type(other)?.element,
    }
}
