//! The rows of the system catalogues that matter, as they stand there.
//!
//! Source: PostgreSQL's manual, chapter "System Catalogs"; every column used is there from version 14 to 18.

use tokio_postgres::{Client, Error, IsolationLevel, Row, Transaction};

/// What the system catalogues say.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// The schemas in which bare names are looked for, in order, `pg_catalog` among them.
    pub(super) path: Vec<String>,
    pub(super) types: Vec<Type>,
    pub(super) labels: Vec<(u32, String)>,
    pub(super) relations: Vec<Relation>,
    pub(super) attributes: Vec<Attribute>,
    /// A table and one that inherits from it.
    pub(super) heirs: Vec<(u32, u32)>,
    pub(super) keys: Vec<Key>,
    pub(super) functions: Vec<Function>,
    pub(super) operators: Vec<Operator>,
    pub(super) casts: Vec<Cast>,
}

/// A row of `pg_type`.
#[derive(Debug)]
pub(super) struct Type {
    pub(super) oid: u32,
    pub(super) schema: String,
    pub(super) name: String,
    /// `b` base, `c` composite, `d` domain, `e` enum, `p` pseudo, `r` range, `m` multirange.
    pub(super) kind: String,
    /// For an array type, the type of its elements.
    pub(super) element: Option<u32>,
    /// What a domain restricts.
    pub(super) base: u32,
    pub(super) not_null: bool,
    /// The relation whose rows have the type.
    pub(super) relation: u32,
    /// Whether that relation is nothing but the type.
    pub(super) stands_alone: bool,
    /// A letter: `N` numeric, `S` string, `U` of the user's own, …
    pub(super) category: String,
    pub(super) preferred: bool,
    /// Of a range type its subtype and its multirange type.
    pub(super) range: Option<(u32, u32)>,
    /// Of a multirange type its range type.
    pub(super) range_of: Option<u32>,
}

/// A row of `pg_class` that can be read like a table.
#[derive(Debug)]
pub(super) struct Relation {
    pub(super) oid: u32,
    pub(super) schema: String,
    pub(super) name: String,
    /// `r` table, `p` partitioned, `v` view, `m` materialized view, `f` foreign table, `S` sequence.
    pub(super) kind: String,
}

/// A row of `pg_attribute`.
#[derive(Debug)]
pub(super) struct Attribute {
    pub(super) relation: u32,
    pub(super) number: i16,
    pub(super) name: String,
    pub(super) ty: u32,
    pub(super) not_null: bool,
    pub(super) generated: bool,
}

/// A unique index over columns.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) relation: u32,
    pub(super) primary: bool,
    /// The numbers of the columns.
    pub(super) columns: Vec<i16>,
    /// The condition of a partial index.
    pub(super) predicate: Option<String>,
}

/// A row of `pg_proc` that a statement may call.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) schema: String,
    pub(super) name: String,
    /// `f` function, `w` window function; of an aggregate `n` normal, `o` ordered-set, `h` hypothetical-set.
    pub(super) kind: String,
    /// How many arguments of an ordered-set aggregate stand before WITHIN GROUP.
    pub(super) direct: i16,
    pub(super) strict: bool,
    /// The types of the arguments of the call.
    pub(super) args: Vec<u32>,
    /// The types of all arguments, where some are results.
    pub(super) all_args: Option<Vec<u32>>,
    /// What each of them is: `i` in, `o` out, `b` both, `v` variadic, `t` a column of the result.
    pub(super) modes: Option<Vec<String>>,
    /// The names of all arguments.
    pub(super) names: Option<Vec<String>>,
    pub(super) defaults: i16,
    pub(super) result: u32,
    pub(super) returns_set: bool,
}

/// A row of `pg_operator`.
#[derive(Debug)]
pub(super) struct Operator {
    pub(super) schema: String,
    pub(super) symbol: String,
    /// 0 for a prefix operator.
    pub(super) left: u32,
    pub(super) right: u32,
    pub(super) result: u32,
    /// Whether its function returns NULL as soon as an argument is NULL.
    pub(super) strict: bool,
}

/// A row of `pg_cast`.
#[derive(Debug)]
pub(super) struct Cast {
    pub(super) from: u32,
    pub(super) to: u32,
    /// `i` implicit, `a` assignment, `e` explicit.
    pub(super) context: String,
    /// `b` binary coercible, `f` by a function, `i` through text.
    pub(super) method: String,
}

impl Facts {
    /// Reads them all in one transaction, so that they fit together.
    pub(super) async fn read(client: &mut Client) -> Result<Self, Error> {
        let transaction = client
            .build_transaction()
            .isolation_level(IsolationLevel::RepeatableRead)
            .read_only(true);
        let transaction = transaction.start().await?;
        let path = query(
            &transaction,
            "select unnest(pg_catalog.current_schemas(true))::text",
            |row| row.get(0),
        )
        .await?;
        // From here on nothing that the database holds can stand in for a name of the system catalogues.
        transaction
            .batch_execute("set local search_path to pg_catalog")
            .await?;
        let facts = Self {
            path,
            types: query(&transaction, TYPES, type_of).await?,
            labels: query(&transaction, LABELS, |row| (row.get(0), row.get(1))).await?,
            relations: query(&transaction, RELATIONS, relation_of).await?,
            attributes: query(&transaction, ATTRIBUTES, attribute_of).await?,
            heirs: query(
                &transaction,
                "select inhparent, inhrelid from pg_inherits",
                |row| (row.get(0), row.get(1)),
            )
            .await?,
            keys: query(&transaction, KEYS, key_of).await?,
            functions: query(&transaction, FUNCTIONS, function_of).await?,
            operators: query(&transaction, OPERATORS, operator_of).await?,
            casts: query(&transaction, CASTS, cast_of).await?,
        };
        transaction.rollback().await?;
        Ok(facts)
    }
}

