//! What the database says of its tables and types.

use std::collections::{HashMap, HashSet};

use tokio_postgres::{Client, Error};

/// The catalogue of a database, asked as needed.
pub(crate) struct Catalogue<'a> {
    pub(crate) client: &'a Client,
    types: HashMap<u32, Type>,
    /// Columns that are declared never to be NULL and may be, by table and number: what results say of them is wrong too.
    pub(crate) nullable: HashSet<(u32, i16)>,
}

/// A table, or what may be used as one.
pub(crate) struct Table {
    pub(crate) oid: u32,
    /// `r`, `p`, `v`, …, as in `pg_class.relkind`.
    pub(crate) kind: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) unique: Vec<Unique>,
    pub(crate) foreign: Vec<Foreign>,
}

pub(crate) struct Column {
    pub(crate) number: i16,
    pub(crate) name: String,
    pub(crate) not_null: bool,
    /// Whether the database fills it in where an INSERT leaves it out.
    pub(crate) filled: bool,
    /// GENERATED ALWAYS
    pub(crate) always: bool,
    pub(crate) ty: u32,
    pub(crate) modifier: i32,
    /// The type as PostgreSQL writes it.
    pub(crate) shown: String,
}

/// A unique index, or one of an exclusion constraint.
pub(crate) struct Unique {
    pub(crate) columns: Vec<String>,
    /// The condition of a partial index.
    pub(crate) condition: Option<String>,
}

pub(crate) struct Foreign {
    pub(crate) name: String,
    pub(crate) parent: u32,
    /// The parent as PostgreSQL writes it.
    pub(crate) shown: String,
    /// The columns here and there.
    pub(crate) columns: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
pub(crate) struct Type {
    pub(crate) name: String,
    pub(crate) schema: String,
    pub(crate) kind: TypeKind,
}

#[derive(Clone, Debug)]
pub(crate) enum TypeKind {
    /// A pseudo-type.
    Plain,
    Base {
        category: String,
        preferred: bool,
    },
    Enum(Vec<String>),
    Domain {
        base: u32,
        modifier: i32,
        not_null: bool,
    },
    Composite(Vec<Attribute>),
    Range {
        subtype: u32,
    },
    Multirange {
        range: u32,
    },
    /// The row type of a table.
    Row,
    Array(u32),
}

/// A field of a composite type.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub(crate) name: String,
    pub(crate) ty: u32,
    pub(crate) modifier: i32,
}

const COLUMNS: &str = "
select a.attnum, a.attname::text, a.attnotnull,
    a.atthasdef or a.attidentity <> '' or a.attgenerated <> '' or t.typdefault is not null,
    a.attidentity = 'a' or a.attgenerated <> '',
    a.atttypid, a.atttypmod, format_type(a.atttypid, a.atttypmod)
from pg_catalog.pg_attribute a join pg_catalog.pg_type t on t.oid = a.atttypid
where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped
order by a.attnum";

// Indexes over expressions are no keys of columns.
const UNIQUE: &str = "
select array(
        select a.attname::text from generate_series(0, i.indnkeyatts - 1) n
        join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[n] order by n),
    pg_get_expr(i.indpred, i.indrelid)
from pg_catalog.pg_index i
where i.indrelid = $1 and (i.indisunique or i.indisexclusion) and i.indisvalid and 0 <> all (i.indkey)";

const FOREIGN: &str = "
select c.conname::text, c.confrelid, c.confrelid::regclass::text,
    array(
        select a.attname::text from unnest(c.conkey) with ordinality k(number, n)
        join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.number order by n),
    array(
        select a.attname::text from unnest(c.confkey) with ordinality k(number, n)
        join pg_catalog.pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.number order by n)
from pg_catalog.pg_constraint c
where c.conrelid = $1 and c.contype = 'f'
order by c.conname";

const TYPE: &str = "
select t.typname::text, n.nspname::text, t.typtype::text, t.typbasetype, t.typtypmod, t.typnotnull,
    case when t.typcategory = 'A' then t.typelem else 0 end, t.typrelid,
    exists (select from pg_catalog.pg_class c where c.oid = t.typrelid and c.relkind <> 'c'),
    t.typcategory::text, t.typispreferred,
    (select r.rngsubtype from pg_catalog.pg_range r where r.rngtypid = t.oid),
    (select r.rngtypid from pg_catalog.pg_range r where r.rngmultitypid = t.oid)
from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
where t.oid = $1";

const LABELS: &str = "select e.enumlabel::text from pg_catalog.pg_enum e where e.enumtypid = $1 order by e.enumsortorder";

const ATTRIBUTES: &str = "
select a.attname::text, a.atttypid, a.atttypmod from pg_catalog.pg_attribute a
where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped order by a.attnum";

/// A name as SQL reads it, whatever is in it.
pub(crate) fn quoted(schema: Option<&str>, name: &str) -> String {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    match schema {
        Some(schema) => format!("{}.{}", quoted(schema), quoted(name)),
        None => quoted(name),
    }
}

