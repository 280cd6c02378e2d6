//! Each text that a statement with choices may come to is that of the statement written without them.

use softdelete_compiler::catalog::{OnDelete, Reference, Schema};
use softdelete_compiler::compile::{Compiled, Options, compile};
use softdelete_compiler::render::Region;
use softdelete_compiler::token::Source;

use crate::{notation, shop};

#[track_caller]
fn compiled(source: &Source, text: &str) -> Compiled {
    compiled_in(source, text, &shop::schema())
}

#[track_caller]
fn compiled_in(source: &Source, text: &str, schema: &Schema) -> Compiled {
    let outcome = compile(source, schema, &Options::default());
    assert!(outcome.errors.is_empty(), "{text}: {:#?}", outcome.errors);
    outcome.statement.expect("a statement")
}

/// The text of a shape.
fn sent(sql: &str, regions: &[Region], shape: &[usize]) -> String {
    let mut text = String::new();
    let mut at = 0;
    for region in regions {
        assert!(at <= region.start && region.start <= region.end, "{sql}");
        text.push_str(&sql[at..region.start]);
        if shape[region.arm.choice] == region.arm.arm {
            text.push_str(&sql[region.start..region.end]);
        }
        at = region.end;
    }
    text.push_str(&sql[at..]);
    text
}

/// TRUE says nothing beside other conditions; it holds the place of conditions that are left out.
fn without_true(text: &str) -> String {
    let mut text = text.replace(" AND TRUE", "");
    while text.contains("TRUE AND ") {
        text = text.replace("TRUE AND ", "");
    }
    text.replace(" WHERE TRUE", "").replace(" HAVING TRUE", "")
}

/// Every shape is what the plain statement is, its plan too.
#[track_caller]
fn equal(text: &str) {
    equal_in(text, &shop::schema());
}

#[track_caller]
fn equal_in(text: &str, schema: &Schema) {
    let written = notation::written(text);
    let with = compiled_in(&written.source(), text, schema);
    for shape in written.shapes() {
        let without = written.plain_conditions(&shape);
        let alone = compiled_in(&notation::written(&without).source(), &without, schema);
        let shown = without_true(&sent(&with.sql, &with.regions, &shape));
        assert_eq!(shown, without_true(&alone.sql), "{text} {shape:?}");
        let plan = with.plan.as_deref();
        let counted = plan.map(|plan| without_true(&sent(plan, &with.plan_regions, &shape)));
        assert_eq!(
            counted,
            alone.plan.as_deref().map(without_true),
            "{text} {shape:?}"
        );
        assert_eq!(
            (&with.effects, with.reports),
            (&alone.effects, alone.reports),
            "{text}"
        );
        assert_eq!(with.params.len(), alone.params.len(), "{text}");
    }
}

/// Conditions, alone and joined, with one place for each choice.
const CONDITIONS: [&str; 8] = [
    "«u.id = 1»",
    "u.id = 1 and «u.name = 'x'»",
    "u.id = 1 and («u.id = 1 or u.id = 2¦not u.hold»)",
    "u.id = 1 and «u.id = 1 or u.name = 'x'» and «u.hold¦»",
    "u.id = 1 and «exists (select from orders o where o.user_id = u.id or o.total = 1)»",
    "u.id = 1 and «u.id in (select o.user_id from orders only deleted o)¦u.id in (select o.user_id from orders o)»",
    "u.id = 1 and «u.id = 1 and u.hold or u.name is null» and «not exists (select from flags)»",
    "«u.id = (select max(s.id) from stamps s)» and «u.hold»",
];

#[test]
fn wherever_conditions_stand() {
    for condition in CONDITIONS {
        for around in [
            "select u.id from users u where ?",
            "select u.id from users with deleted u where ?",
            "select u.id from users as of now() u where ?",
            "select u.id from users only deleted u where ?",
            "select u.id, o.total from orders o left join users u on u.id = o.user_id and ?",
            "select u.id, o.total from users u left join orders o on u.id = o.user_id and ?",
            "select u.id, o.total from users u right join orders o on u.id = o.user_id and ? where o.total > 1",
            "select u.id, o.total from users u full join orders o on u.id = o.user_id and ?",
            "select u.id, o.total from users u join orders o on u.id = o.user_id and ?",
            "select u.id as n from (users u left join orders o on u.id = o.user_id) left join stamps s on s.id = u.id and ?",
            "select l.line from logs l where exists (select from users u where u.id = l.id and ?)",
            "select (select max(u.email) from users u where u.id = l.id and ?) as n from logs l",
            "with x as (select u.id from users u where u.hold and ?) select x.id from x",
            "select u.id from users u where u.hold and ? union all select u.id from users u where ?",
            "insert into logs (id, line) select u.id, u.name from users u where ?",
            "update logs l set line = u.name from users u where l.id = u.id and ?",
            "update users u set name = 'x' where u.id = 7 and ?",
            "update users with deleted u set name = 'x' where u.id = 7 and ?",
            "delete from users u where u.id = 7 and ?",
            "delete from users u using logs l where u.id = l.id and ? returning u.id",
            "hard delete from users u where u.id = 7 and ?",
            "hard delete from users with deleted u where u.id = 7 and ?",
            "restore users u where u.id = 7 and ?",
            "with gone as (delete from users u where u.id = 7 and ? returning u.id) select g.id from gone g",
            "merge into logs l using users u on l.id = u.id and ? when matched then update set line = 'x'",
            "merge into users u using logs l on l.id = u.id and ? when matched then update set name = 'x'",
            "merge into users u using logs l on l.id = u.id and ? when matched then delete",
        ] {
            equal(&around.replace('?', condition));
        }
    }
}