async fn query<T>(
    transaction: &Transaction<'_>,
    sql: &str,
    read: impl Fn(&Row) -> T,
) -> Result<Vec<T>, Error> {
    let rows = transaction.query(sql, &[]).await?;
    Ok(rows.iter().map(read).collect())
}

const TYPES: &str = "
    select t.oid, n.nspname::text, t.typname::text, t.typtype::text, e.oid, t.typbasetype, t.typnotnull, t.typrelid,
           coalesce(c.relkind = 'c', false), t.typcategory::text, t.typispreferred, r.rngsubtype, r.rngmultitypid, m.rngtypid
    from pg_type t
    join pg_namespace n on n.oid = t.typnamespace
    left join pg_type e on e.typarray = t.oid and e.typarray <> 0
    left join pg_class c on c.oid = t.typrelid
    left join pg_range r on r.rngtypid = t.oid
    left join pg_range m on m.rngmultitypid = t.oid
    where n.nspname !~ '^pg_(toast|temp_)'
    order by n.nspname, t.typname";

fn type_of(row: &Row) -> Type {
    Type {
        oid: row.get(0),
        schema: row.get(1),
        name: row.get(2),
        kind: row.get(3),
        element: row.get(4),
        base: row.get(5),
        not_null: row.get(6),
        relation: row.get(7),
        stands_alone: row.get(8),
        category: row.get(9),
        preferred: row.get(10),
        range: row.get::<_, Option<u32>>(11).zip(row.get(12)),
        range_of: row.get(13),
    }
}

const LABELS: &str =
    "select enumtypid, enumlabel::text from pg_enum order by enumtypid, enumsortorder";

const RELATIONS: &str = "
    select c.oid, n.nspname::text, c.relname::text, c.relkind::text
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and n.nspname !~ '^pg_(toast|temp_)'
    order by n.nspname, c.relname";

fn relation_of(row: &Row) -> Relation {
    Relation {
        oid: row.get(0),
        schema: row.get(1),
        name: row.get(2),
        kind: row.get(3),
    }
}

// A constraint that was added `not valid` does not say that no row is NULL yet.
const ATTRIBUTES: &str = "
    select a.attrelid, a.attnum, a.attname::text, a.atttypid,
           a.attnotnull and not exists (
               select from pg_constraint k
               where k.conrelid = a.attrelid and k.contype = 'n' and not k.convalidated and k.conkey = array[a.attnum]),
           a.attgenerated <> ''
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid
    join pg_namespace n on n.oid = c.relnamespace
    where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'c')
      and n.nspname !~ '^pg_(toast|temp_)'
    order by a.attrelid, a.attnum";

fn attribute_of(row: &Row) -> Attribute {
    Attribute {
        relation: row.get(0),
        number: row.get(1),
        name: row.get(2),
        ty: row.get(3),
        not_null: row.get(4),
        generated: row.get(5),
    }
}

// A deferrable key decides neither a conflict nor what GROUP BY may leave out.
const KEYS: &str = "
    select i.indrelid, i.indisprimary, (i.indkey::int2[])[0:i.indnkeyatts - 1], pg_get_expr(i.indpred, i.indrelid)
    from pg_index i
    where i.indisunique and i.indisvalid and i.indimmediate and i.indexprs is null
    order by i.indexrelid";

fn key_of(row: &Row) -> Key {
    Key {
        relation: row.get(0),
        primary: row.get(1),
        columns: row.get(2),
        predicate: row.get(3),
    }
}

const FUNCTIONS: &str = "
    select n.nspname::text, p.proname::text, p.proargtypes::oid[], p.proallargtypes, p.proargmodes::text[], p.proargnames,
           p.pronargdefaults, p.prorettype, p.proretset, coalesce(a.aggkind, p.prokind)::text, coalesce(a.aggnumdirectargs, 0::int2), p.proisstrict
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    left join pg_aggregate a on a.aggfnoid = p.oid
    where p.prokind in ('f', 'w', 'a') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp_)'
    order by n.nspname, p.proname, p.oid";

fn function_of(row: &Row) -> Function {
    Function {
        schema: row.get(0),
        name: row.get(1),
        args: row.get(2),
        all_args: row.get(3),
        modes: row.get(4),
        names: row.get(5),
        defaults: row.get(6),
        result: row.get(7),
        returns_set: row.get(8),
        kind: row.get(9),
        direct: row.get(10),
        strict: row.get(11),
    }
}

// An operator without a function is only named by another one, as its commutator.
const OPERATORS: &str = "
    select n.nspname::text, o.oprname::text, o.oprleft, o.oprright, o.oprresult, p.proisstrict
    from pg_operator o
    join pg_namespace n on n.oid = o.oprnamespace
    join pg_proc p on p.oid = o.oprcode
    where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp_)' and o.oprright <> 0
    order by n.nspname, o.oprname, o.oid";

fn operator_of(row: &Row) -> Operator {
    Operator {
        schema: row.get(0),
        symbol: row.get(1),
        left: row.get(2),
        right: row.get(3),
        result: row.get(4),
        strict: row.get(5),
    }
}

// Casts of PostgreSQL's own, which the compiler knows, have lower numbers than any object that was created later can have.
const CASTS: &str = "
    select castsource, casttarget, castcontext::text, castmethod::text
    from pg_cast
    where oid >= 16384
    order by oid";

fn cast_of(row: &Row) -> Cast {
    Cast {
        from: row.get(0),
        to: row.get(1),
        context: row.get(2),
        method: row.get(3),
    }
}