impl<'a> Catalogue<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self {
            client,
            types: HashMap::new(),
            nullable: HashSet::new(),
        }
    }

    /// The number of a table, looked for as a statement would look for it.
    pub(crate) async fn find(
        &self,
        schema: Option<&str>,
        name: &str,
    ) -> Result<Option<u32>, Error> {
        let name = quoted(schema, name);
        let sql = "select pg_catalog.to_regclass($1)::oid";
        self.client.query_one(sql, &[&name]).await?.try_get(0)
    }

    pub(crate) async fn table(&self, oid: u32) -> Result<Table, Error> {
        let sql = "select relkind::text from pg_catalog.pg_class where oid = $1";
        let kind = self.client.query_one(sql, &[&oid]).await?.try_get(0)?;
        let mut table = Table {
            oid,
            kind,
            columns: Vec::new(),
            unique: Vec::new(),
            foreign: Vec::new(),
        };
        for row in self.client.query(COLUMNS, &[&oid]).await? {
            table.columns.push(Column {
                number: row.try_get(0)?,
                name: row.try_get(1)?,
                not_null: row.try_get(2)?,
                filled: row.try_get(3)?,
                always: row.try_get(4)?,
                ty: row.try_get(5)?,
                modifier: row.try_get(6)?,
                shown: row.try_get(7)?,
            });
        }
        for row in self.client.query(UNIQUE, &[&oid]).await? {
            table.unique.push(Unique {
                columns: row.try_get(0)?,
                condition: row.try_get(1)?,
            });
        }
        for row in self.client.query(FOREIGN, &[&oid]).await? {
            let (here, there): (Vec<String>, Vec<String>) = (row.try_get(3)?, row.try_get(4)?);
            table.foreign.push(Foreign {
                name: row.try_get(0)?,
                parent: row.try_get(1)?,
                shown: row.try_get(2)?,
                columns: here.into_iter().zip(there).collect(),
            });
        }
        Ok(table)
    }

    pub(crate) async fn ty(&mut self, oid: u32) -> Result<Type, Error> {
        if let Some(known) = self.types.get(&oid) {
            return Ok(known.clone());
        }
        let row = self.client.query_one(TYPE, &[&oid]).await?;
        let (letter, element): (String, u32) = (row.try_get(2)?, row.try_get(6)?);
        let kind = match letter.as_str() {
            "e" => {
                let labels = self.client.query(LABELS, &[&oid]).await?;
                let labels = labels.iter().map(|row| row.try_get(0));
                TypeKind::Enum(labels.collect::<Result<_, _>>()?)
            }
            "d" => TypeKind::Domain {
                base: row.try_get(3)?,
                modifier: row.try_get(4)?,
                not_null: row.try_get(5)?,
            },
            "c" if row.try_get(8)? => TypeKind::Row,
            "c" => {
                let relation: u32 = row.try_get(7)?;
                let attributes = self.client.query(ATTRIBUTES, &[&relation]).await?;
                let attributes = attributes.iter().map(|row| {
                    Ok(Attribute {
                        name: row.try_get(0)?,
                        ty: row.try_get(1)?,
                        modifier: row.try_get(2)?,
                    })
                });
                TypeKind::Composite(attributes.collect::<Result<_, Error>>()?)
            }
            _ if element != 0 => TypeKind::Array(element),
            "r" => TypeKind::Range {
                subtype: row.try_get(11)?,
            },
            "m" => TypeKind::Multirange {
                range: row.try_get(12)?,
            },
            "b" => TypeKind::Base {
                category: row.try_get(9)?,
                preferred: row.try_get(10)?,
            },
            _ => TypeKind::Plain,
        };
        let ty = Type {
            name: row.try_get(0)?,
            schema: row.try_get(1)?,
            kind,
        };
        self.types.insert(oid, ty.clone());
        Ok(ty)
    }

    /// Whether a domain, or one that it is over, forbids NULL.
    pub(crate) async fn forbids_null(&mut self, mut oid: u32) -> Result<bool, Error> {
        loop {
            match self.ty(oid).await?.kind {
                TypeKind::Domain { not_null: true, .. } => return Ok(true),
                TypeKind::Domain { base, .. } => oid = base,
                TypeKind::Plain
                | TypeKind::Base { .. }
                | TypeKind::Range { .. }
                | TypeKind::Multirange { .. }
                | TypeKind::Enum(_)
                | TypeKind::Composite(_)
                | TypeKind::Row
                | TypeKind::Array(_) => {
                    return Ok(false);
                }
            }
        }
    }

    /// A type as PostgreSQL writes it.
    pub(crate) async fn shown(&self, oid: u32, modifier: i32) -> Result<String, Error> {
        let sql = "select pg_catalog.format_type($1, $2)";
        self.client
            .query_one(sql, &[&oid, &modifier])
            .await?
            .try_get(0)
    }
}

impl Table {
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Whether it stores its rows itself, and so can have constraints.
    pub(crate) fn is_stored(&self) -> bool {
        matches!(self.kind.as_str(), "r" | "p")
    }
}
