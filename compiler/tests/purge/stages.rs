//! Which tables a purge takes, in which order, and which it refuses.

use softdelete_compiler::catalog::Marker;
use softdelete_compiler::compile;

use crate::family::{mark, number, schema};
use crate::server::purge_of;

fn stages(table: &str) -> Vec<Vec<String>> {
    let schema = schema();
    let purge = purge_of(table);
    let names = purge.stages.iter().map(|stage| {
        let tables = stage.tables.iter();
        tables
            .map(|table| schema.tables[table.table].name.clone())
            .collect()
    });
    names.collect()
}

#[test]
fn children_come_before_their_parents() {
    assert_eq!(stages("users"), [["items"], ["orders"], ["users"]]);
    assert_eq!(stages("orders"), [["items"], ["orders"]]);
    assert_eq!(stages("items"), [["items"]]);
}

#[test]
fn tables_that_refer_to_each_other_are_purged_together() {
    assert_eq!(stages("lefts"), [["lefts", "rights"]]);
    assert_eq!(stages("rights"), [["lefts", "rights"]]);
    assert!(purge_of("lefts").stages[0].groups.is_some());
    assert!(purge_of("nodes").stages[0].groups.is_some());
    assert!(
        purge_of("users")
            .stages
            .iter()
            .all(|stage| stage.groups.is_none())
    );
}

#[test]
fn what_cannot_be_purged_is_refused_by_name() {
    let mut schema = schema();
    let users = number(&schema, "users");
    let refusal = |schema: &_, table| compile::purge(schema, table).expect_err("it is refused");
    assert_eq!(
        refusal(&schema, number(&schema, "notes")),
        "`notes` has no soft deletion, so it has no deleted rows to purge"
    );
    schema.tables[users].children[0].table = None;
    assert!(refusal(&schema, users).contains("`users` is referred to by `orders`"));
    mark(
        &mut schema.tables[users],
        Marker::Flag { flag: 2, at: None },
    );
    assert!(refusal(&schema, users).contains("`users` does not record when its rows were deleted"));
    schema.tables[users].primary_key.clear();
    mark(&mut schema.tables[users], Marker::Timestamp { at: 3 });
    assert!(refusal(&schema, users).contains("`users` has no primary key"));
}

#[test]
fn names_that_begin_as_ours_do_are_not_taken_for_ours() {
    let mut schema = schema();
    let users = number(&schema, "users");
    schema.tables[users].name = "sd_picked".to_owned();
    let purge = compile::purge(&schema, users).expect("it can be purged");
    let batch = &purge.stages[2].tables[0].batch;
    assert!(batch.contains("sd__picked AS MATERIALIZED"), "{batch}");
    assert!(batch.contains("FROM sd_picked AS t"), "{batch}");
}

#[test]
fn names_and_texts_are_quoted() {
    let mut schema = schema();
    let users = number(&schema, "users");
    schema.tables[users].name = "We\"ird; --".to_owned();
    schema.tables[users].schema = Some("O'Neill".to_owned());
    let purge = compile::purge(&schema, users).expect("it can be purged");
    let batch = &purge.stages[2].tables[0].batch;
    assert!(
        batch.contains("DELETE FROM \"O'Neill\".\"We\"\"ird; --\" AS t"),
        "{batch}"
    );
    assert!(
        batch.contains("'purge', 'O''Neill', 'We\"ird; --'"),
        "{batch}"
    );
}
