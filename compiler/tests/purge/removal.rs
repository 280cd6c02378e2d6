//! HARD DELETE: what forbids it, what it records, and that it passes the guard.

use softdelete_compiler::catalog::Schema;
use softdelete_compiler::compile::{self, Action, Compiled, Options, ParamSource};
use softdelete_compiler::diagnostic::Errors;
use softdelete_compiler::lex;

use crate::family::schema;
use crate::server::World;

fn outcome(schema: &Schema, text: &str, count_named: bool) -> compile::Outcome {
    let source = lex::sql(text, lex::ParamStyle::Named, &mut Errors::new());
    let options = Options {
        count_named,
        ..Options::default()
    };
    compile::compile(&source, schema, &options)
}

#[track_caller]
fn compiled(text: &str) -> Compiled {
    let outcome = outcome(&schema(), text, false);
    outcome
        .statement
        .unwrap_or_else(|| panic!("{text}: {:?}", outcome.errors))
}

/// The text with what the runtime fills in.
fn filled(statement: &Compiled, sql: &str) -> String {
    let mut sql = sql.to_owned();
    for (index, param) in statement.params.iter().enumerate() {
        let value = match param.source {
            ParamSource::Actor => "'actor'::text",
            ParamSource::DeletionId => "'018c0000-0000-7000-8000-000000000000'::uuid",
            _ => panic!("the tests have no parameters of their own"),
        };
        sql = sql.replace(&format!("${}", index + 1), value);
    }
    sql
}

impl World {
    /// Runs a statement, and gives the counts that it reports or the server's message.
    async fn remove(&self, text: &str) -> Result<Vec<i64>, String> {
        let statement = compiled(text);
        let sql = filled(&statement, &statement.sql);
        let rows = self.client.query(&sql, &[]).await;
        let rows = rows.map_err(|error| {
            let server = error.as_db_error();
            server.map_or(error.to_string(), |server| server.message().to_owned())
        })?;
        let row = rows.first().filter(|_| statement.reports);
        Ok(row.map_or(Vec::new(), |row| {
            (0..row.len()).map(|column| row.get(column)).collect()
        }))
    }

    /// Runs a statement's plan.
    async fn plan(&self, text: &str) -> Vec<i64> {
        let statement = compiled(text);
        let plan = statement.plan.as_deref().expect("it has a plan");
        let row = self.client.query_one(&filled(&statement, plan), &[]).await;
        let row = row.expect("the plan runs");
        (0..row.len()).map(|column| row.get(column)).collect()
    }
}

const USERS: &str = "
    insert into users (id, deleted_at) select n, '2001-01-01' from generate_series(1, 4) n;
    insert into users (id, legal_hold, deleted_at) values (5, true, '2001-01-01');
    insert into orders (id, user_id) values (1, 1);
    insert into orders (id, user_id, is_deleted, deleted_at) values (2, 2, true, now());
    insert into notes values (1, 3)";

#[tokio::test]
async fn a_row_that_another_refers_to_is_not_removed() {
    let world = World::new().await;
    world.run(USERS);
    let effects = compiled("hard delete from users where id = 1").effects;
    let actions: Vec<_> = effects.iter().map(|effect| effect.action).collect();
    assert_eq!(
        actions,
        [
            Action::Remove,
            Action::Held,
            Action::Referenced,
            Action::Referenced
        ]
    );
    for (id, message) in [
        (
            1,
            "invalid input syntax for type bigint: \"softdelete 2 1\"",
        ),
        (
            2,
            "invalid input syntax for type bigint: \"softdelete 2 1\"",
        ),
        (
            3,
            "invalid input syntax for type bigint: \"softdelete 3 1\"",
        ),
        (
            5,
            "invalid input syntax for type bigint: \"softdelete 1 1\"",
        ),
    ] {
        let text = format!("hard delete from users where id = {id}");
        assert_eq!(world.remove(&text).await, Err(message.to_owned()));
    }
    assert_eq!(
        world.remove("hard delete from users where id = 4").await,
        Ok(vec![1, 0, 0, 0])
    );
    assert_eq!(world.count("select count(*) from users").await, 4);
}

