//! Text to declared tables and types.

use std::fmt;

use super::{DescribedType, Description, Functions, Types, VERSION};
use crate::catalog::builtin::{ArgMode, CastContext, CastMethod, FunctionKind};
use crate::catalog::schema::{
    Argument, BaseType, Child, Column, ColumnType, Marker, OnDelete, Personal, Reference,
    SoftDelete, Table, UserCast, UserFunction, UserOperator, UserType, UserTypeKind,
};

/// Why a text is not a description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// It was written by another version of this library; the version it names.
    Version(String),
    /// It describes something of another kind: `table`, `type` or `function`.
    Kind(String),
    /// It was not written by this library, or was cut off.
    Malformed,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(version) => write!(
                f,
                "it was declared with another version of softdelete (format `{version}`, here `{VERSION}`)"
            ),
            Self::Kind(kind) => write!(f, "it is a {kind}"),
            Self::Malformed => f.write_str("its description is damaged"),
        }
    }
}

impl std::error::Error for DecodeError {}

/// What [`super::encode_table`] described. The table's local name is left empty.
///
/// # Errors
/// If the text is not the description of a table in this version's format.
pub fn decode_table(text: &str) -> Result<Description, DecodeError> {
    let mut reader = Reader::open(text, "table")?;
    (|| {
        let types = reader.types()?;
        let table = reader.table()?;
        let operators = reader.list(Reader::operator)?;
        reader.rest.is_empty().then_some(Description {
            table,
            types,
            operators,
        })
    })()
    .ok_or(DecodeError::Malformed)
}

/// What [`super::encode_type`] described.
///
/// # Errors
/// If the text is not the description of a type in this version's format.
pub fn decode_type(text: &str) -> Result<DescribedType, DecodeError> {
    let mut reader = Reader::open(text, "type")?;
    (|| {
        let parts = reader.types()?;
        let ty = reader.user_type()?;
        reader
            .rest
            .is_empty()
            .then_some(DescribedType { ty, parts })
    })()
    .ok_or(DecodeError::Malformed)
}

/// What [`super::encode_functions`] described. The local names are left empty.
///
/// # Errors
/// If the text is not the description of functions in this version's format.
pub fn decode_functions(text: &str) -> Result<Functions, DecodeError> {
    let mut reader = Reader::open(text, "function")?;
    (|| {
        let types = reader.types()?;
        let functions = reader.list(Reader::function)?;
        let operators = reader.list(Reader::operator)?;
        reader.rest.is_empty().then_some(Functions {
            functions,
            operators,
            types,
        })
    })()
    .ok_or(DecodeError::Malformed)
}

