//! A shop in which deletions cascade over three levels and by two ways.

use softdelete_compiler::catalog::{OnDelete, Schema};

use crate::schema::{schema, table};
use crate::world::World;

/// Users have orders, orders have items; an item is of a product; a review is of a user and of an order; notes are kept
/// when their user goes, and tickets forbid that a user goes.
pub(crate) fn tables() -> Schema {
    schema(vec![
        table("users", "id int8!, email text!")
            .soft()
            .unique("email")
            .audit(),
        table("orders", "id int8!, user_id int8!")
            .soft()
            .refers("user_id -> users(id)", OnDelete::Cascade),
        table("products", "id int8!").flagged(),
        table("items", "id int8!, order_id int8!, product_id int8")
            .sentinel()
            .refers("order_id -> orders(id)", OnDelete::Cascade)
            .refers("product_id -> products(id)", OnDelete::Restrict),
        table("reviews", "id int8!, user_id int8!, order_id int8!")
            .soft()
            .audit()
            .outbox()
            .refers("user_id -> users(id)", OnDelete::Cascade)
            .refers("order_id -> orders(id)", OnDelete::Cascade),
        table("notes", "id int8!, user_id int8")
            .soft()
            .refers("user_id -> users(id)", OnDelete::SetNull),
        table("tickets", "id int8!, user_id int8!")
            .soft()
            .refers("user_id -> users(id)", OnDelete::Restrict),
        table("visits", "id int8!, user_id int8!").refers("user_id -> users(id)", OnDelete::Keep),
    ])
}

/// User 1 was deleted by deletion 1 with everything that is numbered from 10; order 20 of the user had been deleted before, by
/// deletion 2; user 2 is active, and order 30 of that user was deleted by deletion 3.
const ROWS: &str = "
    insert into users (id, email, deleted_at, deletion_id) values (1, 'a', now(), d(1)), (2, 'b', null, null);
    insert into orders (id, user_id, deleted_at, deletion_id) values
        (10, 1, now(), d(1)), (11, 1, now(), d(1)), (20, 1, '2020-01-01', d(2)), (30, 2, '2021-01-01', d(3)), (31, 2, null, null);
    insert into products (id, is_deleted, deletion_id) values (1, false, null), (2, true, d(4));
    insert into items (id, order_id, product_id, deleted_at, deletion_id) values
        (100, 10, 1, now(), d(1)), (101, 10, null, now(), d(1)), (102, 11, 1, now(), d(5)),
        (200, 20, 1, now(), d(2)), (300, 30, 2, now(), d(3)), (310, 31, 1, 'infinity', null);
    insert into reviews (id, user_id, order_id, deleted_at, deletion_id) values (1000, 1, 10, now(), d(1));
    insert into notes (id, user_id) values (1, null), (2, 2);
";

pub(crate) fn shop() -> World {
    World::new(tables(), ROWS)
}

/// The active rows of the tables that deletions cascade over.
pub(crate) const ACTIVE: &str = "
    select 'users', id from users where deleted_at is null union all
    select 'orders', id from orders where deleted_at is null union all
    select 'items', id from items where deleted_at = 'infinity' union all
    select 'reviews', id from reviews where deleted_at is null order by 2";
