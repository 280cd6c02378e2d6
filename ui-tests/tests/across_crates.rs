//! Tables of another crate, used as one's own.

use softdelete::sd_query;
use ui_tests::{orders, users};

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
    // What a cascade will do: the child was never imported under this name.
    use ui_tests::users::__child_0 as children;
    let sql = sd_query!(select from children).sql();
    assert!(sql.contains("orders"), "{sql}");
}
