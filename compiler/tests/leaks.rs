//! Statements that try to get around the rules of soft deletion: slips that choose every row, scopes that would mark deleted
//! rows anew, and answers that would give the rewriting away.

use softdelete_compiler::compile::{Options, compile};
use softdelete_compiler::diagnostic::Errors;
use softdelete_compiler::lex;

mod shop;

/// The text of a statement, or the codes of its mistakes.
#[track_caller]
fn outcome(text: &str) -> Result<String, Vec<&'static str>> {
    let mut errors = Errors::new();
    let source = lex::sql(text, lex::ParamStyle::Named, &mut errors);
    assert!(errors.is_empty(), "{text}");
    let outcome = compile(
        &source,
        &shop::schema(),
        &Options {
            struct_rows: false,
            ..Options::default()
        },
    );
    let codes = outcome.errors.iter().map(|error| error.entry.code);
    outcome.statement.map(|it| it.sql).ok_or(codes.collect())
}

#[track_caller]
fn refused(text: &str, code: &str) {
    assert_eq!(outcome(text), Err(vec![code]), "{text}");
}

#[track_caller]
fn accepted(text: &str, sql: &str) {
    assert_eq!(outcome(text).as_deref(), Ok(sql), "{text}");
}

#[test]
fn a_condition_that_every_row_meets_is_no_condition() {
    for condition in [
        "deleted_at is null",
        "users.deleted_at is null and true",
        "deleted_at is not distinct from null",
        "id is distinct from null",
        "case when true then true else false end",
        "case when id = 1 then true else true end",
        "(select true)",
        "hold or not hold",
        "hold is not unknown",
        "name is null or not name is null",
        "id = 5 or not (id = 5)",
        "id <> 5 or id = 5",
        "id > 0 or id <= 0",
        "1::int = 1::int",
        "email like '%'",
        "email ilike '%%'",
    ] {
        refused(&format!("delete from users where {condition}"), "SD0402");
        refused(
            &format!("update users set name = 'x' where {condition}"),
            "SD0402",
        );
    }
    refused("delete from flags where not is_deleted", "SD0402");
    refused("delete from flags where is_deleted = false", "SD0402");
    refused("delete from flags where is_deleted is not true", "SD0402");
    refused("delete from stamps where deleted_at = 'infinity'", "SD0402");
    refused("restore users where deleted_at is not null", "SD0402");
    refused("restore flags where is_deleted", "SD0402");
    refused(
        "hard delete from users only deleted where deleted_at is not null",
        "SD0402",
    );
}

#[test]
fn a_condition_that_a_row_may_fail_stays_one() {
    for condition in [
        "name like '%'",
        "name = 'x' or name <> 'x'",
        "id = 5 or id <> 6",
        "id > 0 or id < 0",
        "hold or not (id = 1)",
        "name is distinct from null",
        "case when id = 1 then true else false end",
        "case when id = 1 then true end",
        "deleted_by is null",
        "email like '_%'",
    ] {
        let text = format!("delete from users where {condition}");
        assert!(outcome(&text).is_ok(), "{text}");
    }
    for text in [
        "update users with deleted set name = 'x' where deleted_at is null",
        "hard delete from users with deleted where deleted_at is not null",
        "restore users where deleted_at is null",
        "hard delete from flags where not is_deleted",
    ] {
        assert!(outcome(text).is_ok(), "{text}");
    }
}

#[test]
fn merge_marks_no_deleted_row_anew() {
    let merge = "using logs l on l.id = u.id when matched then";
    for scope in ["with deleted", "only deleted", "deleted after now()"] {
        refused(
            &format!("merge into users {scope} u {merge} delete"),
            "SD0407",
        );
        let update = format!("merge into users {scope} u {merge} update set name = 'x'");
        assert!(outcome(&update).is_ok(), "{update}");
    }
    refused(
        &format!("merge into users as of now() u {merge} update set name = 'x'"),
        "SD0407",
    );
}

#[test]
fn merge_changes_no_whole_table_by_accident() {
    let merge = "merge into users u using logs l on";
    refused(&format!("{merge} true when matched then delete"), "SD0402");
    refused(
        &format!("{merge} l.id = l.id when matched then update set name = 'x'"),
        "SD0402",
    );
    refused(
        &format!("{merge} u.deleted_at is null when matched then delete"),
        "SD0402",
    );
    refused(
        &format!("{merge} false when not matched by source then delete"),
        "SD0402",
    );
    for rest in [
        "false when not matched then insert (id, email) values (l.id, 'x')",
        "l.id = u.id when not matched by source then delete",
        "true when matched and u.id = 1 then delete",
        "true when matched then do nothing",
        "l.id = u.id when matched then delete",
    ] {
        let text = format!("{merge} {rest}");
        assert!(outcome(&text).is_ok(), "{text}");
    }
}

#[test]
fn merge_action_goes_on_saying_delete() {
    accepted(
        "merge into orders o using logs l on l.id = o.id when matched then delete returning merge_action(), o.id",
        "MERGE INTO orders AS o USING logs AS l ON o.deleted_at IS NULL AND l.id = o.id WHEN MATCHED THEN UPDATE SET \
         deleted_at = now() RETURNING CASE WHEN MERGE_ACTION() = 'UPDATE' AND o.deleted_at IS NOT NULL THEN 'DELETE' ELSE \
         MERGE_ACTION() END AS \"merge_action\", o.id",
    );
    accepted(
        "merge into logs l using orders o on l.id = o.id when matched then do nothing returning merge_action()",
        "MERGE INTO logs AS l USING (SELECT o.id, o.user_id, o.total, o.note, o.deleted_at FROM orders AS o WHERE \
         o.deleted_at IS NULL) AS o ON l.id = o.id WHEN MATCHED THEN DO NOTHING RETURNING MERGE_ACTION()",
    );
}