#[test]
fn groups_and_their_conditions() {
    for having in [
        "«count(*) > 1»",
        "«count(*) > 1» and «max(u.name) = 'x' or min(u.name) = 'y'»",
        "count(*) > 1 and «bool_or(u.hold)¦»",
    ] {
        equal(&format!(
            "select u.name, count(*) as n from users u where «u.hold» group by u.name having {having}"
        ));
        equal(&format!(
            "select count(*) as n from users u having {having}"
        ));
    }
}

#[test]
fn orders() {
    for keys in [
        "«u.name», u.id",
        "u.id, «u.name»",
        "«u.name desc nulls last, u.email», u.id, «u.hold¦u.created_at»",
        "«u.name¦u.email desc», «u.hold», u.id",
        "«u.name¦u.email, u.id desc»",
        "u.id, «u.name¦», «u.hold»",
        "«u.hold», «u.name¦u.email», «u.created_at»",
    ] {
        let written = notation::written(keys);
        for shape in written.shapes() {
            // A list without what is left out.
            let plain = written.plain(&shape, str::to_owned);
            let plain: Vec<_> = plain.split(',').map(str::trim).collect();
            let plain: Vec<_> = plain.into_iter().filter(|key| !key.is_empty()).collect();
            for around in [
                "select u.id from users u order by ? limit 3",
                "select string_agg(u.name, ',' order by ?) as n from users u",
                "select rank() over (partition by u.hold order by ?) as n from users u",
                "select x.id from users x where x.id = any(array(select u.id from users u order by ?))",
            ] {
                let text = around.replace('?', keys);
                let with = compiled(&notation::written(&text).source(), &text);
                let plain = around.replace('?', &plain.join(", "));
                let alone = compiled(&notation::written(&plain).source(), &plain);
                assert_eq!(sent(&with.sql, &with.regions, &shape), alone.sql, "{text}");
            }
        }
    }
}

#[test]
fn one_key_that_may_be_missing_takes_its_clause_along() {
    let text = "select u.id from users u order by «u.name» limit «3» offset «4»";
    let with = compiled(&notation::written(text).source(), text);
    let begin = "SELECT u.id FROM users AS u WHERE u.deleted_at IS NULL";
    for (shape, end) in [
        ([0, 0, 0], " ORDER BY u.name LIMIT 3 OFFSET 4"),
        ([1, 0, 1], " LIMIT 3"),
        ([1, 1, 0], " OFFSET 4"),
        ([1, 1, 1], ""),
    ] {
        assert_eq!(
            sent(&with.sql, &with.regions, &shape),
            format!("{begin}{end}")
        );
    }
}

#[test]
fn no_claim_about_null_rests_on_what_may_be_left_out() {
    for text in [
        "select u.name from users u where «u.name is not null»",
        "select u.name from users u where u.id = 1 and «u.name = 'x'¦u.name = 'y'»",
        "select o.id from users u left join orders o on o.user_id = u.id where «o.id = 1»",
        "select max(u.name) as n from users u group by u.hold having «max(u.name) = 'x'»",
        "select u.name from logs l left join users u on «u.id = l.id»",
    ] {
        let outcome = compile(
            &notation::written(text).source(),
            &shop::schema(),
            &Options::default(),
        );
        assert!(outcome.errors.is_empty(), "{text}: {:#?}", outcome.errors);
        assert!(outcome.row.columns[0].nullable, "{text}");
    }
}

/// The shop with a family in it: orders of parents, which go with them.
fn family() -> Schema {
    let mut schema = shop::schema();
    let index = |schema: &Schema, name: &str| {
        let tables = &schema.tables;
        let found = tables.iter().position(|table| table.name == name);
        found.expect("a table")
    };
    let (parents, orders) = (index(&schema, "parents"), index(&schema, "orders"));
    schema.tables[parents].children[0].table = Some(orders);
    schema.tables[orders].references.push(Reference {
        columns: vec![1],
        table: "parents".to_owned(),
        parent: Some(parents),
        target: vec!["id".to_owned()],
        on_delete: OnDelete::Cascade,
    });
    schema
}

#[test]
fn deletions_of_families() {
    for around in [
        "delete from parents u where u.id = 7 and ?",
        "delete from parents u where u.id = 7 and ? returning u.id",
        "delete from parents u using logs l where u.id = l.id and ?",
        "with gone as (delete from parents u where u.id = 7 and ? returning u.id) select g.id from gone g where «g.id > 1»",
        "hard delete from parents u where u.id = 7 and ?",
        "hard delete from parents with deleted u where u.id = 7 and ?",
    ] {
        for condition in [
            "«u.id = 1»",
            "«u.id = 1 or u.id = 2¦u.id = 3»",
            "«u.id = 1» and «exists (select from orders o where o.user_id = u.id)¦»",
        ] {
            equal_in(&around.replace('?', condition), &family());
        }
    }
}
