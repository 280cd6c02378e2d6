//! The rules that choose among candidates, common to operators and functions.

use super::polymorphic::Polymorphism;
use super::types::{STRING, own_element};
use super::{Context, Types};
use crate::catalog::builtin::{CastContext, TypeId};
use crate::gather::Gather as _;

/// An argument, with what is asked of it once for every candidate.
struct Source {
    id: TypeId,
    base: TypeId,
    /// The types it may become by a declared cast that is implicit.
    casts: Vec<TypeId>,
    /// Whether it is an array, and so may become another by its elements, or a row.
    structured: bool,
}

impl Types<'_> {
    /// The candidates whose arguments these may become, each candidate given as its declared types.
    pub(super) fn matching<C>(
        self,
        inputs: &[TypeId],
        candidates: impl IntoIterator<Item = C>,
        declared: impl Fn(&C) -> &[TypeId],
    ) -> Vec<C> {
        let sources: Vec<Source> = inputs.iter().map(|input| self.source(*input)).gather();
        candidates
            .into_iter()
            .filter(|candidate| {
                let declared = &declared(candidate)[..inputs.len()];
                sources
                    .iter()
                    .zip(declared)
                    .all(|(source, to)| self.fits(source, *to))
                    && (!declared.iter().any(|to| to.is_polymorphic())
                        || Polymorphism::is_consistent(self, inputs, declared))
            })
            .gather()
    }

    fn source(self, id: TypeId) -> Source {
        let base = self.base(id);
        Source {
            id,
            base,
            casts: self
                .casts_from(base)
                .filter(|cast| cast.context == CastContext::Implicit)
                .map(|cast| cast.to)
                .gather(),
            structured: id == TypeId::RECORD
                || own_element(base).is_some()
                || self.is_complex(base),
        }
    }

    /// As [`Types::can_coerce`] as an argument, without the look-ups that one source makes needless.
    fn fits(self, source: &Source, to: TypeId) -> bool {
        source.id == to
            || source.id == TypeId::UNKNOWN
            || source.base == to
            || to == TypeId::ANY
            || to.is_polymorphic()
            || source.casts.contains(&to)
            || ((source.structured || !to.is_builtin())
                && self.can_coerce(source.id, to, Context::Implicit))
    }

    /// Which of several matching candidates is meant, if one fits better than the others: the steps of the manual's
    /// sections 10.2 and 10.3 after the exact match.
    pub(super) fn select<C>(
        self,
        inputs: &[TypeId],
        mut candidates: Vec<C>,
        declared: impl Fn(&C) -> &[TypeId],
    ) -> Result<C, Vec<C>> {
        let mut bases: Vec<TypeId> = inputs.iter().map(|input| self.base(*input)).gather();
        let unknown = |id: TypeId| id == TypeId::UNKNOWN;

        // Most exact matches.
        keep_best(&mut candidates, |candidate| {
            bases
                .iter()
                .zip(declared(candidate))
                .filter(|(base, to)| !unknown(**base) && base == to)
                .count()
        });
        if let Some(only) = sole(&mut candidates) {
            return Ok(only);
        }
        // Most exact matches and preferred types of the argument's category.
        let categories: Vec<u8> = bases.iter().map(|base| self.category(*base)).gather();
        keep_best(&mut candidates, |candidate| {
            let arguments = bases.iter().zip(&categories).zip(declared(candidate));
            arguments
                .filter(|((base, category), to)| {
                    !unknown(**base)
                        && (base == to || self.category_and_preference(**to) == (**category, true))
                })
                .count()
        });
        if let Some(only) = sole(&mut candidates) {
            return Ok(only);
        }
        if !bases.iter().any(|base| unknown(*base)) {
            return Err(candidates);
        }
        self.keep_unknown_categories(&bases, &mut candidates, &declared);
        if let Some(only) = sole(&mut candidates) {
            return Ok(only);
        }
        // All known arguments are of one type: the unknown ones are taken to be of it too.
        let mut known = bases.iter().copied().filter(|base| !unknown(*base));
        if let Some(first) = known.next()
            && known.all(|base| base == first)
        {
            bases.fill(first);
            let fits: Vec<bool> = candidates
                .iter()
                .map(|candidate| {
                    let declared = &declared(candidate)[..bases.len()];
                    declared
                        .iter()
                        .all(|to| self.can_coerce(first, *to, Context::Implicit))
                        && Polymorphism::is_consistent(self, &bases, declared)
                })
                .gather();
            if fits.iter().filter(|fits| **fits).count() == 1
                && let Some(index) = fits.iter().position(|fits| *fits)
            {
                return Ok(candidates.swap_remove(index));
            }
        }
        Err(candidates)
    }

    /// Keeps the candidates whose types at the unknown arguments are of the category that is chosen for each: strings if
    /// any candidate takes one there, else the one that all agree on, and the preferred type if one takes it.
    fn keep_unknown_categories<C>(
        self,
        bases: &[TypeId],
        candidates: &mut Vec<C>,
        declared: &impl Fn(&C) -> &[TypeId],
    ) {
        let mut kept = vec![true; candidates.len()];
        for (slot, _) in bases
            .iter()
            .enumerate()
            .filter(|(_, base)| **base == TypeId::UNKNOWN)
        {
            let facts: Vec<(u8, bool)> = candidates
                .iter()
                .map(|candidate| self.category_and_preference(declared(candidate)[slot]))
                .gather();
            let takes_string = facts.iter().any(|(category, _)| *category == STRING);
            let category = if takes_string { STRING } else { facts[0].0 };
            if !takes_string && facts.iter().any(|(other, _)| *other != category) {
                // The categories at this place conflict, so that none of the places decides.
                return;
            }
            let has_preferred = facts.contains(&(category, true));
            for (kept, (other, preferred)) in kept.iter_mut().zip(&facts) {
                *kept &= *other == category && (*preferred || !has_preferred);
            }
        }
        if kept.contains(&true) {
            let mut kept = kept.into_iter();
            candidates.retain(|_| kept.next().unwrap_or(true));
        }
    }
}

/// Keeps the candidates of the highest score.
fn keep_best<C>(candidates: &mut Vec<C>, score: impl Fn(&C) -> usize) {
    let scores: Vec<usize> = candidates.iter().map(score).gather();
    let best = scores.iter().copied().max().unwrap_or(0);
    let mut scores = scores.into_iter();
    candidates.retain(|_| scores.next() == Some(best));
}

/// The candidate, if only one is left.
fn sole<C>(candidates: &mut Vec<C>) -> Option<C> {
    if candidates.len() == 1 {
        candidates.pop()
    } else {
        None
    }
}
