//! How types are called in descriptions.

use softdelete_compiler::catalog::builtin::{TypeId, builtin_type};
use softdelete_compiler::check::convert::Types;

use crate::catalogue::Catalogue;

impl Catalogue {
    /// The name of a type, as the database's catalogue has it; `int8[]` for an array.
    pub(crate) fn type_name(&self, id: TypeId) -> String {
        let types = Types {
            schema: self.schema(),
        };
        if let Some(index) = id.as_user() {
            return self.shown(index).name.clone();
        }
        if let Some(table) = id.as_row_of() {
            return self.schema().tables[table].local_name.clone();
        }
        // The vector types and their like have elements, but are no arrays.
        if let Some(builtin) = builtin_type(id)
            && (builtin.element.is_none() || matches!(id, TypeId::INT2VECTOR | TypeId::OIDVECTOR))
        {
            return builtin.name.to_owned();
        }
        match types.element(id) {
            Some(element) => format!("{}[]", self.type_name(element)),
            None => "unknown".to_owned(),
        }
    }

    /// The name of the type of a result column, for which the server reports what a domain restricts.
    pub(crate) fn result_type_name(&self, id: TypeId) -> String {
        let is_domain = id.as_user().is_some_and(|index| self.shown(index).domain);
        let id = if is_domain {
            Types {
                schema: self.schema(),
            }
            .base(id)
        } else {
            id
        };
        self.type_name(id)
    }
}
