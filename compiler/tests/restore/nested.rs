//! Restorations within the user's WITH.

use crate::shop::{ACTIVE, shop, tables};
use crate::world::mistakes;

#[test]
fn a_restoration_within_with_does_the_same() {
    let world = shop();
    let text = "with picked as (select 1::int8 as id),
        back as (restore users where id in (select id from picked) returning id, email)
        select b.email, p.id from back b join picked p on p.id = b.id";
    assert_eq!(world.returns(text), ["a 1"]);
    assert_eq!(
        world.rows(ACTIVE),
        [
            "users 1",
            "users 2",
            "orders 10",
            "orders 11",
            "orders 31",
            "items 100",
            "items 101",
            "items 310",
            "reviews 1000"
        ]
    );
    assert_eq!(world.rows("select count(*) from softdelete.history"), ["2"]);
}

#[test]
fn two_restorations_in_one_statement() {
    let world = shop();
    world.batch(
        "insert into tickets (id, user_id, deleted_at, deletion_id) values (1, 2, now(), d(8))",
    );
    let text = "with one as (restore products where id = 2), two as (restore tickets where id = 1 returning id)
        select id from two";
    assert_eq!(world.returns(text), ["1"]);
    assert_eq!(
        world.rows("select count(*) from products where not is_deleted"),
        ["2"]
    );
}

#[test]
fn parts_that_change_the_same_table_are_refused() {
    for text in [
        "with one as (restore users where id = 1), two as (restore orders where id = 30) select 1 as one",
        "with one as (update notes set user_id = 1 where id = 1) restore users where id = 1",
    ] {
        assert!(mistakes(&tables(), text).contains(&"SD0442"), "{text}");
    }
    let hidden =
        "with orders as (select 1 as one) restore users where id in (select one from orders)";
    assert_eq!(mistakes(&tables(), hidden), ["SD0415"]);
}

#[test]
fn a_refusal_within_with_changes_nothing_though_nobody_reads_it() {
    let world = shop();
    let before = world.state();
    for text in [
        "with back as (restore orders where id = 10) select 1 as one",
        "with back as (restore orders where id = 10 returning id) select id from back limit 0",
        "with back as (restore orders where id = 10 returning id) insert into notes (id) values (77)",
    ] {
        let refused =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| world.returns(text)));
        assert!(refused.is_err(), "{text}");
        assert_eq!(world.state(), before, "{text}");
    }
}

#[test]
fn what_it_reads_stands_in_the_outermost_with() {
    let text = "with back as (with picked as (select 1::int8 as id) restore users where id in (select id from picked))
        select 1 as one";
    assert_eq!(mistakes(&tables(), text), ["SD0431"]);
}
