//! The declarations of this binary beside a database that fits, and beside one that was changed.

use softdelete::testing::{Disagreement, verify_all};

use crate::base::world;

#[tokio::test]
async fn a_database_that_fits() {
    let Some((_database, db)) = world().await else {
        return;
    };
    let report = verify_all(&db)
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(report.tables(), 2);
}

#[tokio::test]
async fn types_casts_and_comparisons() {
    let Some((_database, db)) = world().await else {
        return;
    };
    db.batch_execute(
        "drop cast (app.version as citext);
         drop cast (app.version as text); create cast (app.version as text) with inout as implicit;
         alter operator < (citext, citext) set schema app;
         update pg_type set typcategory = 'U' where typname = 'version'",
    )
    .await
    .unwrap();
    let error = verify_all(&db).await.expect_err("the changes are found");
    let report = error.report().unwrap_or_else(|| panic!("{error}"));
    let found = report.disagreements().iter().map(Disagreement::message);
    let mut found: Vec<&str> = found.collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            "column `version` is declared as app.version, and is app.version in `app.accounts`: its category is declared as `v`, and is `U`",
            "the cast from version to citext does not exist in the database",
            "the cast from version to text is declared `with inout as assignment`, and is `with inout as implicit`",
            "type `app.version` is not as declared: its category is declared as `v`, and is `U`",
            "type `citext` has no operator `<` that is found; those that it has are named with `comparisons(…)`",
        ]
    );
}
