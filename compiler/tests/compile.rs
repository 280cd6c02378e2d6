//! What compiling gives beside the text: kinds, tables, rows, references, and all of it after mistakes too.

use softdelete_compiler::ast::Name;
use softdelete_compiler::check::{Field, RowShape};
use softdelete_compiler::compile::{Options, Outcome, StatementKind, compile, names};
use softdelete_compiler::diagnostic::Errors;
use softdelete_compiler::lex;
use softdelete_compiler::token::Source;

mod shop;

fn source(text: &str) -> Source {
    let mut errors = Errors::new();
    let source = lex::sql(text, lex::ParamStyle::Named, &mut errors);
    assert!(errors.is_empty(), "{text}");
    source
}

#[track_caller]
fn compiled(text: &str) -> Outcome {
    compile(&source(text), &shop::schema(), &Options::default())
}

#[track_caller]
fn kind_of(text: &str) -> StatementKind {
    let outcome = compiled(text);
    outcome
        .statement
        .unwrap_or_else(|| panic!("{text}: {:?}", outcome.errors))
        .kind
}

#[test]
fn a_statement_is_of_the_kind_that_was_written() {
    assert_eq!(kind_of("select id from users"), StatementKind::Select);
    assert_eq!(kind_of("insert into logs $row"), StatementKind::Insert);
    assert_eq!(
        kind_of("update users set name = '' where id = 1"),
        StatementKind::Update
    );
    assert_eq!(
        kind_of("delete from users where id = 1"),
        StatementKind::Delete
    );
    assert_eq!(
        kind_of("restore users where id = 1"),
        StatementKind::Restore
    );
    assert_eq!(
        kind_of("hard delete from users where id = 1"),
        StatementKind::HardDelete
    );
    let merge = "merge into logs l using users u on l.id = u.id when matched then do nothing";
    assert_eq!(kind_of(merge), StatementKind::Merge);
}

#[test]
fn tables_are_named_once_and_without_common_table_expressions() {
    let text =
        "with a as (select id from users) select a.id from a, orders, users u, public.orders o2";
    let names = names(&source(text));
    let tables: Vec<_> = names.tables.into_iter().map(|name| name.text).collect();
    assert_eq!(tables, ["users", "orders"]);
    assert!(names.errors.is_empty());
    let outcome = compiled("select o.id from orders o, orders p, users u where u.id = o.id");
    assert_eq!(outcome.statement.expect("it compiles").tables, [0, 1]);
}

#[test]
fn functions_and_types_of_the_users_are_named_and_those_of_postgresql_are_not() {
    let text = "select slugify(a), app.lower(b), app.lower(c), lower(d), lowr(e), int4(f), pg_catalog.foo(g), app.mood('sad'),
            'x'::status, array['x']::app.mood[], h::int4, i::varcahr, j::pg_catalog.foo, cast(k as mood)
        from users, lateral all_of(l) x join rows from (other(1) as (y app.pair)) on true where sum(tax(1)) over () > 1";
    let names = names(&source(text));
    let spelled = |names: Vec<(Option<String>, Name)>| {
        let spelled = names.into_iter().map(|(schema, name)| match schema {
            Some(schema) => format!("{schema}.{}", name.text),
            None => name.text,
        });
        spelled.collect::<Vec<_>>()
    };
    // `lowr` and `tax` are too like `lower` and `max`.
    let mut functions = spelled(names.functions);
    functions.sort();
    assert_eq!(
        functions,
        ["all_of", "app.lower", "app.mood", "other", "slugify"]
    );
    let mut types = spelled(names.types);
    types.sort();
    assert_eq!(types, ["app.mood", "app.pair", "mood", "status"]);
}

