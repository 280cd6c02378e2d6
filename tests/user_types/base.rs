//! Base types that PostgreSQL did not ship with: of extensions, and one of the database's own.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use softdelete::{SqlType, Table, sd_query, sql_function};
use softdelete_testing::Database;

/// Text without regard to case.
#[derive(Clone, Debug, PartialEq, Eq, SqlType)]
#[sql(
    name = "citext",
    base_type,
    category = "S",
    cast(citext as text without function as implicit),
    cast(citext as varchar without function as implicit),
    cast(citext as bpchar without function as assignment),
    cast(text as citext without function as assignment),
    cast(varchar as citext without function as assignment),
    cast(bpchar as citext with function citext(bpchar) not null as assignment),
    cast(boolean as citext with function citext(boolean) not null as assignment),
    cast(inet as citext with function citext(inet) not null as assignment)
)]
pub struct Citext(pub String);

/// A path of labels.
#[derive(Clone, Debug, PartialEq, Eq, SqlType)]
#[sql(name = "ltree", base_type)]
pub struct Ltree(pub String);

/// A pattern of paths.
#[derive(Clone, Debug, PartialEq, Eq, SqlType)]
#[sql(name = "lquery", base_type, comparisons())]
pub struct Lquery(pub String);

/// Keys with values that may be NULL. It has a text of its own.
#[derive(Clone, Debug, PartialEq, Eq, SqlType)]
#[sql(
    name = "hstore",
    base_type,
    comparisons("=", "<>"),
    cast(text[] as hstore with function hstore(text[]) not null),
    cast(hstore as json with function hstore_to_json(hstore) not null),
    cast(hstore as jsonb with function hstore_to_jsonb(hstore) not null)
)]
pub struct Hstore(pub BTreeMap<String, Option<String>>);

impl fmt::Display for Hstore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted =
            |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
        let pairs = self.0.iter().map(|(key, value)| {
            let value = value.as_deref().map_or("NULL".to_owned(), quoted);
            format!("{}=>{value}", quoted(key))
        });
        f.write_str(&pairs.collect::<Vec<_>>().join(", "))
    }
}

impl FromStr for Hstore {
    type Err = String;

    /// Reads what PostgreSQL prints, as far as this test needs it: without quotes inside.
    fn from_str(text: &str) -> Result<Self, String> {
        let pairs = text
            .split(", ")
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (key, value) = pair
                    .split_once("=>")
                    .ok_or(format!("`{pair}` is no pair"))?;
                let value = (value != "NULL").then(|| value.trim_matches('"').to_owned());
                Ok((key.trim_matches('"').to_owned(), value))
            });
        pairs.collect::<Result<_, String>>().map(Hstore)
    }
}

/// A type that the database makes of the functions of `text`, with a preferred place in a category of its own.
#[derive(Clone, Debug, PartialEq, Eq, SqlType)]
#[sql(
    name = "version",
    schema = "app",
    base_type,
    category = "v",
    preferred,
    comparisons(),
    cast(app.version as text with inout as assignment),
    cast(Version as citext with inout)
)]
pub struct Version {
    pub major: u32,
    pub minor: u32,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl FromStr for Version {
    type Err = Box<dyn std::error::Error + Send + Sync>;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (major, minor) = text.split_once('.').ok_or("there is no point")?;
        Ok(Version {
            major: major.parse()?,
            minor: minor.parse()?,
        })
    }
}

sql_function! {
    pub create function citext_eq(citext, citext) returns boolean not null strict;
    pub create function texticlike(citext, text) returns boolean not null strict;
    pub create operator ~~ (leftarg = citext, rightarg = text, function = texticlike);
    pub create aggregate max(citext) (sfunc = citext_larger, stype = citext);

    pub create function ltree_isparent(ltree, ltree) returns boolean not null strict;
    pub create operator @> (leftarg = ltree, rightarg = ltree, function = ltree_isparent);
    pub create function ltq_regex(ltree, lquery) returns boolean not null strict;
    pub create operator ~ (leftarg = ltree, rightarg = lquery, function = ltq_regex);
    pub create function nlevel(ltree) returns integer not null strict;
    pub create function lca(ltree[]) returns ltree strict;

    pub create function fetchval(hstore, text) returns text strict;
    pub create operator -> (leftarg = hstore, rightarg = text, function = fetchval);
    pub create function akeys(hstore) returns text[] not null strict;
}

