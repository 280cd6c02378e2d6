//! A query may stand in many places, and is protected in each. `@` stands for one that must not see deleted users.

use softdelete_compiler::compile::{Options, compile};
use softdelete_compiler::diagnostic::Errors;
use softdelete_compiler::lex;

mod shop;

const PLACES: &[&str] = &[
    // clauses of SELECT
    "select (@) as x from logs",
    "select distinct on ((@)) id from logs",
    "select id from logs where id = (@)",
    "select count(*) as n from logs group by (@)",
    "select count(*) as n from logs group by rollup ((@))",
    "select count(*) as n from logs group by grouping sets ((line, (@)), ())",
    "select count(*) as n from logs having count(*) > (@)",
    "select id from logs order by (@)",
    "select id from logs limit (@)",
    "select id from logs offset (@)",
    "select id from logs order by id fetch first (@) rows with ties",
    "select rank() over w as r from logs window w as (partition by (@))",
    "select rank() over (order by (@)) as r from logs",
    "select sum(id) over (order by id rows between 1 preceding and current row) + (@) as r from logs",
    // FROM
    "select x.m from (@) as x (m)",
    "select l.id from logs l join logs k on l.id = (@)",
    "select l.id from logs l left join lateral (select (@) as m) x on true",
    "select g.g from generate_series(1, (@)) as g (g)",
    "select a.x from rows from (generate_series(1, (@)), generate_series(1, 2)) as a (x, y)",
    "select id from logs tablesample bernoulli ((@))",
    "select id from stamps deleted after (select now() where 1 = (@))",
    "select id from stamps deleted between now() and (select now() where 1 = (@))",
    "select id from stamps as of (select now() where 1 = (@))",
    // set operations, VALUES, WITH
    "select id from logs union (@) intersect (@)",
    "(@) except all select id from logs",
    "values (1), ((@))",
    "with c as (@) select 1 as one from c",
    "with recursive c (n) as (select 1::int8 union all select n + 1 from c where n < (@)) select n from c",
    "with c as materialized (with d as (@) select 2 as two from d) select two from c",
    "select id from logs where id in (with d as (@) select 1 from d)",
    // expressions
    "select id from logs where exists (@)",
    "select id from logs where not exists (@)",
    "select id from logs where id in (@)",
    "select id from logs where id not in (1, (@))",
    "select id from logs where id = any (@)",
    "select id from logs where id > all (array(@))",
    "select id from logs where (id, 1) = (select (@), 1)",
    "select id from logs where row(id, 1) in (select (@), 1)",
    "select id from logs where id between (@) and (@)",
    "select id from logs where id is distinct from (@)",
    "select id from logs where (@) is not null",
    "select id from logs where line like (@)::text escape (@)::text",
    "select array[1, (@)] as a",
    "select (array[1, 2])[(@)::int4] as a",
    "select (array[1, 2])[1:(@)::int4] as a",
    "select case (@) when (@) then (@) else (@) end as c",
    "select coalesce((@), 1) as a, nullif((@), 1) as b, greatest((@), 1) as c, least((@), 1) as d",
    "select -(@) as a, (@) + (@) as b, not ((@) = 1) as c",
    "select cast((@) as text) as a, (@)::text collate \"C\" as b",
    "select (select now() where 1 = (@)) at time zone 'UTC' as a",
    "select max(id) filter (where id > (@)) as a, string_agg(line, ',' order by (@)) as b from logs",
    "select percentile_disc((@)::float8) within group (order by id) as a from logs",
    "select concat(variadic array[(@)::text]) as a, make_interval(days => (@)::int4) as b",
    "select extract(day from now() + (@) * interval '1 day') as a",
    "select substring(line from (@)::int4 for (@)::int4) as a, trim(both (@)::text from line) as b from logs",
    "select overlay(line placing (@)::text from 1) as a, position((@)::text in line) as b from logs",
    // SQL/JSON and SQL/XML
    "select json_array((@), 2) as a, json_array(@) as b, json_object('k': (@)) as c, json_scalar((@)) as d",
    "select json_arrayagg(id order by (@)) filter (where id = (@)) as a, json_objectagg('k': (@)) as b from logs",
    "select json_value((@)::text::jsonb, '$.a' passing (@) as x default (@)::text on empty) as a",
    "select x.m from json_table((@)::text::jsonb, '$' passing (@) as p columns (m int8 path '$')) as x",
    "select xmlelement(name e, xmlattributes((@) as k), (@)) as a, xmlforest((@) as f) as b",
    "select x.m from xmltable('/a' passing ((@)::text::xml) columns m text path 'b' default (@)::text) as x",
    // statements that change data
    "insert into logs (id) values ((@))",
    "insert into logs (id) @",
    "insert into logs (id, line) values (1, '') on conflict (id) do update set line = (@)::text where logs.id > (@) returning (@) as r",
    "update logs set id = (@) where id = (@) returning (@) as r",
    "update logs set (id, line) = (select (@), '') where id = 1",
    "update logs set id = x.m from (@) as x (m) where logs.id = x.m",
    "hard delete from logs where id = (@) returning (@) as r",
    "hard delete from logs using (@) as x (m) where logs.id = x.m",
    "delete from orders where id = (@) returning (@) as r",
    "delete from orders using (@) as x (m) where orders.id = x.m",
    "restore orders where id = (@) returning (@) as r",
    "merge into logs l using (@) as x (m) on l.id = x.m and l.id < (@) when matched and l.id = (@) then update set line = (@)::text
       when not matched and x.m = (@) then insert (id, line) values ((@), '')",
    "with d as (delete from orders where id = (@) returning id) select id from d",
    "with i as (insert into logs (id) @ returning id) select id from i",
];

#[test]
fn a_query_is_protected_wherever_it_stands() {
    let mut wrong = Vec::new();
    for place in PLACES {
        let text = place.replace('@', "select max(id) from users");
        let mut errors = Errors::new();
        let source = lex::sql(&text, lex::ParamStyle::Named, &mut errors);
        let outcome = compile(&source, &shop::schema(), &Options::default());
        let wanted = place.matches('@').count();
        match outcome.statement {
            Some(statement) => {
                let (named, guarded) = (
                    statement.sql.matches("FROM users").count(),
                    statement
                        .sql
                        .matches("FROM users WHERE users.deleted_at IS NULL")
                        .count(),
                );
                // A time that is used twice is written twice.
                if named != guarded || named < wanted {
                    wrong.push(format!("{place}\n  {}", statement.sql));
                }
            }
            None => wrong.push(format!("{place}\n  {:?}", outcome.errors)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
