//! What cannot be done to rows that stand in two tables.

use crate::support::compiled;

fn refused(statement: &str, code: &str) {
    let codes: Vec<_> = compiled(statement)
        .errors
        .iter()
        .map(|it| it.entry.code)
        .collect();
    assert_eq!(codes, [code], "{statement}");
}

#[test]
fn locks_updates_and_merges_of_both() {
    refused("select id from users with deleted for update", "SD0450");
    refused(
        "select u.id from users as of '2020-01-01' u join orders o on true for share of u",
        "SD0450",
    );
    refused(
        "select id from (select id from users with deleted) as u for update",
        "SD0450",
    );
    refused(
        "update users with deleted set age = 1 where id = 1",
        "SD0450",
    );
    refused(
        "merge into notes with deleted n using orders o on o.id = n.id when matched then do nothing",
        "SD0450",
    );
    refused(
        "merge into notes n using orders o on o.id = n.id when matched then delete",
        "SD0450",
    );
}

#[test]
fn a_deleted_row_cannot_conflict() {
    refused(
        "insert into notes (id, body) values (1, 'x') on conflict (id) do restore",
        "SD0413",
    );
}

#[test]
fn marks_are_not_written() {
    refused(
        "insert into users (name, age, deleted_at) values ('x', 1, now())",
        "SD0405",
    );
    refused("update users set deleted_at = now() where id = 1", "SD0405");
}

#[test]
fn the_name_of_the_archive_is_taken() {
    refused(
        "with notes_archive as (select 1 as id) select id from notes with deleted",
        "SD0415",
    );
    assert!(
        compiled("with users_archive as (select 1 as id) select id from users")
            .errors
            .is_empty()
    );
}
