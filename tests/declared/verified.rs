//! The declarations of this binary beside databases that fit, and beside ones that were changed.

use softdelete::testing::{Error, Report, verify_all};

use crate::world::world;

async fn verified(change: &str) -> Result<Report, Error> {
    let (_database, db) = world().await;
    // An operator is found as the statement that uses it would find it.
    db.batch_execute("set search_path = public, app")
        .await
        .unwrap();
    db.batch_execute(change).await.unwrap();
    verify_all(&db).await
}

/// Checks that what is said of the file of declarations is this and nothing else.
#[track_caller]
fn check<const N: usize>(change: &str, expected: [&str; N]) -> impl Future<Output = ()> {
    let caller = std::panic::Location::caller();
    async move {
        let error = verified(change).await.expect_err("the change is found");
        let report = error.report().unwrap_or_else(|| panic!("{error}"));
        let found = report.disagreements().iter();
        let found = found.filter(|it| it.place().file == "tests/declared/world.rs");
        let mut found: Vec<&str> = found
            .map(softdelete::testing::Disagreement::message)
            .collect();
        found.sort_unstable();
        let mut expected = expected;
        expected.sort_unstable();
        assert_eq!(found, expected, "{caller}");
    }
}

#[tokio::test]
async fn a_database_that_fits() {
    let report = verified("").await.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((report.tables(), report.functions()), (2, 16));
    assert!(
        report.to_string().contains("2 tables, 16 functions and "),
        "{report}"
    );
}

#[tokio::test]
async fn functions_that_are_not_there_or_take_others() {
    check(
        "drop function app.statuses; alter function app.shout(integer) rename to shouted;
         drop function app.longest; create function app.longest(text, variadic text[]) returns text language sql as 'select $1'",
        [
            "function `app.statuses` does not exist in the database",
            "function `app.shout` is declared with the arguments (int4), and the database has `shout(text)`",
            "function `app.longest` is declared with the arguments (text[]), and the database has `longest(text, VARIADIC text[])`",
        ],
    )
    .await;
}

#[tokio::test]
async fn functions_that_return_something_else() {
    check(
        "drop function app.status_of; create function app.status_of(wanted bigint) returns text language sql as 'select null';
         drop function app.cities; create function app.cities(of bigint) returns table (town text, code text, home app.address)
            language sql as 'select null::text, null::text, null::app.address';
         drop function app.slugify; create function app.slugify(title text, max integer) returns text language sql as 'select title';
         alter function app.next_status(app.order_status) called on null input",
        [
            "function `app.status_of` is declared to return order_status, and returns text: `status_of(wanted bigint)`",
            "function `app.cities` has other columns in its result in the database: `cities(of bigint)`",
            "function `app.slugify` has no argument `longest` in the database: `slugify(title text, max integer)`",
            "function `app.next_status` is declared `strict`, and is called on NULL in the database",
        ],
    )
    .await;
}

#[tokio::test]
async fn operators_and_types() {
    check(
        "drop operator app.=== (text, text);
         alter type app.geo rename attribute lat to latitude cascade;
         alter type app.order_status rename value 'new' to 'fresh';
         alter table app.users alter address type text using ''",
        [
            "operator `app.===` on these operands does not exist in the database",
            "type `app.geo` is not as declared: its fields are others",
            "type `app.address` is not as declared: its fields are others",
            "type `app.order_status` is not as declared: the database has no label `new`, the declaration has no label `fresh`",
            "column `address` is declared as app.address, and is text in `app.users`",
            "column `others` is declared as app.address[], and is address[] in `app.users`: its fields are others",
            "column `status` is declared as app.order_status, and is order_status in `app.orders`: the database has no label `new`, the declaration has no label `fresh`",
        ],
    )
    .await;
}
