//! Types of the database as the compiler knows them.

use std::collections::HashMap;

use softdelete_compiler::catalog::{
    BaseType, ColumnType, UserType, UserTypeKind, builtin::type_by_name,
};

use super::facts::{Attribute, Facts, Type};

/// How a user-declared type is shown.
#[derive(Debug)]
pub(crate) struct Shown {
    /// Its name; with its schema where the search path does not find it.
    pub(crate) name: String,
    /// Whether the server reports results of it as what it restricts.
    pub(crate) domain: bool,
}

/// The types, numbered as they are asked for.
pub(super) struct Types<'a> {
    path: &'a [String],
    rows: HashMap<u32, &'a Type>,
    labels: HashMap<u32, Vec<String>>,
    attributes: HashMap<u32, Vec<&'a Attribute>>,
    known: HashMap<u32, usize>,
    /// What the compiler gets.
    pub(super) declared: Vec<UserType>,
    /// How each is shown.
    pub(super) shown: Vec<Shown>,
}

impl<'a> Types<'a> {
    /// The types that a statement may name, those of the search path first, so that a name finds them before others.
    pub(super) fn new(facts: &'a Facts) -> Self {
        let mut labels: HashMap<u32, Vec<String>> = HashMap::new();
        for (ty, label) in &facts.labels {
            labels.entry(*ty).or_default().push(label.clone());
        }
        let mut attributes: HashMap<u32, Vec<&Attribute>> = HashMap::new();
        for attribute in &facts.attributes {
            attributes
                .entry(attribute.relation)
                .or_default()
                .push(attribute);
        }
        let mut types = Self {
            path: &facts.path,
            rows: facts.types.iter().map(|ty| (ty.oid, ty)).collect(),
            labels,
            attributes,
            known: HashMap::new(),
            declared: Vec::new(),
            shown: Vec::new(),
        };
        // The row type of a table is known by the table, an array by its element.
        let mut named: Vec<&Type> = facts
            .types
            .iter()
            .filter(|ty| ty.element.is_none() && (ty.kind != "c" || ty.stands_alone))
            .collect();
        named.retain(|ty| !matches!(ty.schema.as_str(), "pg_catalog" | "information_schema"));
        named.sort_by_key(|ty| types.place(&ty.schema));
        for ty in named {
            types.column_type(ty.oid);
        }
        types
    }

    /// The columns of a relation.
    pub(super) fn attributes(&self, relation: u32) -> Vec<&'a Attribute> {
        self.attributes.get(&relation).cloned().unwrap_or_default()
    }

    /// Where the search path has a schema; behind all others, if it has not.
    fn place(&self, schema: &str) -> usize {
        self.path
            .iter()
            .position(|other| other == schema)
            .unwrap_or(usize::MAX)
    }

    /// A type by its OID.
    pub(super) fn column_type(&mut self, oid: u32) -> ColumnType {
        let Some(row) = self.rows.get(&oid).copied() else {
            // Only what was dropped in the meantime has no row.
            return ColumnType::Builtin("unknown".to_owned());
        };
        if let Some(element) = row.element {
            return ColumnType::Array(Box::new(self.column_type(element)));
        }
        if row.schema == "pg_catalog" && type_by_name(&row.name).is_some() {
            return ColumnType::Builtin(match row.name.as_str() {
                // Unquoted, these are other types or none.
                "char" | "any" => format!("\"{}\"", row.name),
                name => name.to_owned(),
            });
        }
        if let Some(index) = self.known.get(&oid) {
            return ColumnType::User(*index);
        }
        // Its number is known before what it is made of, which may be made of it again.
        let index = self.declare(row);
        self.known.insert(oid, index);
        self.declared[index].kind = self.kind(row);
        ColumnType::User(index)
    }

    fn declare(&mut self, row: &Type) -> usize {
        let visible = self.path.contains(&row.schema);
        self.shown.push(Shown {
            name: if visible {
                row.name.clone()
            } else {
                format!("{}.{}", row.schema, row.name)
            },
            domain: row.kind == "d",
        });
        self.declared.push(UserType {
            schema: Some(row.schema.clone()),
            name: row.name.clone(),
            kind: UserTypeKind::Composite(Vec::new()),
        });
        self.declared.len() - 1
    }

    fn kind(&mut self, row: &Type) -> UserTypeKind {
        match row.kind.as_str() {
            "e" => UserTypeKind::Enum(self.labels.get(&row.oid).cloned().unwrap_or_default()),
            "d" => UserTypeKind::Domain {
                base: Box::new(self.column_type(row.base)),
                not_null: row.not_null,
            },
            "c" => {
                let fields = self.attributes(row.relation);
                UserTypeKind::Composite(
                    fields
                        .iter()
                        .map(|field| (field.name.clone(), self.column_type(field.ty)))
                        .collect(),
                )
            }
            "r" if let Some((subtype, multirange)) = row.range => UserTypeKind::Range {
                subtype: Box::new(self.column_type(subtype)),
                multirange: self
                    .rows
                    .get(&multirange)
                    .map(|it| it.name.clone())
                    .unwrap_or_default(),
            },
            "m" if let Some(range) = row.range_of => UserTypeKind::Multirange {
                range: Box::new(self.column_type(range)),
            },
            _ => UserTypeKind::Base(BaseType {
                category: row.category.chars().next().unwrap_or('U'),
                preferred: row.preferred,
                // They are among the operators.
                comparisons: Vec::new(),
            }),
        }
    }

    /// Whether a type is a domain that forbids NULL, or restricts one.
    pub(super) fn forbids_null(&self, oid: u32) -> bool {
        let mut oid = oid;
        while let Some(row) = self.rows.get(&oid).filter(|row| row.kind == "d") {
            if row.not_null {
                return true;
            }
            oid = row.base;
        }
        false
    }

    /// The name of the type of PostgreSQL's own that a type is or restricts.
    pub(super) fn own_base(&self, oid: u32) -> Option<&'a str> {
        let mut row = self.rows.get(&oid)?;
        while row.kind == "d" {
            row = self.rows.get(&row.base)?;
        }
        (row.schema == "pg_catalog").then_some(row.name.as_str())
    }
}
