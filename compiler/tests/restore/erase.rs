//! Erasing what is personal, of the rows named and of what hangs on them.

use softdelete_compiler::catalog::{OnDelete, Schema};
use softdelete_compiler::compile::{Action, Options};

use crate::schema::{schema, table};
use crate::world::{World, mistakes};

/// Users have personal columns, and so have their orders, the lines of these, and notes that refer to users by whatever policy;
/// products have none.
fn tables() -> Schema {
    schema(vec![
        table("users", "id int8!, email text!, name text, hold bool")
            .soft()
            .audit()
            .personal("email", "'erased-' || id || '@' || length(email)")
            .personal("name", ""),
        table("orders", "id int8!, user_id int8!")
            .flagged()
            .refers("user_id -> users(id)", OnDelete::Cascade),
        table("lines", "id int8!, order_id int8!, address text, hold bool")
            .sentinel()
            .audit()
            .outbox()
            .personal("address", "")
            .refers("order_id -> orders(id)", OnDelete::Restrict),
        table("notes", "id int8!, user_id int8, author text, day date")
            .personal("author", "")
            .personal("day", "date_trunc('year', day)")
            .refers("user_id -> users(id)", OnDelete::SetNull),
        table("products", "id int8!").soft(),
        table("sales", "id int8!, user_id int8").refers("user_id -> users(id)", OnDelete::Keep),
    ])
}

const ROWS: &str = "
    insert into users (id, email, name, deleted_at, deletion_id) values
        (1, 'ann', 'Ann', null, null), (2, 'bob', 'Bob', now(), d(1)), (3, 'cid', 'Cid', null, null);
    insert into orders (id, user_id, is_deleted) values (10, 1, false), (20, 2, true), (30, 3, false), (11, 1, true);
    insert into lines (id, order_id, address, deleted_at) values
        (100, 10, 'here', 'infinity'), (110, 11, 'there', now()), (200, 20, 'far', now()), (300, 30, 'near', 'infinity');
    insert into notes (id, user_id, author, day) values (1, 1, 'Ann', '2024-05-05'), (2, 2, 'Bob', '2024-05-05'), (3, null, 'Eve', null)";

fn world() -> World {
    World::new(tables(), ROWS)
}

const PERSONAL: &str = "
    select 'u', id, email, name from users union all select 'l', id, address, null from lines union all
    select 'n', id, author, day::text from notes order by 1, 2";

#[test]
fn what_is_personal_goes_and_the_rows_stay() {
    let world = world();
    world.does(
        "erase users where id = 1 by 'officer' because 'asked for'",
        &["Erase users 1", "Erase notes 1", "Erase lines 2"],
    );
    assert_eq!(
        world.rows(PERSONAL),
        [
            "l 100 - -",
            "l 110 - -",
            "l 200 far -",
            "l 300 near -",
            "n 1 - 2024-01-01",
            "n 2 Bob 2024-05-05",
            "n 3 Eve -",
            "u 1 erased-1@3 -",
            "u 2 bob Bob",
            "u 3 cid Cid"
        ]
    );
    assert_eq!(
        world.rows("select action, table_name, row_key, actor, reason, detail from softdelete.history order by table_name, row_key::text"),
        [
            "erase lines {\"id\": 100} officer asked for {\"columns\": [\"address\"]}",
            "erase lines {\"id\": 110} officer asked for {\"columns\": [\"address\"]}",
            "erase users {\"id\": 1} officer asked for {\"columns\": [\"email\", \"name\"]}",
        ]
    );
    assert_eq!(
        world.rows("select count(*) from softdelete.outbox where action = 'erase'"),
        ["2"]
    );
}

#[test]
fn deleted_rows_are_erased_too() {
    let world = world();
    world.does(
        "erase users where id = 2",
        &["Erase users 1", "Erase notes 1", "Erase lines 1"],
    );
    assert_eq!(
        world.rows("select email, name, deletion_id = d(1) from users where id = 2"),
        ["erased-2@3 - t"]
    );
}

