//! Which strict functions are seen to give NULL although no argument is NULL.
//!
//! Each function that does not change anything is called with many combinations of sample values of its argument types. A
//! NULL that is seen counts, whatever `facts.txt` says; one that it does not mention is printed, so that it gets its reason
//! there.

use std::collections::HashSet;

use tokio_postgres::Client;

use super::Result;
use super::facts::Facts;

/// Sample values by type. A type without any is not probed.
const SAMPLES: &[(&str, &[&str])] = &[
    ("boolean", &["true", "false"]),
    ("\"char\"", &["'a'", "''"]),
    ("name", &["'a'", "''", "'pg_class'"]),
    (
        "text",
        &[
            "''",
            "'a'",
            "'Ab c'",
            "'a.c'",
            "'1'",
            "'2020-01-02'",
            "'year'",
            "'day'",
            "'UTC'",
            "'YYYY'",
            "'\\x'",
        ],
    ),
    ("character varying", &["''", "'ab'"]),
    ("character", &["''", "'ab'"]),
    ("smallint", &["0", "1", "-1", "7"]),
    ("integer", &["0", "1", "-1", "7", "100"]),
    ("bigint", &["0", "1", "-1", "7", "100"]),
    ("real", &["0", "1.5", "-1", "'NaN'", "'Infinity'"]),
    (
        "double precision",
        &["0", "0.5", "1.5", "-1", "'NaN'", "'Infinity'"],
    ),
    (
        "numeric",
        &["0", "1.50", "-1", "100", "'NaN'", "'Infinity'"],
    ),
    ("money", &["0", "1.5", "-1"]),
    ("oid", &["0", "1", "23", "1259", "4000000000"]),
    ("regclass", &["'pg_class'", "0"]),
    ("regtype", &["'int4'", "0"]),
    ("bytea", &["''", "'\\x00ff'", "'abc'"]),
    (
        "date",
        &[
            "'2020-02-29'",
            "'infinity'",
            "'-infinity'",
            "'0044-03-15 BC'",
        ],
    ),
    (
        "time without time zone",
        &["'00:00'", "'24:00'", "'12:34:56.7'"],
    ),
    ("time with time zone", &["'00:00+0'", "'12:34:56.7-8'"]),
    (
        "timestamp without time zone",
        &["'2020-02-29 12:34'", "'infinity'", "'-infinity'"],
    ),
    (
        "timestamp with time zone",
        &["'2020-02-29 12:34+0'", "'infinity'", "'-infinity'"],
    ),
    (
        "interval",
        &["'0'", "'1 year 2 days 3:04'", "'-1 month'", "'infinity'"],
    ),
    ("bit", &["B''", "B'101'"]),
    ("bit varying", &["B''", "B'101'"]),
    (
        "uuid",
        &[
            "'00000000-0000-0000-0000-000000000000'",
            "'019535d9-3df7-79fb-b466-fa907fa17f9e'",
        ],
    ),
    ("inet", &["'1.2.3.4/8'", "'::1'"]),
    ("cidr", &["'1.0.0.0/8'", "'::/0'"]),
    ("macaddr", &["'08:00:2b:01:02:03'"]),
    ("macaddr8", &["'08:00:2b:01:02:03:04:05'"]),
    (
        "json",
        &[
            "'null'",
            "'1'",
            "'\"a\"'",
            "'[]'",
            "'[1,null]'",
            "'{}'",
            "'{\"a\":null}'",
            "'{\"a\":{\"b\":1}}'",
        ],
    ),
    (
        "jsonb",
        &[
            "'null'",
            "'1'",
            "'\"a\"'",
            "'[]'",
            "'[1,null]'",
            "'{}'",
            "'{\"a\":null}'",
            "'{\"a\":{\"b\":1}}'",
        ],
    ),
    (
        "jsonpath",
        &["'$'", "'$.a'", "'$.a == 1'", "'$[*] > 1'", "'strict $.x'"],
    ),
    ("xml", &["'<a/>'", "'<a>b</a>'"]),
    ("point", &["'0,0'", "'1,2'"]),
    ("lseg", &["'0,0,1,1'", "'0,1,1,0'", "'3,3,4,4'"]),
    ("line", &["'{1,-1,0}'", "'{1,-1,5}'", "'{1,1,0}'"]),
    ("box", &["'0,0,1,1'", "'2,2,3,3'"]),
    ("path", &["'((0,0),(1,1),(2,0))'", "'[(0,0),(1,1)]'"]),
    (
        "polygon",
        &["'((0,0),(1,1),(2,0))'", "'((5,5),(6,6),(7,5))'"],
    ),
    ("circle", &["'<(0,0),1>'", "'<(5,5),0>'"]),
    ("tsvector", &["''", "'a b'", "'a:1A b:2'"]),
    ("tsquery", &["''", "'a'", "'a & !b'", "'a <-> b'"]),
    ("pg_lsn", &["'0/0'", "'1/2'"]),
    ("xid", &["'0'", "'7'"]),
    ("xid8", &["'0'", "'700'"]),
    ("tid", &["'(0,1)'"]),
    ("int4range", &["'empty'", "'(,)'", "'[1,5)'"]),
    ("numrange", &["'empty'", "'(,)'", "'[1,5)'"]),
    ("int4multirange", &["'{}'", "'{(,)}'", "'{[1,2),[5,6)}'"]),
    (
        "anyrange",
        &[
            "'empty'::int4range",
            "'(,)'::int4range",
            "'[1,5)'::int4range",
        ],
    ),
    (
        "anymultirange",
        &[
            "'{}'::int4multirange",
            "'{(,)}'::int4multirange",
            "'{[1,2)}'::int4multirange",
        ],
    ),
    ("anyelement", &["1", "7"]),
    ("anynonarray", &["1", "7"]),
    ("anycompatible", &["1", "7"]),
    ("anycompatiblenonarray", &["1", "7"]),
    (
        "anyarray",
        &[
            "'{}'::int4[]",
            "'{1,null}'::int4[]",
            "'{{1,2},{3,4}}'::int4[]",
        ],
    ),
    (
        "anycompatiblearray",
        &[
            "'{}'::int4[]",
            "'{1,null}'::int4[]",
            "'{{1,2},{3,4}}'::int4[]",
        ],
    ),
    ("text[]", &["'{}'", "'{a,null}'", "'{a,b}'"]),
    ("integer[]", &["'{}'", "'{1,null}'"]),
    ("double precision[]", &["'{}'", "'{0.5,1}'"]),
    ("numeric[]", &["'{}'", "'{0.5,1}'"]),
    ("record", &["row(1, null)"]),
    ("\"any\"", &["1"]),
];

