//! Polymorphic arguments and results: section 36.2.5 of the manual.
//!
//! There are two families. In the one of `anyelement` all arguments must agree exactly; in the one of `anycompatible`
//! they are brought to a common type.

use super::Types;
use super::types::own_element;
use crate::catalog::builtin::{TypeId, TypeKind};

/// The pseudo-types of the family whose arguments must agree exactly.
const ELEMENT_FAMILY: [TypeId; 6] = [
    TypeId::ANYELEMENT,
    TypeId::ANYNONARRAY,
    TypeId::ANYENUM,
    TypeId::ANYARRAY,
    TypeId::ANYRANGE,
    TypeId::ANYMULTIRANGE,
];

/// Those of the other family for which all unknown means text.
const COMPATIBLE_VALUES: [TypeId; 3] = [
    TypeId::ANYCOMPATIBLE,
    TypeId::ANYCOMPATIBLENONARRAY,
    TypeId::ANYCOMPATIBLEARRAY,
];

/// What the polymorphic pseudo-types of one call stand for. `None` where no argument tells.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Polymorphism {
    element: Option<TypeId>,
    array: Option<TypeId>,
    range: Option<TypeId>,
    multirange: Option<TypeId>,
    compatible: Option<TypeId>,
    compatible_array: Option<TypeId>,
    compatible_range: Option<TypeId>,
    compatible_multirange: Option<TypeId>,
}

/// Why the arguments do not agree, in SQL terms.
pub(super) type Disagreement = String;

/// What the arguments say before anything is concluded.
#[derive(Default)]
struct Evidence {
    found: Polymorphism,
    /// The types that the arguments of the `anycompatible` family give.
    compatible: Vec<TypeId>,
    /// The polymorphic types that the arguments are declared with.
    declared: Vec<TypeId>,
}

impl Polymorphism {
    /// Whether arguments of these types agree in what the declared types stand for; unknown ones agree with anything.
    pub(super) fn is_consistent(types: Types<'_>, actual: &[TypeId], declared: &[TypeId]) -> bool {
        let Ok(mut evidence) = Evidence::gather(types, actual, declared) else {
            return false;
        };
        evidence.conclude(types).is_ok()
            // An enum must be seen to be one.
            && (!evidence.has(&[TypeId::ANYENUM]) || evidence.found.element.is_some())
    }

    /// What the pseudo-types stand for in a call of these argument types.
    ///
    /// # Errors
    /// If the arguments do not agree, or none tells.
    pub(super) fn solve(
        types: Types<'_>,
        actual: &[TypeId],
        declared: &[TypeId],
    ) -> Result<Self, Disagreement> {
        let mut evidence = Evidence::gather(types, actual, declared)?;
        evidence.conclude(types)?;
        let mut found = evidence.found;
        if evidence.has(&ELEMENT_FAMILY) && found.element.is_none() {
            return Err(
                "could not determine polymorphic type because input has type unknown".to_owned(),
            );
        }
        if evidence.has(&COMPATIBLE_VALUES) && found.compatible.is_none() {
            // As for any other common type, all unknown means text; there is no range of it.
            found.compatible = Some(TypeId::TEXT);
        }
        found.array = found.array.or_else(|| types.array_of(found.element?));
        found.compatible_array = types.array_of(found.compatible.unwrap_or(TypeId::NONE));
        found.multirange = found
            .multirange
            .or_else(|| types.range_multirange(found.range?));
        found.compatible_multirange = found
            .compatible_multirange
            .or_else(|| types.range_multirange(found.compatible_range?));
        Ok(found)
    }

    /// What a declared argument type stands for, given the type of the argument: a known argument of the `anyelement`
    /// family stays what it is.
    pub(super) fn argument(
        &self,
        actual: TypeId,
        declared: TypeId,
    ) -> Result<TypeId, Disagreement> {
        let keeps = ELEMENT_FAMILY.contains(&declared);
        if keeps && actual != TypeId::UNKNOWN {
            Ok(actual)
        } else {
            self.resolve(declared)
        }
    }

    /// What a declared type stands for; a type that is not polymorphic stands for itself.
    ///
    /// # Errors
    /// If no argument tells.
    pub(super) fn resolve(&self, declared: TypeId) -> Result<TypeId, Disagreement> {
        let (solution, name) = match declared {
            TypeId::ANYELEMENT => (self.element, "anyelement"),
            TypeId::ANYNONARRAY => (self.element, "anynonarray"),
            TypeId::ANYENUM => (self.element, "anyenum"),
            TypeId::ANYARRAY => (self.array, "anyarray"),
            TypeId::ANYRANGE => (self.range, "anyrange"),
            TypeId::ANYMULTIRANGE => (self.multirange, "anymultirange"),
            TypeId::ANYCOMPATIBLE => (self.compatible, "anycompatible"),
            TypeId::ANYCOMPATIBLENONARRAY => (self.compatible, "anycompatiblenonarray"),
            TypeId::ANYCOMPATIBLEARRAY => (self.compatible_array, "anycompatiblearray"),
            TypeId::ANYCOMPATIBLERANGE => (self.compatible_range, "anycompatiblerange"),
            TypeId::ANYCOMPATIBLEMULTIRANGE => {
                (self.compatible_multirange, "anycompatiblemultirange")
            }
            other => (Some(other), ""),
        };
        solution.ok_or_else(|| format!("the arguments do not tell which type {name} stands for"))
    }
}