#[tokio::test]
async fn a_plan_says_the_same_and_changes_nothing() {
    let world = World::new().await;
    world.run(USERS);
    assert_eq!(world.plan("hard delete all from users").await, [5, 1, 2, 1]);
    assert_eq!(
        world
            .plan("hard delete from users using notes n where n.user_id = users.id")
            .await,
        [1, 0, 0, 1]
    );
    assert_eq!(world.count("select count(*) from users").await, 5);
    assert_eq!(
        world.plan("hard delete from lefts where id = 1").await,
        [0, 0]
    );
}

#[tokio::test]
async fn what_is_removed_is_recorded_with_who_and_why() {
    let world = World::new().await;
    world.run("insert into users (id, name, deleted_at) values (1, 'a', '2001-01-01'), (2, 'b', '2001-01-01')");
    let counts = world
        .remove("hard delete from users where id = 1 by name because 'of ' || name")
        .await;
    assert_eq!(counts, Ok(vec![1, 0, 0, 0]));
    world
        .remove("hard delete from users where id = 2")
        .await
        .expect("it runs");
    let history = "select string_agg(concat_ws(' ', action, table_name, row_key, actor, reason), '; ' order by row_key::text) from softdelete.history";
    assert_eq!(
        world.text(history).await,
        "purge users {\"id\": 1} a of a; purge users {\"id\": 2} actor"
    );
    assert_eq!(
        world
            .count("select count(*) from softdelete.outbox where action = 'purge'")
            .await,
        2
    );
}

#[tokio::test]
async fn rows_can_be_returned() {
    let world = World::new().await;
    world.run(USERS);
    let statement = compiled("hard delete from users where id = 4 returning id, upper('x') as x");
    assert!(!statement.reports);
    let row = world
        .client
        .query_one(&filled(&statement, &statement.sql), &[])
        .await;
    let row = row.expect("it returns a row");
    assert_eq!(
        (row.get::<_, i64>("id"), row.get::<_, String>("x")),
        (4, "X".to_owned())
    );
    assert!(
        world
            .remove("hard delete from users where id = 1 returning id")
            .await
            .is_err()
    );
    assert_eq!(
        world.count("select count(*) from users where id = 1").await,
        1
    );
}

#[tokio::test]
async fn within_another_statement_the_same_rules_hold() {
    let world = World::new().await;
    world.run(USERS);
    let text = |id: i64| {
        format!(
            "with gone as (hard delete from users where id = {id} returning id) select g.id from gone g"
        )
    };
    assert_eq!(
        world.remove(&text(1)).await,
        Err("invalid input syntax for type bigint: \"softdelete 2 1\"".to_owned())
    );
    let statement = compiled(&text(4));
    let row = world
        .client
        .query_one(&filled(&statement, &statement.sql), &[])
        .await;
    assert_eq!(row.expect("it returns a row").get::<_, i64>(0), 4);
    assert_eq!(
        world.count("select count(*) from softdelete.history").await,
        1
    );
    assert_eq!(world.count("select count(*) from users").await, 4);
    let quiet = "with gone as (hard delete from users where id = 5) select 1 as one";
    assert!(world.remove(quiet).await.is_err());
}

#[tokio::test]
async fn rows_that_refer_to_one_another_go_together() {
    let world = World::new().await;
    world.run(
        "insert into nodes (id, deleted_at) select n, '2001-01-01' from generate_series(1, 5) n;
         update nodes set parent_id = id % 5 + 1;
         insert into nodes (id, parent_id, deleted_at) values (6, 6, '2001-01-01')",
    );
    assert!(
        world
            .remove("hard delete from nodes where id <= 4")
            .await
            .is_err()
    );
    assert_eq!(
        world.remove("hard delete from nodes where id <= 5").await,
        Ok(vec![5, 0, 0])
    );
    assert_eq!(
        world.remove("hard delete from nodes where id = 6").await,
        Ok(vec![1, 0, 0])
    );
}

