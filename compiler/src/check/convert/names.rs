//! How types are written and spelled.

use super::types::own_element;
use super::{Types, UnknownType};
use crate::ast::TypeName;
use crate::catalog::builtin::{TypeId, builtin_type, type_by_name, type_names};
use crate::catalog::{ColumnType, Schema, UserType, UserTypeKind};
use crate::diagnostic::types::{SETOF_TYPE, TYPE_MODIFIER, UNKNOWN_TYPE};
use crate::diagnostic::{Diagnostic, Errors, did_you_mean, misspelled};
use crate::gather::Gather as _;

/// The SQL spellings of types whose catalogue names differ.
const SPELLINGS: [(&str, &str); 15] = [
    ("bool", "boolean"),
    ("bpchar", "character"),
    ("float4", "real"),
    ("float8", "double precision"),
    ("int2", "smallint"),
    ("int4", "integer"),
    ("int8", "bigint"),
    ("time", "time without time zone"),
    ("timetz", "time with time zone"),
    ("timestamp", "timestamp without time zone"),
    ("timestamptz", "timestamp with time zone"),
    ("varbit", "bit varying"),
    ("varchar", "character varying"),
    ("char", "\"char\""),
    ("any", "\"any\""),
];

/// Spellings that are read but never written.
const ALIASES: [(&str, &str); 9] = [
    ("char", "bpchar"),
    ("int", "int4"),
    ("dec", "numeric"),
    ("decimal", "numeric"),
    ("float", "float8"),
    ("national character", "bpchar"),
    ("char varying", "varchar"),
    ("nchar", "bpchar"),
    ("national character varying", "varchar"),
];

/// The types that take a length, precision or scale in parentheses.
const WITH_MODIFIERS: [&str; 10] = [
    "bpchar",
    "varchar",
    "bit",
    "varbit",
    "numeric",
    "time",
    "timetz",
    "timestamp",
    "timestamptz",
    "interval",
];

/// The type of a name that needs no more than to be looked up: a word in lower case that is no other type's spelling.
fn catalogue_name(written: &str) -> Option<TypeId> {
    let is_word = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_');
    let aliased = ALIASES.iter().any(|(alias, _)| *alias == written);
    (written.bytes().all(is_word) && !aliased)
        .then(|| type_by_name(written))
        .flatten()
}