#[test]
fn the_row_is_a_struct_fields_or_nothing() {
    let outcome = compiled("select from users");
    assert_eq!(outcome.row.shape, RowShape::Table(0));
    assert_eq!(outcome.row.columns.len(), 5);
    let outcome =
        compiled("select u, o, 1 as one from users u left join orders o on o.user_id = u.id");
    let RowShape::Fields(fields) = &outcome.row.shape else {
        panic!("{:?}", outcome.row.shape)
    };
    let shown: Vec<_> = fields
        .iter()
        .map(|field| match field {
            Field::Column(index) => format!("column {index}"),
            Field::Struct {
                name,
                first,
                count,
                nullable,
                ..
            } => format!("{name} {first}+{count} {nullable}"),
        })
        .collect();
    assert_eq!(shown, ["u 0+5 false", "o 5+4 true", "column 9"]);
    assert_eq!(
        compiled("delete from users where id = 1").row.shape,
        RowShape::Nothing
    );
}

#[test]
fn to_the_command_line_an_empty_target_list_is_postgresqls() {
    let outcome = compile(
        &source("select from users"),
        &shop::schema(),
        &Options {
            struct_rows: false,
            ..Options::default()
        },
    );
    assert_eq!(
        outcome.statement.expect("it compiles").sql,
        "SELECT FROM users WHERE users.deleted_at IS NULL"
    );
    assert!(outcome.row.columns.is_empty());
}

#[test]
fn every_mistake_is_reported_and_the_row_is_there_all_the_same() {
    let outcome = compiled("update users set deleted_at = now(), nme = 'x' returning id, emial");
    let codes: Vec<_> = outcome
        .errors
        .iter()
        .map(|error| error.entry.code)
        .collect();
    assert!(outcome.statement.is_none());
    assert!(
        codes.contains(&"SD0401") && codes.contains(&"SD0405"),
        "{codes:?}"
    );
    assert!(codes.len() >= 4, "{codes:?}");
    assert_eq!(outcome.row.columns[0].name, "id");
}

#[test]
fn references_to_known_columns_are_there_for_editors() {
    let text = "select u.id, u.emai, name from users u where created_at > now()";
    let outcome = compiled(text);
    let shown: Vec<_> = outcome
        .references
        .iter()
        .map(|reference| {
            let place = &text[reference.span.start as usize..reference.span.end as usize];
            format!("{}.{} at {place}", reference.table, reference.name)
        })
        .collect();
    assert_eq!(
        shown,
        ["0.id at id", "0.name at name", "0.created_at at created_at"]
    );
}

/// WHERE clauses that every row passes are refused; those that choose are not.
#[test]
fn a_where_that_is_always_true_is_found() {
    let refused_for = |condition: &str, why: &str| {
        let outcome = compiled(&format!("delete from users u where {condition}"));
        outcome
            .errors
            .iter()
            .any(|error| error.entry.code == "SD0402" && error.message.contains(why))
    };
    let refused = |condition: &str| refused_for(condition, "always true");
    for condition in [
        "true",
        "not false",
        "1 = 1",
        "'a' = 'a'",
        "1 < 2 and 2 <= 2",
        "id = 1 or true",
        "id = id",
        "id is not null",
        "name is null or name is not null",
        "name is not distinct from name",
        "1 in (1, 2)",
        "5 between 1 and 10",
        "5 not in (1, 2)",
        "coalesce(null, true)",
        "exists (select 1)",
        "'t'::bool",
        "not (1 = 2)",
        "null is null",
        "1 = 2 or 2 = 2",
        "false is not true",
    ] {
        assert!(refused(condition), "{condition}");
    }
    for condition in [
        "id = 1",
        "name = name",
        "name is not null",
        "$everything",
        "id = 1 and true",
        "name is null or email = ''",
        "name is normalized or name is not normalized",
        "1 = 2",
        "null",
        "'a' = 'b'",
        "id in (1, 2)",
        "exists (select from orders)",
        "exists (select 1 where id = 1)",
        "exists (select 1 limit 0)",
        "'1'::text = 'true'::text",
        "not (id = 1)",
    ] {
        assert!(!refused(condition), "{condition}");
    }
    // What says nothing of the row may still mean every row, or none.
    for condition in [
        "$everything",
        "null",
        "1 = 2",
        "exists (select from orders)",
    ] {
        assert!(
            refused_for(condition, "says nothing of the row"),
            "{condition}"
        );
    }
}
