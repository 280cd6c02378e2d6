//! What is refused before it is sent.

use softdelete_compiler::catalog::OnDelete::{Cascade, SetNull};
use softdelete_compiler::catalog::Schema;
use softdelete_compiler::compile::{Options, compile};
use softdelete_compiler::diagnostic::Errors;
use softdelete_compiler::lex;

use crate::world::{Soft, schema, table};

/// The mistakes of a statement, as code and place.
fn mistakes(schema: &Schema, text: &str) -> Vec<String> {
    let mut errors = Errors::new();
    let source = lex::sql(text, lex::ParamStyle::Named, &mut errors);
    let outcome = compile(&source, schema, &Options::default());
    let mistakes = outcome.errors.iter().map(|error| {
        assert!(error.help.is_some(), "{error:?}");
        let place = &text[error.span.start as usize..error.span.end as usize];
        format!("{} {place}: {}", error.entry.code, error.message)
    });
    mistakes.collect()
}

fn shop() -> Schema {
    schema(&[
        table("users", "id int8*, name text", Soft::Full),
        table("orders", "id int8*, user_id int8", Soft::Full)
            .refers("user_id -> users(id)", Cascade),
        table("things", "id int8*", Soft::Full),
    ])
}

#[test]
fn a_relative_that_is_not_known() {
    let mut shop = shop();
    shop.tables[0].children[0].table = None;
    assert_eq!(
        mistakes(&shop, "delete from users where id = 1"),
        [
            "SD0409 users: deleting these rows is about `orders` too, which refers to `users` and is not known here"
        ]
    );
    shop.tables[0].children[0].table = Some(1);
    shop.tables[1].references[0].parent = None;
    assert_eq!(mistakes(&shop, "delete from users where id = 1").len(), 1);
    // A plain statement needs no relatives.
    assert_eq!(
        mistakes(&shop, "update users set name = 'x' where id = 1"),
        [""; 0]
    );
    assert_eq!(mistakes(&shop, "delete from orders where id = 1"), [""; 0]);
}

#[test]
fn a_relative_cannot_be_named() {
    let shop = schema(&[
        table("users", "id int8*", Soft::Full),
        table("orders", "id int8*, user_id int8", Soft::Full)
            .refers("user_id -> users(id)", Cascade)
            .relative(),
    ]);
    let mistakes = mistakes(
        &shop,
        "delete from users using orders o where o.user_id = users.id",
    );
    assert!(mistakes[0].starts_with("SD0101 orders"), "{mistakes:?}");
}

#[test]
fn what_cannot_be_marked_or_cut() {
    let plain = schema(&[
        table("users", "id int8*", Soft::Full),
        table("orders", "id int8*, user_id int8", Soft::None)
            .refers("user_id -> users(id)", Cascade),
        table("notes", "id int8*, user_id int8!", Soft::None)
            .refers("user_id -> users(id)", SetNull),
    ]);
    let found = mistakes(&plain, "delete from users where id = 1");
    assert_eq!(
        found,
        [
            "SD0441 users: a deletion of rows of `users` cannot be followed: `orders` is to be deleted along with it, but has no soft deletion"
        ]
    );
    let keyless = schema(&[
        table("users", "id int8*", Soft::Full).audit(),
        table("logs", "user_id int8", Soft::Timestamp)
            .refers("user_id -> users(id)", Cascade)
            .audit(),
    ]);
    let found = mistakes(&keyless, "delete from users where id = 1");
    assert!(found[0].starts_with("SD0441 users"), "{found:?}");
}

#[test]
fn a_table_that_is_changed_twice() {
    let found = mistakes(
        &shop(),
        "with more as (insert into orders (id, user_id) values (1, 1) returning id) delete from users where id = 1",
    );
    assert_eq!(
        found,
        [
            "SD0442 orders: `orders` is changed here and by the deletion as well, and neither would see what the other does"
        ]
    );
    assert_eq!(
        mistakes(
            &shop(),
            "with more as (delete from things where id = 1 returning id) delete from users where id = 1",
        ),
        [""; 0]
    );
}

#[test]
fn a_name_that_hides_a_relative() {
    let found = mistakes(
        &shop(),
        "with orders as (select 1 as id) delete from users u using orders o where o.id = u.id",
    );
    assert!(found[0].starts_with("SD0415 orders"), "{found:?}");
    // Beside a table without relatives it is a name like any other.
    assert_eq!(
        mistakes(
            &shop(),
            "with orders as (select 1 as id) delete from things t using orders o where o.id = t.id",
        ),
        [""; 0]
    );
}

#[test]
fn values_of_the_row_for_all_rows() {
    let found = mistakes(&shop(), "delete from users where id = 1 by users.name");
    assert!(found[0].starts_with("SD0432 users.name"), "{found:?}");
    assert_eq!(
        mistakes(&shop(), "delete from things where id = 1 by id::text"),
        [""; 0]
    );
}

#[test]
fn what_merge_and_on_conflict_cannot_follow() {
    let found = mistakes(
        &shop(),
        "merge into users u using things t on t.id = u.id when matched then delete",
    );
    assert!(found[0].starts_with("SD0441 delete"), "{found:?}");
    let found = mistakes(
        &shop(),
        "insert into users (id) values (1) on conflict (id) do restore",
    );
    assert!(found[0].starts_with("SD0441"), "{found:?}");
}

#[test]
fn two_deletions_that_may_be_forbidden() {
    use softdelete_compiler::catalog::OnDelete::Restrict;
    let shop = schema(&[
        table("users", "id int8*", Soft::Full),
        table("invoices", "id int8*, user_id int8", Soft::Full)
            .refers("user_id -> users(id)", Restrict),
        table("things", "id int8*", Soft::Full),
    ]);
    let text = "with gone as (delete from users where id = 1 returning id) delete from things where id = 1";
    let found = mistakes(&shop, text);
    assert!(
        found[0].starts_with("SD0441 delete from users"),
        "{found:?}"
    );
}

#[test]
fn who_is_recorded_where_there_is_a_column() {
    let shop = schema(&[
        table("users", "id int8*", Soft::Timestamp),
        table("orders", "id int8*, user_id int8", Soft::Full)
            .refers("user_id -> users(id)", Cascade),
        table("things", "id int8*", Soft::Timestamp),
    ]);
    assert_eq!(
        mistakes(&shop, "delete from users where id = 1 by 'me'"),
        [""; 0]
    );
    let found = mistakes(&shop, "delete from things where id = 1 by 'me'");
    assert!(found[0].starts_with("SD0412 'me'"), "{found:?}");
}
