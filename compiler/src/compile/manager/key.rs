//! Primary keys, any number of them as arrays: one for each column.

use super::quoted;
use crate::catalog::builtin::type_by_name;
use crate::catalog::{ColumnType, Schema, Table, UserTypeKind};
use crate::gather::Gather as _;
use crate::lower::params::{ValueKind, ValueType};

/// The primary key of a table.
pub(super) struct Key {
    pub(super) columns: Vec<KeyColumn>,
}

/// A column of it.
pub(super) struct KeyColumn {
    /// Its name.
    pub(super) name: String,
    /// Its type, as a cast spells it.
    pub(super) ty: String,
    /// The type of PostgreSQL's own as which values of it are sent.
    pub(super) wire: String,
}

impl Key {
    /// The key, if there is one and arrays of its columns exist.
    pub(super) fn of(schema: &Schema, table: &Table) -> Option<Self> {
        let columns = table.primary_key.iter().map(|index| {
            let column = &table.columns[*index];
            let (ty, wire) = spelled(schema, &column.ty)?;
            Some(KeyColumn {
                name: column.name.clone(),
                ty,
                wire,
            })
        });
        let columns = columns.collect::<Option<Vec<_>>>()?;
        (!columns.is_empty()).then_some(Self { columns })
    }

    /// That a row has one of the keys given.
    pub(super) fn condition(&self) -> String {
        if let [column] = &*self.columns {
            return format!("{} in $key1", quoted(&column.name));
        }
        let numbers = || 1..=self.columns.len();
        let names: Vec<String> = numbers().map(|n| format!("k{n}")).gather();
        let columns = self.columns.iter().zip(numbers());
        let arrays: Vec<String> = columns
            .map(|(column, n)| format!("$key{n}::{}[]", column.ty))
            .gather();
        let names = names.join(", ");
        format!(
            "({}) in (select {names} from unnest({}) as keys({names}))",
            self.columns(),
            arrays.join(", ")
        )
    }

    /// Its columns, with commas.
    pub(super) fn columns(&self) -> String {
        let names: Vec<String> = self.columns.iter().map(|it| quoted(&it.name)).gather();
        names.join(", ")
    }
}

/// A type as a cast spells it, and the one it is sent as. `None` where there are no arrays of it.
fn spelled(schema: &Schema, ty: &ColumnType) -> Option<(String, String)> {
    match ty {
        ColumnType::Builtin(name) => {
            let name = name.split('(').next().unwrap_or(name);
            Some((name.to_owned(), name.to_owned()))
        }
        ColumnType::User(index) => {
            let user = schema.types.get(*index)?;
            let (base, wire) = match &user.kind {
                UserTypeKind::Enum(_)
                | UserTypeKind::Base(_)
                | UserTypeKind::Range { .. }
                | UserTypeKind::Multirange { .. } => (String::new(), "text".to_owned()),
                UserTypeKind::Domain { base, not_null: _ } => spelled(schema, base)?,
                UserTypeKind::Composite(_) => return None,
            };
            if user.name.is_empty() {
                return Some((base, wire));
            }
            let schema = user.schema.as_deref().map(quoted);
            let schema = schema.map_or_else(String::new, |schema| schema + ".");
            Some((format!("{schema}{}", quoted(&user.name)), wire))
        }
        ColumnType::Array(_) => None,
    }
}

/// One of PostgreSQL's own types as the type of a parameter.
pub(super) fn value_type(name: &str, array: bool) -> ValueType {
    let kind = ValueKind::Builtin(name.to_owned());
    let catalogued = if array {
        format!("_{name}")
    } else {
        name.to_owned()
    };
    ValueType {
        id: type_by_name(&catalogued).unwrap_or(crate::catalog::builtin::TypeId::UNKNOWN),
        kind: if array {
            ValueKind::Array(Box::new(kind))
        } else {
            kind
        },
        origin: None,
    }
}
