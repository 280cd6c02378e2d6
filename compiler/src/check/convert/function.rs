//! Which function is meant: section 10.3 of the manual.

use super::coerce::Pathway;
use super::polymorphic::Polymorphism;
use super::signature::{Candidate, Signature};
use super::types::STRING;
use super::{Context, FunctionError, Types};
use crate::catalog::UserFunction;
use crate::catalog::builtin::{FunctionKind, Nulls, TypeId, function_names};
use crate::diagnostic::did_you_mean;
use crate::gather::Gather as _;

/// How many signatures a message lists.
const LISTED: usize = 4;

/// A call, as far as choosing the function goes.
#[derive(Clone, Copy, Debug)]
pub struct Call<'c> {
    /// The schema, if one is written.
    pub schema: Option<&'c str>,
    /// The name.
    pub name: &'c str,
    /// The arguments in the order written; those of WITHIN GROUP (ORDER BY …) come last.
    pub args: &'c [CallArg<'c>],
    /// How many of the last arguments are those of WITHIN GROUP; `None` without WITHIN GROUP.
    pub within_group: Option<usize>,
    /// Whether VARIADIC stands before the last argument.
    pub variadic: bool,
    /// Whether it is `f(*)`.
    pub star: bool,
    /// Whether OVER follows.
    pub over: bool,
}

/// An argument of a call.
#[derive(Clone, Copy, Debug)]
pub struct CallArg<'c> {
    /// The name before `=>`.
    pub name: Option<&'c str>,
    /// The type of the value.
    pub ty: TypeId,
}

/// What the function is that a call means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallKind {
    /// A function of one row.
    Function,
    /// An aggregate (used as a window function if OVER follows).
    Aggregate,
    /// An ordered-set aggregate.
    OrderedSet,
    /// A hypothetical-set aggregate.
    HypotheticalSet,
    /// A window function.
    Window,
    /// No function: the name of a type with one argument, which is a cast (`text(x)`, `float8('1')`).
    Cast,
}

/// The function that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionMatch {
    /// The OID of one of PostgreSQL's own.
    pub oid: Option<u32>,
    /// The index into [`crate::catalog::Schema::functions`] of a declared one.
    pub user: Option<usize>,
    /// What it is.
    pub kind: CallKind,
    /// The type of the result, or of each row of a set.
    pub result: TypeId,
    /// Whether it returns a set of rows.
    pub returns_set: bool,
    /// The columns of a result that has names of its own (OUT arguments, RETURNS TABLE, a composite type); empty for any
    /// other. A single OUT argument is such a name in FROM, while the result is of its type and no row.
    pub columns: Vec<(String, TypeId)>,
    /// What each argument becomes, in the order of the call. [`TypeId::UNKNOWN`] where the function takes an argument of
    /// any type and this one has none yet, which the server refuses for a parameter.
    pub args: Vec<TypeId>,
    /// Whether it gives NULL (a set: no rows) as soon as an argument is NULL. Never said of an aggregate.
    pub strict: bool,
    /// When it gives NULL.
    pub nulls: Nulls,
}

