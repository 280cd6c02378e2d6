//! Whether a value of one type may stand where another is wanted.

use super::Types;
use super::types::{STRING, own_element};
use crate::catalog::builtin::{CastContext, CastMethod, TypeId, TypeKind};

/// Where a value is converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Context {
    /// As an operand or argument.
    Implicit,
    /// Into a column, by INSERT or SET.
    Assignment,
    /// By a cast that is written.
    Explicit,
}

impl Context {
    /// Whether a cast that is declared for `cast` is applied here.
    fn allows(self, cast: CastContext) -> bool {
        match cast {
            CastContext::Implicit => true,
            CastContext::Assignment => self >= Self::Assignment,
            CastContext::Explicit => self == Self::Explicit,
        }
    }
}

/// How a value is converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pathway {
    /// The types are stored alike.
    Relabel,
    /// By the function of a declared cast.
    Function,
    /// Element by element.
    Array,
    /// By writing it as text and reading that.
    InOut,
}

impl Types<'_> {
    /// Whether a value of one type may be converted to another there. An unknown literal may become anything, and a
    /// polymorphic pseudo-type takes anything: whether several of them agree is another question.
    pub fn can_coerce(self, from: TypeId, to: TypeId, context: Context) -> bool {
        from == to
            || to == TypeId::ANY
            || to.is_polymorphic()
            || from == TypeId::UNKNOWN
            || self.pathway(from, to, context).is_some()
            || (from == TypeId::RECORD && self.is_complex(to))
            || (to == TypeId::RECORD && self.is_complex(from))
            || (to == TypeId::RECORD_ARRAY
                && own_element(from).is_some_and(|element| self.is_complex(element)))
    }

    /// How a value of one type becomes one of another there, if it can. Domains count as what they restrict.
    pub(super) fn pathway(self, from: TypeId, to: TypeId, context: Context) -> Option<Pathway> {
        let (from, to) = (self.base(from), self.base(to));
        if from == to {
            return Some(Pathway::Relabel);
        }
        if let Some(cast) = self.cast(from, to) {
            return context.allows(cast.context).then_some(match cast.method {
                CastMethod::Binary => Pathway::Relabel,
                CastMethod::Function => Pathway::Function,
                CastMethod::InOut => Pathway::InOut,
            });
        }
        // The two vector types look like arrays, but hold no NULL and are never made of one.
        if to != TypeId::OIDVECTOR
            && to != TypeId::INT2VECTOR
            && let Some(from) = own_element(from)
            && let Some(to) = own_element(to)
            && self.pathway(from, to, context).is_some()
        {
            return Some(Pathway::Array);
        }
        let through_text = (context >= Context::Assignment && self.category(to) == STRING)
            || (context == Context::Explicit && self.category(from) == STRING);
        through_text.then_some(Pathway::InOut)
    }

    /// Whether the types are stored alike, so that conversion does nothing.
    pub fn is_binary_coercible(self, from: TypeId, to: TypeId) -> bool {
        let base = self.base(from);
        from == to
            || base == to
            || matches!(to, TypeId::ANY | TypeId::ANYELEMENT | TypeId::ANYCOMPATIBLE)
            || (matches!(to, TypeId::ANYARRAY | TypeId::ANYCOMPATIBLEARRAY)
                && own_element(base).is_some())
            || (matches!(to, TypeId::ANYNONARRAY | TypeId::ANYCOMPATIBLENONARRAY)
                && own_element(base).is_none())
            || (to == TypeId::ANYENUM && self.kind(base) == TypeKind::Enum)
            || (matches!(to, TypeId::ANYRANGE | TypeId::ANYCOMPATIBLERANGE)
                && self.kind(base) == TypeKind::Range)
            || (matches!(to, TypeId::ANYMULTIRANGE | TypeId::ANYCOMPATIBLEMULTIRANGE)
                && self.kind(base) == TypeKind::Multirange)
            || (to == TypeId::RECORD && self.is_complex(base))
            || self.cast(base, to).is_some_and(|cast| {
                cast.context == CastContext::Implicit && cast.method == CastMethod::Binary
            })
    }

    /// Whether converting a value that is not NULL may give NULL: the JSON null as a number, an infinite timestamp as a
    /// time of day. (Of an array this says nothing of its elements.)
    pub fn coercion_may_give_null(self, from: TypeId, to: TypeId) -> bool {
        self.cast(self.base(from), self.base(to))
            .is_some_and(|cast| cast.may_give_null)
    }
}