impl Types<'_> {
    /// The type of a declared column, field or function argument: `varchar(20)` is the type `varchar`, a newtype that is
    /// no domain is its base type.
    ///
    /// # Errors
    /// If the name of a built-in type is none that PostgreSQL has.
    pub fn column_type(self, ty: &ColumnType) -> Result<TypeId, UnknownType> {
        // A newtype may be declared over another, but never endlessly.
        let mut ty = ty;
        for _ in 0..=self.schema.types.len() {
            match ty {
                ColumnType::Builtin(name) => return self.builtin_spelling(name),
                ColumnType::Array(element) => {
                    let element = self.column_type(element)?;
                    // An array of arrays is an array of more dimensions.
                    return Ok(self.array_of(element).unwrap_or(element));
                }
                ColumnType::User(index) => match self.schema.types.get(*index) {
                    Some(UserType {
                        name,
                        kind: UserTypeKind::Domain { base, .. },
                        ..
                    }) if name.is_empty() => ty = base,
                    Some(_) => {
                        let table = self.schema.table_of_row(*index);
                        return Ok(table.map_or(TypeId::user(*index), TypeId::row_of));
                    }
                    None => break,
                },
            }
        }
        Err(UnknownType {
            name: String::new(),
            did_you_mean: None,
        })
    }

    /// A type as `format_type` or the catalogue spells it.
    fn builtin_spelling(self, written: &str) -> Result<TypeId, UnknownType> {
        // Most columns are declared by the catalogue's own names.
        if let Some(id) = catalogue_name(written) {
            return Ok(id);
        }
        let lower = written.trim().to_lowercase();
        let (mut name, mut is_array) = (lower.as_str(), false);
        while let Some((element, bounds)) = name
            .strip_suffix(']')
            .and_then(|name| name.rsplit_once('['))
        {
            if !bounds.bytes().all(|byte| byte.is_ascii_digit()) {
                break;
            }
            (name, is_array) = (element.trim_end(), true);
        }
        let plain = without_modifiers(name);
        let plain = plain.strip_prefix("pg_catalog.").unwrap_or(&plain);
        let spelled = SPELLINGS
            .iter()
            .find(|(_, spelling)| *spelling == plain)
            .map(|(name, _)| *name);
        let aliased = ALIASES
            .iter()
            .find(|(alias, _)| *alias == plain)
            .map(|(_, name)| *name);
        let fields = plain.strip_prefix("interval ").map(|_| "interval");
        let id = type_by_name(spelled.or(aliased).or(fields).unwrap_or(plain));
        let id = if is_array {
            id.and_then(|id| self.array_of(id))
        } else {
            id
        };
        id.ok_or_else(|| UnknownType {
            name: written.to_owned(),
            did_you_mean: self.close_type_name(plain),
        })
    }

    /// The type that a cast, a typed literal or a column definition names. Reports names that are no type's and
    /// modifiers that the type does not take.
    pub fn type_name(self, name: &TypeName, errors: &mut Errors) -> Option<TypeId> {
        let written = name.name.last();
        let schema = name
            .name
            .parts
            .iter()
            .rev()
            .nth(1)
            .map(|part| part.text.as_str());
        if name.setof || name.pct_type {
            let word = if name.setof { "SETOF" } else { "%TYPE" };
            errors.push(
                Diagnostic::new(
                    &SETOF_TYPE,
                    name.span,
                    format!("{word} cannot be written here"),
                )
                .help("write the name of the type alone"),
            );
            return None;
        }
        let Some(id) = self.named(schema, &written.text) else {
            let message = format!("type `{}` does not exist", written.text);
            let close = self.close_type_name(&written.text);
            let help = close.map_or_else(
                || "the types are PostgreSQL's own and those that are declared with `SqlEnum` or `SqlType`".to_owned(),
                |close| format!("did you mean `{close}`?"),
            );
            errors.push(Diagnostic::new(&UNKNOWN_TYPE, name.name.span(), message).help(help));
            return None;
        };
        let takes_modifiers =
            builtin_type(id).is_some_and(|builtin| WITH_MODIFIERS.contains(&builtin.name));
        if !name.modifiers.is_empty() && !takes_modifiers {
            let spelled = self.display(id);
            errors.push(
                Diagnostic::new(
                    &TYPE_MODIFIER,
                    name.span,
                    format!("type `{spelled}` takes nothing in parentheses"),
                )
                .help(format!("write `{spelled}` alone")),
            );
        }
        if name.array.is_empty() {
            return Some(id);
        }
        self.array_of(id).or_else(|| {
            let message = format!("type `{}` has no array type", self.display(id));
            errors.push(
                Diagnostic::new(&UNKNOWN_TYPE, name.span, message).help("leave out the brackets"),
            );
            None
        })
    }

    /// The type of this name, as a statement may write it after folding: `int4`, `text`, a user-declared enum or domain,
    /// the row type of a declared table. PostgreSQL's own are found first, as on the server.
    pub fn named(self, schema: Option<&str>, name: &str) -> Option<TypeId> {
        if matches!(schema, None | Some("pg_catalog"))
            && let Some(id) = type_by_name(name)
        {
            return Some(id);
        }
        let user = self.schema.type_called(schema, name);
        let table = || {
            self.schema.tables.iter().position(|table| {
                table.name == name && Schema::may_be_in(schema, table.schema.as_deref())
            })
        };
        let user = user.and_then(|index| self.column_type(&ColumnType::User(index)).ok());
        user.or_else(|| table().map(TypeId::row_of))
    }

    /// How a message spells a type: `integer`, `timestamp with time zone`, `text[]`, `app.mood`.
    pub fn display(self, id: TypeId) -> String {
        let qualified = |schema: &Option<String>, name: &str| match schema {
            Some(schema) => format!("{schema}.{name}"),
            None => name.to_owned(),
        };
        if let Some(user) = self.user(id) {
            return qualified(&user.schema, &user.name);
        }
        if let Some(table) = id
            .as_row_of()
            .and_then(|table| self.schema.tables.get(table))
        {
            return qualified(&table.schema, &table.name);
        }
        // The two vector types are arrays by their making, but go by their own names.
        let vector = matches!(id, TypeId::INT2VECTOR | TypeId::OIDVECTOR);
        if let Some(element) = own_element(id).filter(|_| !vector) {
            return format!("{}[]", self.display(element));
        }
        let Some(builtin) = builtin_type(id) else {
            return "unknown".to_owned();
        };
        let spelled = SPELLINGS.iter().find(|(name, _)| *name == builtin.name);
        spelled
            .map_or(builtin.name, |(_, spelling)| spelling)
            .to_owned()
    }

    /// One of PostgreSQL's own types whose name was probably meant by this one, which is none.
    pub fn misspelled(self, written: &str) -> Option<String> {
        let spellings = SPELLINGS.iter().map(|(_, spelling)| *spelling);
        misspelled(written, spellings.chain(type_names())).map(str::to_owned)
    }

    /// The type whose name is closest to one that no type has.
    fn close_type_name(self, written: &str) -> Option<String> {
        let declared = self
            .schema
            .types
            .iter()
            .map(|ty| ty.name.as_str())
            .filter(|name| !name.is_empty());
        let spellings = SPELLINGS.iter().map(|(_, spelling)| *spelling);
        did_you_mean(written, declared)
            .or_else(|| did_you_mean(written, spellings.chain(type_names())))
            .map(str::to_owned)
    }
}

/// A type's spelling without what stands in parentheses, and with single spaces.
fn without_modifiers(name: &str) -> String {
    let plain = match (name.find('('), name.rfind(')')) {
        (Some(open), Some(close)) if open < close => {
            format!("{} {}", &name[..open], &name[close + 1..])
        }
        _ => name.to_owned(),
    };
    plain.split_whitespace().gather().join(" ")
}
