//! Tables of another crate, used as one's own.

use softdelete::{Lifecycle, Purgeable, Table, sd_query};
use ui_tests::{orders, users};

/// A parent of a table that is declared in a crate below.
#[derive(Debug, Table)]
#[table(
    name = "places",
    schema = "app",
    soft_delete,
    children(ui_tests::visits)
)]
pub struct Place {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
}

#[test]
fn tables_of_another_crate_are_used_by_import() {
    let id = 1_i64;
    let sql = sd_query!(
        select u.email, o.status, o.tags from users u join orders o on o.user_id = u.id where u.id = $id
    )
    .sql();
    assert_eq!(sql.matches("deleted_at IS NULL").count(), 2, "{sql}");
}

#[test]
fn relatives_are_reached_through_the_parent() {
    // The child was never imported under this name.
    use ui_tests::users::__child_0 as children;
    let sql = sd_query!(select from children).sql();
    assert!(sql.contains("orders"), "{sql}");
}

#[test]
fn a_family_is_followed_from_another_crate() {
    mod only_the_parent {
        use softdelete::sd_query;
        use ui_tests::users as people;

        pub(super) fn sql(id: i64) -> &'static str {
            sd_query!(restore people where id = $id).sql()
        }
    }
    let sql = only_the_parent::sql(1);
    assert!(sql.contains("orders"), "{sql}");
}

#[test]
fn a_parent_may_be_declared_above_its_child() {
    let id = 1_i64;
    let sql = sd_query!(restore places where id = $id).sql();
    assert!(sql.contains("visits"), "{sql}");
    let sql = sd_query!(delete from places where id = $id).sql();
    assert!(sql.contains("visits"), "{sql}");
    let sql = Place::statements().delete.sql;
    assert!(sql.contains("visits"), "{sql}");
}

#[test]
fn tables_have_statements_by_key() {
    fn keyed<T: Lifecycle<Key = i64>>() {}
    keyed::<ui_tests::Note>();
    keyed::<ui_tests::User>();
    keyed::<ui_tests::Order>();
    assert!(ui_tests::User::purge_family().is_ok());
}

#[test]
fn functions_and_types_of_another_crate_are_used_by_import() {
    use ui_tests::migrations::slug as permalink;
    use ui_tests::{OrderStatus, Step, following, steps};

    let step = Step {
        status: OrderStatus::New,
        text: None,
    };
    let query = sd_query!(
        select s.status, following(s.status) as next, permalink(s.text) as slug, permalink(1) as number, $step::step as one!,
            "new"::OrderStatus as fresh
        from steps(1) s
    );
    let sql = query.sql();
    assert!(sql.contains("FROM app.steps(1) AS s"), "{sql}");
    assert!(sql.contains("app.slug(1) AS number"), "{sql}");
    assert!(sql.contains("ROW($1::app.step::app.step) AS one"), "{sql}");
    // A type of the crate below that nothing here imports by its name.
    let sql = sd_query!(select status from steps(1)).sql();
    assert_eq!(sql, "SELECT steps.status::text AS status FROM app.steps(1)");
}