#[tokio::test]
async fn the_guard_is_passed_by_one_statement_alone() {
    let world = World::new().await;
    world.run(
        "create function guard() returns trigger language plpgsql as $$ begin
           if current_setting('softdelete.hard', true) is distinct from statement_timestamp()::text then
             raise exception 'rows are only marked';
           end if;
           return old;
         end $$;
         create trigger guard before delete on users for each row execute function guard();
         create trigger guard before delete on items for each row execute function guard();
         insert into users (id, deleted_at) values (1, '2001-01-01'), (2, now());
         insert into items (order_id, no, deleted_at) select n, 1, '2001-01-01' from generate_series(1, 2) n"
            .replace("insert into items", "insert into orders (id) values (1), (2); insert into items")
            .as_str(),
    );
    world
        .client
        .batch_execute("begin")
        .await
        .expect("a transaction");
    assert_eq!(
        world.remove("hard delete from users where id = 1").await,
        Ok(vec![1, 0, 0, 0])
    );
    let plain = compiled("hard delete from items where order_id = 1");
    assert!(
        plain.sql.starts_with("WITH sd_allow AS MATERIALIZED"),
        "{}",
        plain.sql
    );
    assert_eq!(
        world
            .client
            .execute(&plain.sql, &[])
            .await
            .expect("it passes"),
        1
    );
    world
        .client
        .batch_execute("savepoint s")
        .await
        .expect("a savepoint");
    assert!(
        world
            .client
            .execute("delete from items", &[])
            .await
            .is_err()
    );
    world
        .client
        .batch_execute("rollback to s")
        .await
        .expect("back");
    assert!(
        world
            .client
            .execute("delete from users", &[])
            .await
            .is_err()
    );
}

#[tokio::test]
async fn named_rows_are_counted_in_whatever_state() {
    let world = World::new().await;
    world.run("insert into items (order_id, no) select 1, 1 where false; insert into users (id) values (1), (2); update users set deleted_at = '2001-01-01' where id = 2");
    let outcome = outcome(
        &schema(),
        "hard delete from users where id in (1, 2, 3)",
        true,
    );
    let statement = outcome.statement.expect("it compiles");
    assert_eq!(
        statement.effects.last().map(|it| it.action),
        Some(Action::Named)
    );
    let row = world
        .client
        .query_one(&filled(&statement, &statement.sql), &[])
        .await;
    let row = row.expect("it runs");
    assert_eq!(
        (row.get::<_, i64>(0), row.get::<_, i64>(row.len() - 1)),
        (1, 2)
    );
}

#[test]
fn an_index_is_still_used_and_a_table_without_soft_deletion_stays_plain() {
    let schema = schema();
    let notes = outcome(&schema, "hard delete from notes where id = 1", false);
    let notes = notes.statement.expect("it compiles");
    assert_eq!(notes.sql, "DELETE FROM notes WHERE notes.id = 1");
    assert!(!notes.reports);
    assert!(notes.plan.is_some());
}

#[test]
fn a_table_that_is_not_known_refuses_the_statement() {
    let mut schema = schema();
    schema.tables[0].children[0].table = None;
    let outcome = outcome(&schema, "hard delete from users where id = 1", false);
    assert!(outcome.statement.is_none());
    assert_eq!(
        outcome.errors[0].entry.code, "SD0409",
        "{:?}",
        outcome.errors
    );
}

#[test]
fn a_table_that_is_read_beside_must_not_be_hidden() {
    let text = "with orders as (select 1 as id) hard delete from users using orders o where o.id = users.id";
    let outcome = outcome(&schema(), text, false);
    assert!(outcome.statement.is_none());
    assert!(
        outcome.errors[0].message.contains("`orders`"),
        "{:?}",
        outcome.errors
    );
}