/// How many combinations of samples a function is called with at most.
const CALLS: usize = 240;

/// Calls each statement, and gives the numbers of those whose result was NULL.
const PROBE: &str = "
    create function pg_temp.probe(calls text[]) returns int4[] language plpgsql as $$
    declare nulls int4[] := '{}'; is_null bool;
    begin
        for n in 1 .. cardinality(calls) loop
            begin
                execute 'select (' || calls[n] || ') is not distinct from null' into is_null;
                if is_null then nulls := nulls || n; end if;
            exception when others then null;
            end;
        end loop;
        return nulls;
    end $$";

/// Calls the functions, and gives those that were seen to give NULL.
pub(crate) async fn probe(client: &Client, facts: &Facts) -> Result<HashSet<u32>> {
    client
        .batch_execute("set statement_timeout = '60s'; set client_min_messages = error")
        .await?;
    client.batch_execute(PROBE).await?;
    let functions = client
        .query(
            "select oid, quote_ident(proname), proargtypes::regtype[]::text[], oid::regprocedure::text as signature
             from pg_proc
             where pronamespace = 'pg_catalog'::regnamespace and prokind = 'f' and proisstrict and not proretset
               and provolatile <> 'v' and pronargs > 0 and not 'internal'::regtype = any (proargtypes)
             order by pg_proc.oid",
            &[],
        )
        .await?;
    let (mut calls, mut owners) = (Vec::new(), Vec::new());
    for row in &functions {
        let (oid, name, types): (u32, String, Vec<String>) = (row.get(0), row.get(1), row.get(2));
        for arguments in combinations(&types) {
            calls.push(format!("pg_catalog.{name}({arguments})"));
            owners.push(oid);
        }
    }
    let called: HashSet<u32> = owners.iter().copied().collect();
    eprintln!(
        "probing {} of {} functions by {} calls",
        called.len(),
        functions.len(),
        calls.len()
    );
    let mut seen = HashSet::new();
    for (calls, owners) in calls.chunks(5_000).zip(owners.chunks(5_000)) {
        let nulls: Vec<i32> = client
            .query_one("select pg_temp.probe($1)", &[&calls])
            .await?
            .get(0);
        seen.extend(
            nulls
                .iter()
                .filter_map(|n| owners.get(usize::try_from(n - 1).ok()?)),
        );
    }
    for row in functions
        .iter()
        .filter(|row| seen.contains(&row.get::<_, u32>(0)) && !facts.is_maybe(row.get(0)))
    {
        eprintln!(
            "{} gave NULL, which facts.txt does not say",
            row.get::<_, String>(3)
        );
    }
    Ok(seen)
}

/// Argument lists of samples of the types, spread over all combinations; none if a type has no samples.
fn combinations(types: &[String]) -> Vec<String> {
    let samples: Option<Vec<&[&str]>> = types
        .iter()
        .map(|ty| {
            SAMPLES
                .iter()
                .find(|(name, _)| name == ty)
                .map(|(_, samples)| *samples)
        })
        .collect();
    let Some(samples) = samples else {
        return Vec::new();
    };
    let all: usize = samples.iter().map(|samples| samples.len()).product();
    let step = all.div_ceil(CALLS);
    (0..all)
        .step_by(step)
        .map(|number| {
            let mut rest = number;
            let arguments: Vec<String> = samples
                .iter()
                .zip(types)
                .map(|(samples, ty)| {
                    let sample = samples[rest % samples.len()];
                    rest /= samples.len();
                    let carries_type = ty.starts_with("any") || ty == "record" || ty == "\"any\"";
                    if carries_type {
                        sample.to_owned()
                    } else {
                        format!("{sample}::{ty}")
                    }
                })
                .collect();
            arguments.join(", ")
        })
        .collect()
}