#[test]
fn a_scope_narrows_an_erasure() {
    let world = world();
    world.does(
        "erase users only deleted where id in (1, 2)",
        &["Erase users 1", "Erase notes 1", "Erase lines 1"],
    );
    world.does(
        "erase all users with deleted",
        &["Erase users 3", "Erase notes 2", "Erase lines 4"],
    );
    let world = self::world();
    world.does("erase all users deleted before '2000-01-01'", &[]);
}

#[test]
fn rows_on_hold_forbid_it() {
    let world = world();
    world.batch("update lines set hold = true where id = 110");
    let expected = [
        "Erase users 1",
        "Erase notes 1",
        "Erase lines 2",
        "Held lines 1",
    ];
    world.refuses("erase users where id = 1", &expected, Action::Held);
    world.refuses(
        "erase users where id = 1 returning id",
        &expected,
        Action::Held,
    );
    world.batch("update users set hold = true where id = 3");
    world.refuses(
        "erase users where id = 3",
        &["Erase users 1", "Erase lines 1", "Held users 1"],
        Action::Held,
    );
    world.does(
        "erase users where id = 2",
        &["Erase users 1", "Erase notes 1", "Erase lines 1"],
    );
}

#[test]
fn the_erased_rows_are_the_answer() {
    let world = world();
    assert_eq!(
        world.returns("erase users u where u.id = 1 returning u.id, u.email, u.name"),
        ["1 erased-1@3 -"]
    );
    assert_eq!(
        world.returns("with e as (erase users where id = 2 returning email) select email from e"),
        ["erased-2@3"]
    );
    assert_eq!(
        world.rows("select count(*) from lines where address is null"),
        ["3"]
    );
}

#[test]
fn rows_that_are_not_there_are_counted_as_such() {
    let world = world();
    let options = Options {
        count_named: true,
        ..Options::default()
    };
    world.does_with("erase users where id in (7, 8)", options, &[]);
    world.does_with(
        "erase users where id in (1, 8)",
        options,
        &[
            "Erase users 1",
            "Erase notes 1",
            "Erase lines 2",
            "Named users 1",
        ],
    );
}

#[test]
fn a_row_of_which_nothing_is_personal_leads_to_others() {
    let world = world();
    world.does(
        "erase orders where id = 10",
        &["Erase orders 1", "Erase lines 1"],
    );
    assert_eq!(
        world.returns("erase orders where id = 30 returning id, user_id"),
        ["30 3"]
    );
    assert_eq!(
        world.rows("select id from lines where address is null order by 1"),
        ["100", "300"]
    );
}

#[test]
fn a_table_alone_needs_no_more_than_an_update() {
    let tables = schema(vec![
        table("people", "id int8!, name text!, born date")
            .personal("name", "left(name, 1) || '.'")
            .personal("born", ""),
    ]);
    let world = World::new(
        tables,
        "insert into people values (1, 'Ann', '2000-01-01'), (2, 'Bob', '2000-01-01')",
    );
    world.does("erase people where id = 1", &["Erase people 1"]);
    assert_eq!(
        world.rows("select * from people order by id"),
        ["1 A. -", "2 Bob 2000-01-01"]
    );
    assert_eq!(
        world.returns("erase people p where p.id = 2 returning name"),
        ["B."]
    );
}

#[test]
fn circles_are_followed_to_their_end() {
    let tables = schema(vec![
        table("a", "id int8!, b_id int8, name text")
            .soft()
            .personal("name", "")
            .refers("b_id -> b(id)", OnDelete::Cascade),
        table("b", "id int8!, a_id int8, name text")
            .personal("name", "")
            .refers("a_id -> a(id)", OnDelete::SetNull),
    ]);
    let world = World::new(
        tables,
        "insert into a values (1, 2, 'x'), (2, 1, 'x'), (3, null, 'x'); insert into b values (1, 1, 'x'), (2, 2, 'x'), (3, 3, 'x')",
    );
    world.does("erase a where id = 1", &["Erase a 2", "Erase b 2"]);
    assert_eq!(
        world.rows("select id from a where name is null order by 1"),
        ["1", "2"]
    );
}

