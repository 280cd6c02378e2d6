//! What CREATE TYPE … AS RANGE makes besides the type: its multirange type, the constructors of both, and the cast from the one to the
//! other.

use crate::catalog::builtin::{ArgMode, CastContext, CastMethod};
use crate::catalog::schema::{
    Argument, ColumnType, Schema, UserCast, UserFunction, UserType, UserTypeKind,
};
use crate::gather::Gather as _;

impl Schema {
    /// Adds all that, if the type of this index is a range type.
    pub(super) fn add_with_range(&mut self, index: usize) {
        let UserType { schema, name, kind } = self.types[index].clone();
        let UserTypeKind::Range {
            subtype,
            multirange,
        } = kind
        else {
            return;
        };
        let range = ColumnType::User(index);
        self.types.push(UserType {
            schema: schema.clone(),
            name: multirange.clone(),
            kind: UserTypeKind::Multirange {
                range: Box::new(range.clone()),
            },
        });
        let ranges = ColumnType::User(self.types.len() - 1);
        self.casts.push(UserCast {
            from: range.clone(),
            to: ranges.clone(),
            context: CastContext::Explicit,
            method: CastMethod::Function,
            may_give_null: false,
        });
        let bound = || (String::new(), (*subtype).clone());
        let bounds = (String::new(), ColumnType::Builtin("text".to_owned()));
        // A bound that is NULL is missing, so that none of these is strict.
        for inputs in [vec![bound(), bound()], vec![bound(), bound(), bounds]] {
            let constructor = UserFunction::new(name.clone(), inputs, range.clone());
            self.functions.push(UserFunction {
                schema: schema.clone(),
                not_null: true,
                ..constructor
            });
        }
        let several = ColumnType::Array(Box::new(range.clone()));
        for (mode, ty) in [
            (None, None),
            (Some(ArgMode::In), Some(range)),
            (Some(ArgMode::Variadic), Some(several)),
        ] {
            let arg = mode.zip(ty).map(|(mode, ty)| Argument {
                mode,
                name: String::new(),
                ty,
            });
            let constructor = UserFunction::new(multirange.clone(), Vec::new(), ranges.clone());
            self.functions.push(UserFunction {
                schema: schema.clone(),
                args: arg.into_iter().gather(),
                strict: true,
                not_null: true,
                ..constructor
            });
        }
    }
}
