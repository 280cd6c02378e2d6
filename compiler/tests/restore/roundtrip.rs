//! What a deletion takes along comes back with its restoration, and nothing else.

use crate::shop::shop;

#[test]
fn a_deletion_and_its_restoration_leave_everything_as_it_was() {
    let world = shop();
    let tables = ["users", "orders", "products", "items", "reviews", "notes"];
    let all = || -> Vec<String> {
        let rows = tables
            .iter()
            .map(|table| world.rows(&format!("select t::text from {table} t order by 1")));
        rows.flatten().collect()
    };
    let before = all();
    world.does(
        "delete from users where id = 2",
        &[
            "Delete users 1",
            "Delete orders 1",
            "Delete items 1",
            "Unlink notes.user_id 1",
        ],
    );
    assert_ne!(all(), before);
    world.does(
        "restore users where id = 2",
        &[
            "Restore users 1",
            "Restore orders 1",
            "Restore items 1",
            "Relink notes.user_id 1",
        ],
    );
    assert_eq!(all(), before);
}