#[test]
fn mistakes_are_told() {
    let tables = tables();
    for (text, code) in [
        ("erase products where id = 1", "SD0410"),
        ("erase sales where id = 1", "SD0410"),
        ("erase users", "SD0401"),
        ("erase users where true", "SD0402"),
        ("erase users as of now() where id = 1", "SD0407"),
        ("erase notes only deleted where id = 1", "SD0406"),
        ("erase notes where id = 1 by 'me'", "SD0412"),
        ("erase users where id = 1 by name", "SD0432"),
        ("erase nobody where id = 1", "SD0101"),
    ] {
        assert_eq!(mistakes(&tables, text), [code], "{text}");
    }
    assert_eq!(
        mistakes(&tables, "erase users where deleted_at is null"),
        Vec::<&str>::new()
    );
}

#[test]
fn rows_that_the_deletion_unlinked_are_erased_too() {
    let world = world();
    world.batch(
        "delete from lines; insert into notes (id, user_id, author) values (4, 1, 'Ann'), (5, 1, 'Ann')",
    );
    world.does(
        "delete from users where id = 1",
        &[
            "Delete users 1",
            "Delete orders 1",
            "Unlink notes.user_id 3",
        ],
    );
    // A note that has another user by now is that user's.
    world.batch("update notes set user_id = 3 where id = 4");
    world.does(
        "erase users only deleted where id = 1",
        &["Erase users 1", "Erase notes 2"],
    );
    assert_eq!(
        world.rows("select id, author from notes order by id"),
        ["1 -", "2 Bob", "3 Eve", "4 Ann", "5 -"]
    );
}

#[test]
fn a_circle_is_left_where_it_comes_back_without_a_cascade() {
    let tables = schema(vec![
        table("users", "id int8!, home int8, name text")
            .personal("name", "")
            .refers("home -> places(id)", OnDelete::Keep),
        table("places", "id int8!, user_id int8, street text")
            .personal("street", "")
            .refers("user_id -> users(id)", OnDelete::SetNull),
    ]);
    let world = World::new(
        tables,
        "insert into users values (1, 10, 'a'), (2, 10, 'b'); insert into places values (10, 1, 'x'), (20, 2, 'y'), (11, 1, 'z')",
    );
    // Who else lives there is another person.
    world.does(
        "erase users where id = 1",
        &["Erase users 1", "Erase places 2"],
    );
    world.does("erase places where id = 20", &["Erase places 1"]);
}

#[test]
fn whoever_refers_to_his_own_kind_is_another_subject() {
    let tables = schema(vec![
        table("staff", "id int8!, boss_id int8, mentor_id int8, name text")
            .soft()
            .personal("name", "")
            .refers("boss_id -> staff(id)", OnDelete::SetNull)
            .refers("mentor_id -> staff(id)", OnDelete::Keep),
        table(
            "posts",
            "id int8!, author_id int8!, above_id int8, words text",
        )
        .soft()
        .personal("words", "")
        .refers("author_id -> staff(id)", OnDelete::Restrict)
        .refers("above_id -> posts(id)", OnDelete::Cascade),
    ]);
    let world = World::new(
        tables,
        "insert into staff (id, boss_id, mentor_id, name) values (1, null, null, 'a'), (2, 1, null, 'b'), (3, 2, 1, 'c');
         insert into posts (id, author_id, above_id, words) values (10, 1, null, 'x'), (20, 2, 10, 'y'), (30, 3, null, 'z')",
    );
    world.does(
        "erase staff where id = 1",
        &["Erase staff 1", "Erase posts 2"],
    );
    assert_eq!(
        world.rows("select id, name from staff where name is not null order by id"),
        ["2 b", "3 c"]
    );
}
