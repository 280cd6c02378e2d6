//! Names of every kind, in every statement that is made of them.

use std::fmt::Write;

use softdelete_compiler::catalog::{Marker, OnDelete, Schema};
use softdelete_compiler::ddl::{Options, Policies, Unsuited, all, archive, guard, indexes};
use softdelete_testing::Database;

use crate::world::*;

/// Names that mean something else where they are not quoted, or that end a quote.
const NAMES: &[&str] = &[
    "order",
    "Mixed Case",
    "it's",
    "a\"b",
    "$sd$",
    "back\\slash",
    "-- comment",
    "/* open",
    "x; drop table parent; --",
    "größe",
    "表",
    "🐘",
    "%I %s %L",
    "softdelete_gone",
    "a.b",
    " ",
    "tab\tand\nline",
];

fn sql_name(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A family in which the schema, the tables and every column have a difficult name.
fn difficult(name: &str, mode: Mode) -> (Schema, String) {
    let mut schema = family(mode, mode);
    let column = format!("{name} c");
    for (table, suffix) in schema.tables.iter_mut().zip(["p", "k"]) {
        table.schema = Some(name.to_owned());
        table.name = format!("{name} {suffix}");
        for (number, it) in table.columns.iter_mut().enumerate() {
            it.name = format!("{column}{number}");
        }
        table.unique = vec![vec![1]];
        if let Some(soft_delete) = &mut table.soft_delete
            && let Marker::Archive {
                table: to, schema, ..
            } = &mut soft_delete.marker
        {
            *to = format!("{name} archive {suffix}");
            *schema = Some(name.to_owned());
        }
    }
    schema.tables[1].references =
        vec![reference(&[1], &[&format!("{column}0")], OnDelete::Cascade)];
    let own = sql_name(name);
    let mut sql = format!("CREATE SCHEMA {own};");
    for table in &schema.tables {
        let marks = if mode == Mode::Archive {
            table.marker_columns()
        } else {
            Vec::new()
        };
        let columns: Vec<String> = table
            .columns
            .iter()
            .enumerate()
            .filter(|(index, _)| !marks.contains(index))
            .map(|(index, column)| {
                let softdelete_compiler::catalog::ColumnType::Builtin(ty) = &column.ty else {
                    unreachable!("all are of PostgreSQL's own types")
                };
                let key = if index == 0 { " PRIMARY KEY" } else { "" };
                format!("{} {ty}{key}", sql_name(&column.name))
            })
            .collect();
        // Writing to a String cannot fail.
        let _ = write!(
            sql,
            "CREATE TABLE {own}.{} ({});",
            sql_name(&table.name),
            columns.join(", ")
        );
    }
    (schema, sql)
}

/// Everything, with roles of difficult names.
fn everything(schema: &Schema, name: &str) -> Vec<softdelete_compiler::ddl::Statement> {
    // `parent_id` of the child is bigint and `name` of the parent is text; both are unique keys here.
    let policies = Policies {
        may_see_deleted: vec![name.to_owned()],
        may_remove: vec![name.to_owned()],
        show_the_rest: true,
        force: true,
    };
    all(
        schema,
        &Options {
            policies: Some(policies),
            ..Options::default()
        },
    )
}

#[tokio::test]
async fn every_statement_takes_them() {
    let database = Database::create();
    database.run("CREATE TABLE parent ()");
    let client = database.connect().await.expect("connects");
    for name in NAMES {
        for mode in [Mode::Timestamp, Mode::Archive] {
            let (schema, sql) = difficult(name, mode);
            runs(&client, &sql).await;
            run_twice(&client, &everything(&schema, name)).await;
            let table = &schema.tables[0];
            let own = format!("{}.{}", sql_name(name), sql_name(&table.name));
            let insert = format!("INSERT INTO {own} DEFAULT VALUES");
            assert_eq!(state(&client, &insert).await, "23502", "{name}");
            let key = sql_name(&table.columns[0].name);
            runs(&client, &format!("INSERT INTO {own} ({key}) VALUES (1)")).await;
            assert_eq!(
                state(&client, &format!("DELETE FROM {own}")).await,
                "SD001",
                "{name}"
            );
            if mode == Mode::Archive {
                let Some(Marker::Archive { table: to, .. }) =
                    table.soft_delete.as_ref().map(|it| &it.marker)
                else {
                    unreachable!("it has an archive")
                };
                let to = format!("{}.{}", sql_name(name), sql_name(to));
                let at = &table.columns[2].name;
                let at = sql_name(at);
                runs(
                    &client,
                    &format!(
                        "WITH gone AS (DELETE FROM {own} RETURNING {key})
                         INSERT INTO {to} ({key}, {at}) SELECT {key}, now() FROM gone"
                    ),
                )
                .await;
            }
            runs(&client, &format!("DROP SCHEMA {} CASCADE", sql_name(name))).await;
        }
    }
    // Nothing got out of its quotes.
    runs(&client, "SELECT FROM parent").await;
}

#[tokio::test]
async fn names_of_63_bytes_stay_apart() {
    let database = Database::create();
    let client = database.connect().await.expect("connects");
    // 61 bytes and the two that tell the tables apart; ü has two bytes.
    for name in ["x".repeat(50), "ü".repeat(25)] {
        for mode in [Mode::Timestamp, Mode::Archive] {
            let (mut schema, _) = difficult(&name, mode);
            schema.tables[0].schema = None;
            schema.tables[1].schema = None;
            let mut sql = String::new();
            for (table, end) in schema.tables.iter_mut().zip(["p", "k"]) {
                table.name = format!("{name}{}{end}", "y".repeat(12));
                assert_eq!(table.name.len(), 63);
                if let Some(soft_delete) = &mut table.soft_delete
                    && let Marker::Archive {
                        table: to, schema, ..
                    } = &mut soft_delete.marker
                {
                    *to = format!("{name}{}{end}", "z".repeat(12));
                    *schema = None;
                }
                let marks = if mode == Mode::Archive {
                    ""
                } else {
                    ", m timestamptz, b text, i uuid"
                };
                for (column, name) in table.columns.iter_mut().zip(["id", "ref", "m", "b", "i"]) {
                    column.name = name.to_owned();
                }
                let _ = write!(
                    sql,
                    "CREATE TABLE {} (id bigint PRIMARY KEY, ref bigint{marks});",
                    sql_name(&table.name)
                );
            }
            schema.tables[1].references[0].target = vec!["id".to_owned()];
            runs(&client, &sql).await;
            let made = everything(&schema, "nobody");
            run_twice(&client, &made).await;
            let mut relations: Vec<_> = made
                .iter()
                .filter(|it| it.sql.contains(" INDEX "))
                .map(|it| it.name.as_str())
                .collect();
            let count = relations.len();
            relations.sort_unstable();
            relations.dedup();
            assert_eq!(relations.len(), count, "two indexes have one name");
            let found = number(
                &client,
                "SELECT count(*) FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE '%pkey%'",
            )
            .await;
            assert_eq!(usize::try_from(found), Ok(count), "{mode:?} {relations:#?}");
            runs(&client, "DROP SCHEMA public CASCADE; CREATE SCHEMA public").await;
        }
    }
}

#[test]
fn a_byte_of_zero_is_refused() {
    for mode in MODES {
        let (schema, _) = difficult("a\0b", mode);
        let refused = Err(Unsuited::ZeroByte {
            table: "parent".to_owned(),
        });
        assert_eq!(guard(&schema, 0), refused);
        assert_eq!(indexes(&schema, 0), refused);
        assert!(archive(&schema, 0).is_err());
        let sql = all(&schema, &Options::default());
        assert!(sql.iter().all(|it| !it.sql.contains('\0')));
    }
}