#[derive(Debug, PartialEq, Table)]
#[table(
    name = "accounts",
    schema = "app",
    soft_delete,
    operators(texticlike, ltree_isparent, ltq_regex, fetchval)
)]
pub struct Account {
    #[column(primary_key)]
    pub email: Citext,
    pub place: Option<Ltree>,
    #[column(default)]
    pub others: Vec<Ltree>,
    pub extra: Option<Hstore>,
    pub version: Option<Version>,
    #[column(default)]
    pub name: String,
}

const SCHEMA: &str = r"
create extension citext; create extension ltree; create extension hstore;
create schema if not exists app;
create type app.version;
create function app.version_in(cstring) returns app.version language internal immutable strict as 'textin';
create function app.version_out(app.version) returns cstring language internal immutable strict as 'textout';
create type app.version (input = app.version_in, output = app.version_out, like = text, category = 'v', preferred = true);
create cast (app.version as text) with inout as assignment;
create cast (app.version as citext) with inout;
create table app.accounts (
    email citext primary key, place ltree, others ltree[] not null default '{}', extra hstore, version app.version,
    name text not null default 'nobody',
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
insert into app.accounts (email, place, others, extra, version, deleted_at) values
    ('Ada@Example.org', 'top.science', '{top.arts,top}', 'a=>1, b=>NULL', '1.2', null),
    ('bob@example.org', null, '{}', null, null, null),
    ('gone@example.org', 'top', '{}', null, null, now());
";

/// A database with the extensions and what is declared above; `None` for a server that was installed without them.
pub async fn world() -> Option<(Database, softdelete::tokio_postgres::Client)> {
    let database = Database::create();
    let client = database.connect().await.unwrap();
    let wanted = "select count(*) = 3 from pg_available_extensions where name in ('citext', 'ltree', 'hstore')";
    if !client
        .query_one(wanted, &[])
        .await
        .unwrap()
        .get::<_, bool>(0)
    {
        eprintln!("skipped: this server has no citext, ltree or hstore");
        return None;
    }
    database.run(softdelete::schema::SYSTEM_SQL);
    database.run(SCHEMA);
    database.run(crate::ranges::SCHEMA);
    Some((database, client))
}

fn ltree(text: &str) -> Ltree {
    Ltree(text.to_owned())
}

#[tokio::test]
async fn columns_parameters_and_results() {
    let Some((_database, db)) = world().await else {
        return;
    };
    // The declared comparison of two values of the type is meant, as the server would mean it: the case of letters does not matter.
    let email = "ada@example.ORG";
    let ada = sd_query!(select from accounts where email = $email)
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(ada.email, Citext("Ada@Example.org".to_owned()));
    assert_eq!(ada.others, [ltree("top.arts"), ltree("top")]);
    let extra = [
        ("a".to_owned(), Some("1".to_owned())),
        ("b".to_owned(), None),
    ];
    assert_eq!(ada.extra, Some(Hstore(extra.into())));
    assert_eq!(ada.version, Some(Version { major: 1, minor: 2 }));

    let (place, version) = (ltree("top"), Version { major: 7, minor: 0 });
    let extra = Hstore([("it's".to_owned(), Some("x".to_owned()))].into());
    let row = sd_query!(
        update accounts set place = $place, version = $version, extra = $extra, others = $(vec![place.clone()])
        where email = $email returning place, version, extra, others
    )
    .fetch_one(&db)
    .await
    .unwrap();
    assert_eq!(row.place, Some(place.clone()));
    assert_eq!((row.version, row.extra), (Some(version), Some(extra)));
    assert_eq!(row.others, [place]);
}

#[tokio::test]
async fn rows_are_inserted() {
    let Some((_database, db)) = world().await else {
        return;
    };
    let account = |email: &str| Account {
        email: Citext(email.to_owned()),
        place: Some(ltree("a.b")),
        others: vec![ltree("x"), ltree("y.z")],
        extra: Some(Hstore([("k".to_owned(), None)].into())),
        version: None,
        name: email.to_owned(),
    };
    let one = account("one@example.org");
    sd_query!(insert into accounts $one)
        .execute(&db)
        .await
        .unwrap();
    let rows = vec![account("two@example.org"), account("three@example.org")];
    sd_query!(insert into accounts values $rows)
        .execute(&db)
        .await
        .unwrap();
    let emails =
        ["ONE@example.org", "TWO@example.org", "THREE@example.org"].map(|it| Citext(it.to_owned()));
    let found = sd_query!(select from accounts where email in $emails order by email desc)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(
        found,
        [
            account("two@example.org"),
            account("three@example.org"),
            one
        ]
    );
    // A text is assigned to such a column as the cast says.
    let name = sd_query!(insert into accounts (email) select name || "!" from accounts where email = "one@example.org" returning email, name)
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(
        (name.email.0.as_str(), name.name.as_str()),
        ("one@example.org!", "nobody")
    );
}

#[tokio::test]
async fn casts_and_common_types() {
    let Some((_database, db)) = world().await else {
        return;
    };
    let (text, list) = ("Top", vec!["a".to_owned(), "b.c".to_owned()]);
    let row = sd_query!(
        select $text::citext as a!, $text::citext = "TOP" as b!, $list::text[]::ltree[] as c!, "x.y"::ltree as d,
            email || "!" as e, lower(email) as f, coalesce(email, "none"::citext) as g, array[email] as h,
            version::text as i, $(Version { major: 3, minor: 4 })::version::citext as j!, case when true then email else name end as k
        from accounts where email = "ada@example.org"
    )
    .fetch_one(&db)
    .await
    .unwrap();
    let (a, c, d): (Citext, Vec<Ltree>, Ltree) = (row.a, row.c, row.d);
    assert_eq!((a.0.as_str(), row.b), ("Top", true));
    assert_eq!((c, d), (vec![ltree("a"), ltree("b.c")], ltree("x.y")));
    // What the operator and the function take is text.
    let (e, f): (String, String) = (row.e, row.f);
    assert_eq!(
        (e.as_str(), f.as_str()),
        ("Ada@Example.org!", "ada@example.org")
    );
    let (g, h): (Citext, Vec<Citext>) = (row.g, row.h);
    assert_eq!((&g, &h[..]), (&h[0], &h[..]));
    assert_eq!(row.i, Some("1.2".to_owned()));
    assert_eq!(row.j, Citext("3.4".to_owned()));
    // Of the two string types `text` is preferred.
    let k: String = row.k;
    assert_eq!(k, "Ada@Example.org");
}

#[tokio::test]
async fn functions_and_operators() {
    let Some((_database, db)) = world().await else {
        return;
    };
    let (pattern, key) = (Lquery("top.*".to_owned()), "a");
    let row = sd_query!(
        select nlevel(place) as levels, public.lca(others) as common, extra -> $key as value, akeys(extra) as keys, email ~~ "ADA%" as alike,
            (extra::jsonb) ->> "a" as json, citext_eq(email, "ADA@example.org") as equal
        from accounts where place ~ $pattern::lquery and "top"::ltree @> place
    )
    .fetch_one(&db)
    .await
    .unwrap();
    // A place that matches is not NULL.
    assert_eq!(row.levels, 2);
    let common: Option<Ltree> = row.common;
    assert_eq!(common, Some(ltree("")));
    assert_eq!(row.value, Some("1".to_owned()));
    assert_eq!(
        row.keys,
        Some(vec![Some("a".to_owned()), Some("b".to_owned())])
    );
    assert_eq!(
        (row.alike, row.json, row.equal),
        (true, Some("1".to_owned()), true)
    );
    let row = sd_query!(select public.max(email) as last from accounts)
        .fetch_one(&db)
        .await
        .unwrap();
    let last: Option<Citext> = row.last;
    assert_eq!(last, Some(Citext("bob@example.org".to_owned())));
}

#[tokio::test]
async fn keys_of_the_manager() {
    let Some((_database, db)) = world().await else {
        return;
    };
    let accounts = softdelete::Manager::<Account, _>::new(&db);
    let outcome = accounts
        .delete(&Citext("BOB@example.org".to_owned()))
        .await
        .unwrap();
    assert!(
        matches!(outcome, softdelete::DeleteOutcome::Deleted(_)),
        "{outcome:?}"
    );
    let left = sd_query!(select email from accounts)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(left.len(), 1);
}
