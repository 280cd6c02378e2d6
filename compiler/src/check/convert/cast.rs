//! The casts there are: PostgreSQL's own, and those that were declared.

use super::Types;
use crate::catalog::UserCast;
use crate::catalog::builtin::{self, Cast, TypeId};

impl<'a> Types<'a> {
    /// The cast from one type to another that `pg_cast` has, if it has one. Neither is a domain: casts of domains are those of what
    /// they restrict.
    pub(super) fn cast(self, from: TypeId, to: TypeId) -> Option<Cast> {
        let own = if from.is_builtin() && to.is_builtin() {
            builtin::cast(from, to)
        } else {
            None
        };
        own.or_else(|| self.declared_casts(from).find(|cast| cast.to == to))
    }

    /// All casts from a type that `pg_cast` has.
    pub(super) fn casts_from(self, from: TypeId) -> impl Iterator<Item = Cast> + use<'a> {
        let own = from.is_builtin().then(|| builtin::casts_from(from));
        own.into_iter().flatten().chain(self.declared_casts(from))
    }

    fn declared_casts(self, from: TypeId) -> impl Iterator<Item = Cast> + use<'a> {
        let id = move |ty| self.column_type(ty).ok();
        let declared = self.schema.casts.iter();
        let of_type = declared.filter(move |cast| id(&cast.from) == Some(from));
        of_type.filter_map(move |cast: &UserCast| {
            Some(Cast {
                to: id(&cast.to)?,
                context: cast.context,
                method: cast.method,
                may_give_null: cast.may_give_null,
            })
        })
    }
}
