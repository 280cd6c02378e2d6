//! Descriptions of statements on what a database declares beside tables: base types, ranges, casts, aggregates and operators, of extensions
//! and of its own. Each is what the server says.

use serde_json::json;
use softdelete_testing::Database;

use crate::oracle::difference;
use crate::support::softdelete_with;

const SCHEMA: &str = r#"
    create extension citext; create extension ltree; create extension hstore; create extension pg_trgm; create extension cube;
    create schema app;
    create type floatrange as range (subtype = float8);
    create type hours as range (subtype = time, multirange_type_name = many_hours);
    create type size as enum ('small', 'large');
    create type sizes as range (subtype = size);
    create domain email as citext check (value like '%@%');
    create type entry as (path ltree, price floatrange);
    create type version;
    create function version_in(cstring) returns version language internal immutable strict as 'textin';
    create function version_out(version) returns cstring language internal immutable strict as 'textout';
    create type version (input = version_in, output = version_out, like = text, category = 'S', preferred = true);
    create cast (version as text) without function as implicit;
    create function version(int) returns version language sql as 'select $1::text::version';
    create cast (int as version) with function version(int) as assignment;
    create cast (size as int) with inout as implicit;
    create function newer(version, version) returns bool language sql strict as 'select $1::text > $2::text';
    create operator >>> (leftarg = version, rightarg = version, function = newer);
    create operator >>> (leftarg = text, rightarg = int, function = repeat);
    create function negated(version) returns version language sql as 'select $1';
    create operator !! (rightarg = version, function = negated);
    create function app.never(version, version) returns int language sql as 'select 1';
    create operator app.>>> (leftarg = version, rightarg = version, function = app.never);
    create function later(version, version) returns version language sql as 'select greatest($1::text, $2::text)::version';
    create aggregate newest(version) (sfunc = later, stype = version);
    create aggregate at_share(float8 order by anyelement)
        (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra);
    create aggregate place(variadic "any" order by variadic "any")
        (sfunc = ordered_set_transition_multi, stype = internal, finalfunc = rank_final, finalfunc_extra, hypothetical);
    create function put(anyarray, anyelement) returns anyarray language sql as 'select array_append($1, $2)';
    create aggregate collected(anyelement) (sfunc = put, stype = anyarray, initcond = '{}');
    create function nth() returns bigint language internal window as 'window_row_number';
    create table things (
        id bigint primary key, email email not null, name citext, path ltree, paths ltree[], extra hstore, price floatrange, prices floatmultirange,
        open hours, size size, sizes sizes, version version, spot cube, entry entry, deleted_at timestamptz);"#;

const STATEMENTS: &str = r"
    select * from things where name = $1 and path <@ $2 and version >>> $3
    select name || '!' as a, lower(name) as b, name || name as c, coalesce(name, 'x') as d, max(name) as e, min(email) from things group by 1, 2, 3, 4
    select case when true then name else 'x' end, array[name, $1], nullif(name, 'a'), greatest(name, email), name like $2 from things
    select name from things union select email from things
    select name from things union all select 'x'::text
    select path || 'a' as a, path || $1 as b, subpath(path, 0, 1) as c, lca(paths) as d, path ~ $2 as e, paths @> $3 as f from things
    select extra -> 'a' as a, extra -> $1 as b, extra ? 'k' as c, extra || $2 as d, (each(extra)).key, hstore(name, 'x') as e, extra::jsonb from things
    select skeys(extra), avals(extra), extra - 'a'::text, delete(extra, $1), slice(extra, $2) from things
    select lower(price), upper(open), price * $1, range_merge(price, $2), multirange(price), range_agg(price), isempty(sizes) from things group by 1, 2, 3, 4, 5, 7
    select price @> $1, price && prices, prices + multirange(price), price -|- $2, $3::float8 <@ price, upper(sizes) from things
    select floatrange(1, 2), floatrange(1, $1, '[]'), floatmultirange(price, $2), price::floatmultirange, hours('10:00', null) from things
    select unnest(prices), range_intersect_agg(price) from things group by 1
    select newest(version), version || 'x', version::text, 7::version, size + 1, size::int, - size from things group by 2, 3, 5, 6, 7
    select version >>> '1', 'a' >>> 3, !! version, version >>> $1 from things
    select version = 'a', version = $1, version < name::text from things
    insert into things (id, email, version, name) values ($1, $2, 7, $3) returning email, version
    update things set version = 3, name = $1, size = $2 where path = $3 returning path, price
    select at_share(0.5) within group (order by id), at_share(0.5) within group (order by version::text) from things
    select place(3) within group (order by size::int), place('a', 1) within group (order by name, id) from things
    select collected(path), collected(id), collected(price), collected(name) filter (where id > 1) from things
    select nth() over (order by id), newest(version) over (partition by name), collected(size) over () from things
    select (entry).path, (entry).price, row(path, price)::entry from things
    select spot <-> $1, cube(1.0, 2.0), cube_dim(spot), name % $2, similarity(name, $3), name <-> 'x' from things
    select path::text, 'a.b'::ltree, $1::text::ltree, array['a', 'b']::ltree[], $2::ltree[], path::varchar, text2ltree(name::text) from things
    select id from things where email in ($1, $2) and path = any ($3) and name between $4 and 'z' order by name using <
    select count(distinct name), array_agg(distinct path order by path), string_agg(name, ', '), mode() within group (order by name) from things";

#[tokio::test]
async fn the_server_says_the_same() {
    let database = Database::create();
    let client = database.connect().await.expect("a connection");
    let wanted = "select count(*) = 5 from pg_available_extensions where name in ('citext', 'ltree', 'hstore', 'pg_trgm', 'cube')";
    let found = client.query_one(wanted, &[]).await.expect("an answer");
    if !found.get::<_, bool>(0) {
        eprintln!("skipped: this server lacks one of the extensions");
        return;
    }
    database.run(SCHEMA);
    let statements = STATEMENTS
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let statements: Vec<&str> = statements.collect();
    let requests: Vec<String> = statements
        .iter()
        .map(|sql| json!({"id": 1, "sql": sql}).to_string())
        .collect();
    let arguments = ["describe", "--jsonl", "--database-url", &database.url()];
    let answers = softdelete_with(&arguments, requests.join("\n").as_bytes()).answers();
    assert_eq!(answers.len(), statements.len());
    let mut differences = Vec::new();
    for (sql, answer) in statements.iter().zip(&answers) {
        let found = match client.prepare(sql).await {
            Err(error) => Some(format!("refused by the server: {error:?}")),
            Ok(described) if answer["ok"] == true => difference(&described, answer),
            Ok(_) => Some(answer.to_string()),
        };
        differences.extend(found.map(|found| format!("{found}\n    {sql}")));
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