/// Reads values one after another; `None` means that the text is not what was expected.
struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn open(text: &'a str, kind: &str) -> Result<Self, DecodeError> {
        let mut reader = Self { rest: text };
        let version = reader.string().ok_or(DecodeError::Malformed)?;
        if version != VERSION {
            return Err(DecodeError::Version(version));
        }
        let found = reader.string().ok_or(DecodeError::Malformed)?;
        if found == kind {
            Ok(reader)
        } else {
            Err(DecodeError::Kind(found))
        }
    }

    fn string(&mut self) -> Option<String> {
        match self.word() {
            Some(word) => Some(word.to_owned()),
            None => self.escaped(),
        }
    }

    /// A value without escapes, as most are, and all that are words or numbers of ours. Written out because the generic search is slow in
    /// the unoptimised build that macros are.
    fn word(&mut self) -> Option<&'a str> {
        let bytes = self.rest.as_bytes();
        let mut end = 0;
        while end < bytes.len() {
            match bytes[end] {
                b';' => {
                    let (word, rest) = self.rest.split_at(end);
                    self.rest = &rest[1..];
                    return Some(word);
                }
                b'\\' => return None,
                _ => end += 1,
            }
        }
        None
    }

    /// A value with escapes.
    fn escaped(&mut self) -> Option<String> {
        let mut value = String::new();
        let mut chars = self.rest.char_indices();
        loop {
            match chars.next()? {
                (end, ';') => {
                    self.rest = &self.rest[end + 1..];
                    return Some(value);
                }
                (_, '\\') => value.push(chars.next()?.1),
                (_, c) => value.push(c),
            }
        }
    }

    fn number(&mut self) -> Option<usize> {
        let digits = self.word()?.as_bytes();
        let (mut value, mut at) = (0_usize, 0);
        while at < digits.len() {
            let digit = digits[at].checked_sub(b'0').filter(|digit| *digit < 10)?;
            value = value.checked_mul(10)?.checked_add(usize::from(digit))?;
            at += 1;
        }
        (at > 0).then_some(value)
    }

    fn flag(&mut self) -> Option<bool> {
        let flag = match self.rest.as_bytes() {
            [b'+', b';', ..] => true,
            [b'-', b';', ..] => false,
            _ => return None,
        };
        self.rest = &self.rest[2..];
        Some(flag)
    }

    /// The outer `Option` is whether it could be read, the inner one what was read.
    #[expect(
        clippy::option_option,
        reason = "an optional value that may be unreadable"
    )]
    fn option<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        if self.flag()? {
            read(self).map(Some)
        } else {
            Some(None)
        }
    }

    fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut left = self.number()?;
        // What the text says of its length is not trusted with memory.
        let mut all = Vec::with_capacity(left.min(64));
        while left > 0 {
            all.push(read(self)?);
            left -= 1;
        }
        Some(all)
    }

    fn indexes(&mut self) -> Option<Vec<usize>> {
        self.list(Self::number)
    }

    fn types(&mut self) -> Option<Types> {
        let named = self.number()?;
        let all = self.list(Self::user_type)?;
        let casts = self.list(Self::cast)?;
        Some(Types { all, named, casts })
    }

    fn cast(&mut self) -> Option<UserCast> {
        Some(UserCast {
            from: self.column_type()?,
            to: self.column_type()?,
            context: match self.word()? {
                "implicit" => CastContext::Implicit,
                "assignment" => CastContext::Assignment,
                "explicit" => CastContext::Explicit,
                _ => return None,
            },
            method: match self.word()? {
                "binary" => CastMethod::Binary,
                "function" => CastMethod::Function,
                "inout" => CastMethod::InOut,
                _ => return None,
            },
            may_give_null: self.flag()?,
        })
    }

    fn function(&mut self) -> Option<UserFunction> {
        Some(UserFunction {
            local_name: String::new(),
            schema: self.option(Self::string)?,
            name: self.string()?,
            kind: match self.word()? {
                "function" => FunctionKind::Function,
                "aggregate" => FunctionKind::Aggregate,
                "ordered" => FunctionKind::OrderedSet(self.number()?),
                "hypothetical" => FunctionKind::HypotheticalSet(self.number()?),
                "window" => FunctionKind::Window,
                _ => return None,
            },
            args: self.list(|reader| {
                Some(Argument {
                    mode: match reader.word()? {
                        "in" => ArgMode::In,
                        "out" => ArgMode::Out,
                        "inout" => ArgMode::InOut,
                        "variadic" => ArgMode::Variadic,
                        "table" => ArgMode::Table,
                        _ => return None,
                    },
                    name: reader.string()?,
                    ty: reader.column_type()?,
                })
            })?,
            defaults: self.number()?,
            result: self.column_type()?,
            returns_set: self.flag()?,
            strict: self.flag()?,
            not_null: self.flag()?,
        })
    }

    fn operator(&mut self) -> Option<UserOperator> {
        Some(UserOperator {
            schema: self.option(Self::string)?,
            symbol: self.string()?,
            left: self.option(Self::column_type)?,
            right: self.column_type()?,
            result: self.column_type()?,
            strict: self.flag()?,
            not_null: self.flag()?,
        })
    }

    fn table(&mut self) -> Option<Table> {
        Some(Table {
            local_name: String::new(),
            schema: self.option(Self::string)?,
            name: self.string()?,
            columns: self.list(Self::column)?,
            primary_key: self.indexes()?,
            unique: self.list(Self::indexes)?,
            soft_delete: self.option(Self::soft_delete)?,
            children: self
                .list(|reader| reader.string().map(|path| Child { path, table: None }))?,
            references: self.list(Self::reference)?,
            audit: self.flag()?,
            outbox: self.flag()?,
        })
    }

    fn column(&mut self) -> Option<Column> {
        Some(Column {
            name: self.string()?,
            field: self.option(Self::string)?,
            ty: self.column_type()?,
            nullable: self.flag()?,
            has_default: self.flag()?,
            generated: self.flag()?,
            personal: self.option(|reader| {
                Some(if reader.flag()? {
                    Personal::Expression(reader.string()?)
                } else {
                    Personal::Null
                })
            })?,
        })
    }

    fn column_type(&mut self) -> Option<ColumnType> {
        match self.word()? {
            "builtin" => self.string().map(ColumnType::Builtin),
            "user" => self.number().map(ColumnType::User),
            "array" => Some(ColumnType::Array(Box::new(self.column_type()?))),
            _ => None,
        }
    }

    fn user_type(&mut self) -> Option<UserType> {
        let schema = self.option(Self::string)?;
        let name = self.string()?;
        let kind = match self.word()? {
            "enum" => UserTypeKind::Enum(self.list(Self::string)?),
            "domain" => UserTypeKind::Domain {
                base: Box::new(self.column_type()?),
                not_null: self.flag()?,
            },
            "composite" => UserTypeKind::Composite(
                self.list(|reader| Some((reader.string()?, reader.column_type()?)))?,
            ),
            "base" => UserTypeKind::Base(self.base_type()?),
            "range" => UserTypeKind::Range {
                subtype: Box::new(self.column_type()?),
                multirange: self.string()?,
            },
            "multirange" => UserTypeKind::Multirange {
                range: Box::new(self.column_type()?),
            },
            _ => return None,
        };
        Some(UserType { schema, name, kind })
    }

    fn base_type(&mut self) -> Option<BaseType> {
        Some(BaseType {
            category: self.string()?.chars().next()?,
            preferred: self.flag()?,
            comparisons: self.list(Self::string)?,
        })
    }

    fn soft_delete(&mut self) -> Option<SoftDelete> {
        let marker = match self.word()? {
            "timestamp" => Marker::Timestamp { at: self.number()? },
            "flag" => Marker::Flag {
                flag: self.number()?,
                at: self.option(Self::number)?,
            },
            "sentinel" => Marker::Sentinel { at: self.number()? },
            "archive" => Marker::Archive {
                table: self.string()?,
                schema: self.option(Self::string)?,
                at: self.number()?,
            },
            _ => return None,
        };
        Some(SoftDelete {
            marker,
            by: self.option(Self::number)?,
            reason: self.option(Self::number)?,
            id: self.option(Self::number)?,
            created: self.option(Self::number)?,
            retention: self.option(Self::string)?,
            hold: self.option(Self::number)?,
        })
    }

    fn reference(&mut self) -> Option<Reference> {
        Some(Reference {
            columns: self.indexes()?,
            table: self.string()?,
            parent: None,
            target: self.list(Self::string)?,
            on_delete: match self.word()? {
                "cascade" => OnDelete::Cascade,
                "restrict" => OnDelete::Restrict,
                "set_null" => OnDelete::SetNull,
                "keep" => OnDelete::Keep,
                _ => return None,
            },
        })
    }
}
