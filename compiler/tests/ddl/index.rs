//! Indexes that cascades, restorations and purge use.

use softdelete_compiler::ddl::indexes;

use crate::world::*;

/// The plan of a query in which a scan of the whole table is not an option.
async fn plan(client: &tokio_postgres::Client, sql: &str) -> String {
    runs(client, "SET enable_seqscan = off").await;
    let rows = client
        .query(&format!("EXPLAIN {sql}"), &[])
        .await
        .expect("it is planned");
    let lines: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    lines.join("\n")
}

#[tokio::test]
async fn statements_find_their_rows_by_them() {
    for mode in [Mode::Timestamp, Mode::Flag, Mode::Sentinel] {
        let schema = family(mode, mode);
        let database = family_database(mode, mode);
        let client = database.connect().await.expect("connects");
        run_twice(&client, &indexes(&schema, 1).expect("it is suited")).await;
        let past = match mode {
            Mode::Timestamp => "deleted_at < now()",
            Mode::Flag => "is_deleted AND deleted_at < now()",
            Mode::Sentinel => "deleted_at <> 'infinity' AND deleted_at < now()",
            Mode::Archive | Mode::None => unreachable!("no such case"),
        };
        for (condition, index) in [
            (past, "child_deleted_at_deleted_idx"),
            (
                "deletion_id = '00000000-0000-7000-8000-000000000001'",
                "child_deletion_id_deleted_idx",
            ),
            ("parent_id = 1", "child_parent_id_idx"),
        ] {
            let plan = plan(&client, &format!("SELECT id FROM child WHERE {condition}")).await;
            assert!(plan.contains(index), "{mode:?} {condition}\n{plan}");
        }
    }
}

#[tokio::test]
async fn a_reference_that_the_primary_key_begins_with_needs_none() {
    let mut schema = family(Mode::None, Mode::None);
    schema.tables[1].primary_key = vec![1, 0];
    assert_eq!(indexes(&schema, 1), Ok(Vec::new()));
}