#[test]
fn a_schema_tells_a_table_from_a_common_table_expression() {
    accepted(
        "with users as (select id, deleted_at from users with deleted) select id from public.users",
        "WITH users AS (SELECT users.id, users.deleted_at FROM users) SELECT users.id FROM public.users WHERE \
         users.deleted_at IS NULL",
    );
    accepted(
        "with logs as (select id from users) select count(*) from public.logs",
        "WITH logs AS (SELECT users.id FROM users WHERE users.deleted_at IS NULL) SELECT count(*) FROM public.logs",
    );
}

#[test]
fn what_a_key_decides_may_stand_beside_it() {
    for group_by in ["uid", "1", "u.id, rollup (l.line)"] {
        let text = format!(
            "select u.id as uid, u.name, count(*) from users u full join logs l on l.id = u.id group by {group_by}"
        );
        let sql = outcome(&text).unwrap_or_else(|codes| panic!("{text}: {codes:?}"));
        let (_, sql) = sql.split_once("GROUP BY").expect("a GROUP BY");
        assert!(sql.contains("u.name"), "{sql}");
    }
}

#[test]
fn a_mark_that_is_a_field_of_the_struct_is_left_out_of_inserts() {
    let mut schema = shop::schema();
    let orders = &mut schema.tables[1];
    for column in &mut orders.columns {
        column.field = Some(column.name.clone());
    }
    orders.columns[2].generated = true;
    let sql = |text: &str| {
        let source = lex::sql(text, lex::ParamStyle::Named, &mut Errors::new());
        let outcome = compile(&source, &schema, &Options::default());
        let errors = outcome.errors;
        outcome
            .statement
            .unwrap_or_else(|| panic!("{text}: {errors:?}"))
            .sql
    };
    assert_eq!(
        sql("insert into orders $order"),
        "INSERT INTO orders (id, user_id, note) VALUES ($1, $2, $3)"
    );
    assert_eq!(
        sql("insert into orders values $orders"),
        "INSERT INTO orders (id, user_id, note) SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[])"
    );
    assert_eq!(
        sql("insert into orders values (1, 2, 'n')"),
        "INSERT INTO orders (id, user_id, note) VALUES (1, 2, 'n')"
    );
    assert_eq!(
        sql(
            "merge into orders o using logs l on l.id = o.id when not matched then insert values (l.id, 2, 'n')"
        ),
        "MERGE INTO orders AS o USING logs AS l ON o.deleted_at IS NULL AND l.id = o.id WHEN NOT MATCHED THEN INSERT \
         (id, user_id, note) VALUES (l.id, 2, 'n')"
    );
}

#[test]
fn a_condition_must_look_at_the_row() {
    for condition in [
        "$flag",
        "now() > '2000-01-01'",
        "exists (select 1 from orders)",
    ] {
        refused(&format!("delete from users where {condition}"), "SD0402");
    }
    refused(
        "delete from orders o using users u where u.id = 1",
        "SD0402",
    );
    refused(
        "update orders o set total = 0 from users u where u.name = 'x'",
        "SD0402",
    );
    for accepted in [
        "delete from users where exists (select 1 from orders o where o.user_id = users.id)",
        "delete from orders o using users u where u.id = o.user_id",
        "delete from users u where u is distinct from null and u.id = 1",
    ] {
        assert!(
            outcome(accepted).is_ok(),
            "{accepted}: {:?}",
            outcome(accepted)
        );
    }
}

#[test]
fn what_a_text_names_cannot_be_protected() {
    for query in [
        "select query_to_xml('select email from users', true, false, '')",
        "select pg_catalog.table_to_xml('users', true, false, '')",
        "select word from ts_stat('select to_tsvector(email) from users')",
        "select 1 where exists (select ts_rewrite('a'::tsquery, 'select t, s from aliases'))",
    ] {
        refused(query, "SD0417");
    }
    assert!(outcome("select ts_rewrite('a'::tsquery, 'b'::tsquery, 'c'::tsquery)").is_ok());
}

#[test]
fn a_row_shows_no_more_columns_than_a_star() {
    accepted(
        "select row(o.*) from orders o",
        "SELECT ROW(o.id, o.user_id, o.total, o.note) FROM orders AS o WHERE o.deleted_at IS NULL",
    );
    accepted(
        "select f.id from flags f where (f.*, 1) = row(f.*, 1)",
        "SELECT f.id FROM flags AS f WHERE NOT f.is_deleted AND (f.id, 1) = ROW(f.id, 1)",
    );
    accepted(
        "select (o).* from orders o",
        "SELECT o.id, o.user_id, o.total, o.note FROM orders AS o WHERE o.deleted_at IS NULL",
    );
    // To a function a row is one value.
    accepted(
        "select num_nonnulls(l.*) from logs l",
        "SELECT num_nonnulls(l.*) FROM logs AS l",
    );
}

#[test]
fn a_field_of_a_row_is_its_column() {
    accepted(
        "select (o).total, ((o.*).note) from orders o",
        "SELECT o.total, o.note FROM orders AS o WHERE o.deleted_at IS NULL",
    );
    refused(
        "update users set name = 'x' where (users).id = (users).id",
        "SD0402",
    );
}