impl Evidence {
    fn gather(
        types: Types<'_>,
        actual: &[TypeId],
        declared: &[TypeId],
    ) -> Result<Self, Disagreement> {
        let mut evidence = Self::default();
        for (actual, declared) in actual.iter().zip(declared) {
            evidence.declared.push(*declared);
            if *actual != TypeId::UNKNOWN {
                evidence.note(types, *actual, *declared)?;
            }
        }
        Ok(evidence)
    }

    /// Whether an argument is declared with one of these.
    fn has(&self, declared: &[TypeId]) -> bool {
        self.declared.iter().any(|id| declared.contains(id))
    }

    /// What a known argument tells.
    fn note(
        &mut self,
        types: Types<'_>,
        actual: TypeId,
        declared: TypeId,
    ) -> Result<(), Disagreement> {
        let base = types.base(actual);
        match declared {
            TypeId::ANYELEMENT | TypeId::ANYNONARRAY | TypeId::ANYENUM => {
                agree(types, &mut self.found.element, actual, "anyelement")
            }
            TypeId::ANYARRAY => agree(types, &mut self.found.array, base, "anyarray"),
            TypeId::ANYRANGE => agree(types, &mut self.found.range, base, "anyrange"),
            TypeId::ANYMULTIRANGE => {
                agree(types, &mut self.found.multirange, base, "anymultirange")
            }
            TypeId::ANYCOMPATIBLE | TypeId::ANYCOMPATIBLENONARRAY => {
                self.compatible.push(actual);
                Ok(())
            }
            TypeId::ANYCOMPATIBLEARRAY => {
                self.compatible
                    .push(own_element(base).ok_or_else(|| not_a(types, actual, "an array"))?);
                Ok(())
            }
            TypeId::ANYCOMPATIBLERANGE => agree(
                types,
                &mut self.found.compatible_range,
                base,
                "anycompatiblerange",
            ),
            TypeId::ANYCOMPATIBLEMULTIRANGE => agree(
                types,
                &mut self.found.compatible_multirange,
                base,
                "anycompatiblemultirange",
            ),
            _ => Ok(()),
        }
    }

    /// Follows from arrays to elements, from multiranges to ranges to elements, and brings the compatible ones together.
    fn conclude(&mut self, types: Types<'_>) -> Result<(), Disagreement> {
        let nonarray = self.has(&[TypeId::ANYNONARRAY]);
        let enumeration = self.has(&[TypeId::ANYENUM]);
        let compatible_nonarray = self.has(&[TypeId::ANYCOMPATIBLENONARRAY]);
        let found = &mut self.found;
        // The server's own statistics have columns of type anyarray, whose elements stay unknown.
        if let Some(array) = found.array.filter(|array| *array != TypeId::ANYARRAY) {
            let element = own_element(array).ok_or_else(|| not_a(types, array, "an array"))?;
            agree(types, &mut found.element, element, "anyelement")?;
        } else if found.array.is_some() {
            found.element = found.element.or(Some(TypeId::ANYELEMENT));
        }
        if let Some(multirange) = found.multirange {
            let range = types
                .multirange_range(multirange)
                .ok_or_else(|| not_a(types, multirange, "a multirange"))?;
            agree(types, &mut found.range, range, "anyrange")?;
        }
        if let Some(range) = found.range {
            let subtype = types
                .range_subtype(range)
                .ok_or_else(|| not_a(types, range, "a range"))?;
            agree(types, &mut found.element, subtype, "anyelement")?;
        }
        if let Some(element) = found.element {
            if nonarray && types.element(element).is_some() {
                return Err(format!(
                    "{} is an array, and only other types are taken",
                    types.display(element)
                ));
            }
            // A domain over an enum is none.
            if enumeration && types.kind(element) != TypeKind::Enum {
                return Err(not_a(types, element, "an enum"));
            }
        }
        if let Some(multirange) = found.compatible_multirange {
            let range = types
                .multirange_range(multirange)
                .ok_or_else(|| not_a(types, multirange, "a multirange"))?;
            agree(
                types,
                &mut found.compatible_range,
                range,
                "anycompatiblerange",
            )?;
        }
        let subtype = match found.compatible_range {
            Some(range) => Some(
                types
                    .range_subtype(range)
                    .ok_or_else(|| not_a(types, range, "a range"))?,
            ),
            None => None,
        };
        self.compatible.extend(subtype);
        if self.compatible.is_empty() {
            return Ok(());
        }
        let common = types.common_type(&self.compatible).map_err(|error| {
            let (first, second) = (self.compatible[error.first], self.compatible[error.second]);
            format!(
                "{} and {} have no common type",
                types.display(first),
                types.display(second)
            )
        })?;
        if compatible_nonarray && types.element(common).is_some() {
            return Err(format!(
                "{} is an array, and only other types are taken",
                types.display(common)
            ));
        }
        if subtype.is_some_and(|subtype| subtype != common) {
            return Err(format!(
                "the elements of the range are not of type {}",
                types.display(common)
            ));
        }
        found.compatible = Some(common);
        Ok(())
    }
}

/// Notes a type, which must be the one that was noted before.
fn agree(
    types: Types<'_>,
    noted: &mut Option<TypeId>,
    ty: TypeId,
    name: &str,
) -> Result<(), Disagreement> {
    match *noted {
        Some(before) if before != ty => Err(format!(
            "{name} cannot be both {} and {}",
            types.display(before),
            types.display(ty)
        )),
        _ => {
            *noted = Some(ty);
            Ok(())
        }
    }
}

fn not_a(types: Types<'_>, ty: TypeId, wanted: &str) -> Disagreement {
    format!("{} is not {wanted}", types.display(ty))
}