impl Types<'_> {
    /// The function that a call means.
    ///
    /// # Errors
    /// If there is none of the name, none that takes the arguments, several that fit equally well, or one that may not be
    /// called so.
    pub fn function(self, call: &Call<'_>) -> Result<FunctionMatch, FunctionError> {
        let signatures = self.signatures(call);
        let inputs: Vec<TypeId> = call.args.iter().map(|arg| arg.ty).gather();
        let mut candidates: Vec<Candidate> = Vec::new();
        for candidate in signatures
            .iter()
            .filter_map(|signature| signature.clone().over(call))
        {
            candidate.add(inputs.len(), &mut candidates);
        }
        let exact = candidates
            .iter()
            .position(|candidate| candidate.declared[..inputs.len()] == inputs);
        let chosen = if let Some(exact) = exact {
            candidates.swap_remove(exact)
        } else if let Some(cast) = self.cast_notation(call) {
            return Ok(cast);
        } else {
            let mut matching = self.matching(&inputs, candidates, |candidate| &candidate.declared);
            match matching.len() {
                0 => return Err(self.no_function(call, &signatures)),
                1 => matching.remove(0),
                _ => self
                    .select(&inputs, matching, |candidate| &candidate.declared)
                    .map_err(|several| {
                        self.ambiguous(call, several.iter().map(|candidate| &candidate.signature))
                    })?,
            }
        };
        if chosen.ambiguous {
            return Err(self.ambiguous(
                call,
                signatures
                    .iter()
                    .filter(|one| one.inputs.len() >= inputs.len()),
            ));
        }
        self.check_use(call, &chosen)?;
        self.conclude(call, &inputs, chosen)
    }

    /// What the chosen function gives for this call.
    fn conclude(
        self,
        call: &Call<'_>,
        inputs: &[TypeId],
        chosen: Candidate,
    ) -> Result<FunctionMatch, FunctionError> {
        let polymorphic = |message| FunctionError::Polymorphic { message };
        let Candidate {
            signature,
            declared,
            ..
        } = chosen;
        // What defaults supply is of the declared types.
        let actual: Vec<TypeId> = inputs
            .iter()
            .chain(&declared[inputs.len()..])
            .copied()
            .gather();
        let solution = Polymorphism::solve(self, &actual, &declared).map_err(polymorphic)?;
        let mut args = Vec::with_capacity(inputs.len());
        for (actual, declared) in inputs.iter().zip(&declared) {
            args.push(match *declared {
                TypeId::ANY => *actual,
                declared => solution.argument(*actual, declared).map_err(polymorphic)?,
            });
        }
        let kind = match signature.kind {
            FunctionKind::Function => CallKind::Function,
            FunctionKind::Aggregate => CallKind::Aggregate,
            FunctionKind::OrderedSet(_) => CallKind::OrderedSet,
            FunctionKind::HypotheticalSet(_) => CallKind::HypotheticalSet,
            FunctionKind::Window => CallKind::Window,
        };
        if kind == CallKind::HypotheticalSet {
            self.unify_hypothetical(call, &mut args)
                .map_err(polymorphic)?;
        }
        // Without a polymorphic argument there is nothing to resolve, as in the input functions of the pseudo-types.
        let decides = declared.iter().any(|declared| declared.is_polymorphic());
        let result = if decides {
            solution.resolve(signature.result).map_err(polymorphic)?
        } else {
            signature.result
        };
        let mut columns = Vec::new();
        for (index, (ty, name)) in signature.outputs.iter().enumerate() {
            let name = if name.is_empty() {
                format!("column{}", index + 1)
            } else {
                name.clone()
            };
            columns.push((name, solution.resolve(*ty).map_err(polymorphic)?));
        }
        if columns.is_empty() {
            columns = self.fields(result).unwrap_or_default();
        }
        Ok(FunctionMatch {
            oid: signature.oid,
            user: signature.user,
            kind,
            result,
            returns_set: signature.returns_set,
            columns,
            args,
            strict: signature.strict,
            // What describes its arguments gives NULL for an array of them that is NULL itself.
            nulls: match signature.nulls {
                Nulls::Never | Nulls::First if call.variadic => Nulls::Strict,
                nulls => nulls,
            },
        })
    }

    /// The direct arguments of a hypothetical-set aggregate become what the ordering ones are, or what both have in
    /// common.
    fn unify_hypothetical(self, call: &Call<'_>, args: &mut [TypeId]) -> Result<(), String> {
        let ordering = call.within_group.unwrap_or(0);
        let direct = args.len() - ordering;
        for index in 0..ordering.min(direct) {
            let pair = [args[direct + index], args[index]];
            let common = self.common_type(&pair).map_err(|_| {
                format!(
                    "{} cannot be compared with {}",
                    self.display(pair[1]),
                    self.display(pair[0])
                )
            })?;
            args[index] = common;
            args[direct + index] = common;
        }
        Ok(())
    }

    /// A call of a type's name with one argument, which is a cast if no function is exactly that: of a literal always, of
    /// a value if the types are stored alike or the conversion goes through text.
    fn cast_notation(self, call: &Call<'_>) -> Option<FunctionMatch> {
        let [arg] = call.args else {
            return None;
        };
        if arg.name.is_some() || call.over || call.within_group.is_some() {
            return None;
        }
        let target = self
            .named(call.schema, call.name)
            .filter(|target| !self.is_complex(*target))?;
        let is_cast = arg.ty == TypeId::UNKNOWN
            || match self.pathway(arg.ty, target, Context::Explicit)? {
                Pathway::Relabel => true,
                // A row as text is written as a cast, so that `name(t)` can mean a column.
                Pathway::InOut => {
                    let row = arg.ty == TypeId::RECORD || self.is_complex(arg.ty);
                    !(row && self.category(target) == STRING)
                }
                Pathway::Function | Pathway::Array => false,
            };
        is_cast.then(|| FunctionMatch {
            oid: None,
            user: None,
            kind: CallKind::Cast,
            result: target,
            returns_set: false,
            columns: Vec::new(),
            args: vec![target],
            strict: true,
            nulls: if self.coercion_may_give_null(arg.ty, target) {
                Nulls::Maybe
            } else {
                Nulls::Strict
            },
        })
    }

    fn ambiguous<'s>(
        self,
        call: &Call<'_>,
        several: impl Iterator<Item = &'s Signature>,
    ) -> FunctionError {
        FunctionError::Ambiguous {
            candidates: several
                .take(LISTED)
                .map(|signature| self.spell_signature(call.name, signature))
                .gather(),
        }
    }

    /// Says why nothing matches.
    fn no_function(self, call: &Call<'_>, signatures: &[Signature]) -> FunctionError {
        if signatures.is_empty() {
            let declared = self.schema.functions.iter().map(UserFunction::called);
            let close = did_you_mean(call.name, declared)
                .or_else(|| did_you_mean(call.name, function_names()));
            return FunctionError::NoSuchName {
                did_you_mean: close.map(str::to_owned),
            };
        }
        let input_names = || {
            signatures
                .iter()
                .flat_map(|signature| &signature.inputs)
                .map(|(_, name)| name.as_str())
        };
        for (index, arg) in call.args.iter().enumerate() {
            if let Some(name) = arg.name
                && !input_names().any(|input| input == name)
            {
                let mut names: Vec<String> = input_names()
                    .filter(|input| !input.is_empty())
                    .map(str::to_owned)
                    .gather();
                names.sort_unstable();
                names.dedup();
                return FunctionError::NoSuchArgument { arg: index, names };
            }
        }
        let misfit = |signature: &&Signature| {
            let fitting = call.args.iter().zip(&signature.inputs);
            let misfits = fitting
                .filter(|(arg, (ty, _))| !self.can_coerce(arg.ty, *ty, Context::Implicit))
                .count();
            (signature.inputs.len().abs_diff(call.args.len()), misfits)
        };
        let mut closest: Vec<&Signature> = signatures.iter().gather();
        closest.sort_by_key(misfit);
        FunctionError::NoMatch {
            candidates: closest
                .iter()
                .take(LISTED)
                .map(|one| self.spell_signature(call.name, one))
                .gather(),
            hint: self.cast_hint(call, &closest),
        }
    }

    /// Where one argument of the closest signature only lacks a cast, that cast.
    fn cast_hint(self, call: &Call<'_>, closest: &[&Signature]) -> Option<String> {
        let signature = closest
            .first()
            .filter(|signature| signature.inputs.len() == call.args.len())?;
        let mut misfits = call
            .args
            .iter()
            .zip(&signature.inputs)
            .enumerate()
            .filter(|(_, (arg, (ty, _)))| !self.can_coerce(arg.ty, *ty, Context::Implicit));
        let (index, (arg, (ty, _))) = misfits.next()?;
        let castable = self.can_coerce(arg.ty, *ty, Context::Explicit);
        (castable && misfits.next().is_none())
            .then(|| format!("cast argument {} to `{}`", index + 1, self.display(*ty)))
    }
}
