//! A deleted row does not keep its key from being used again.

use softdelete::{Action, Manager, sd_query};

use crate::forum::*;
use crate::support::*;

#[tokio::test]
async fn a_key_of_a_deleted_row_is_free() {
    let (_database, db) = forum().await;
    assert_eq!(
        done!(&db, insert into users (id, email, age) values (5, "cid", 1)),
        1
    );
    assert_eq!(ids!(&db, select id from users where email = "cid"), [5]);
    assert_eq!(
        ids!(&db, select id from users with deleted where email = "cid" order by id),
        [3, 5]
    );
}

#[tokio::test]
async fn a_key_of_an_active_row_is_not() {
    let (_database, db) = forum().await;
    let error = refused!(&db, insert into users (id, email, age) values (5, "ann", 1));
    assert!(error.is_unique_violation(), "{error}");
    assert_eq!(error.constraint(), Some("users_email"));
}

#[tokio::test]
async fn a_key_can_be_deleted_and_used_again_many_times() {
    let (_database, db) = forum().await;
    for id in 20_i64..25 {
        done!(&db, insert into users (id, email, age) values ($id, "eve", 1));
        done!(&db, delete from users where id = $id);
    }
    assert_eq!(
        ids!(&db, select id from users only deleted where email = "eve" order by id),
        [20, 21, 22, 23, 24]
    );
}

#[tokio::test]
async fn a_restoration_that_meets_an_active_key_is_refused() {
    let (_database, db) = forum().await;
    done!(&db, insert into users (id, email, age) values (5, "cid", 1));
    let error = refused!(&db, restore users where id = 3);
    assert!(
        error.is_unique_violation() && error.is_restore_conflict(),
        "{error}"
    );
    assert_eq!(error.constraint(), Some("users_email"));
    assert_eq!(ids!(&db, select id from users where email = "cid"), [5]);
    assert_eq!(
        ids!(&db, select id from profiles only deleted order by id),
        [2, 3]
    );
}

#[tokio::test]
async fn a_clash_of_a_child_keeps_the_parent_deleted() {
    let (_database, db) = forum().await;
    done!(&db, delete from users where id = 1);
    done!(&db, insert into profiles (id, user_id, bio) values (9, 1, "new"));
    let error = refused!(&db, restore users where id = 1);
    assert_eq!(error.constraint(), Some("profiles_user"));
    assert_eq!(ids!(&db, select id from users order by id), [2, 4]);
}

#[tokio::test]
async fn two_deleted_rows_of_one_key_cannot_both_come_back() {
    let (_database, db) = forum().await;
    done!(&db, insert into users (id, email, age) values (5, "cid", 1));
    done!(&db, delete from users where id = 5);
    assert!(refused!(&db, restore users where email = "cid").is_unique_violation());
    assert_eq!(done!(&db, restore users where id = 5), 1);
    assert!(refused!(&db, restore users where id = 3).is_unique_violation());
}

#[tokio::test]
async fn the_clash_is_gone_when_the_other_row_is() {
    let (_database, db) = forum().await;
    done!(&db, insert into users (id, email, age) values (5, "cid", 1));
    assert!(refused!(&db, restore users where id = 3).is_unique_violation());
    done!(&db, delete from users where id = 5);
    assert_eq!(done!(&db, restore users where id = 3), 1);
    assert_eq!(ids!(&db, select id from users where email = "cid"), [3]);
}

#[tokio::test]
async fn a_plan_tells_of_the_clash() {
    let (_database, db) = forum().await;
    done!(&db, insert into users (id, email, age) values (5, "cid", 1));
    let plan = sd_query!(restore users where id = 3)
        .plan(&db)
        .await
        .unwrap();
    let clash = plan.obstacles().next().unwrap();
    assert_eq!(
        (clash.effect.action, clash.effect.columns, clash.rows),
        (Action::Conflict, &["email"][..], 1)
    );
    let plan = Manager::<User, _>::new(&db)
        .plan_restore(&[3])
        .await
        .unwrap();
    assert!(!plan.is_possible());
}

#[tokio::test]
async fn an_active_row_may_take_the_key_of_a_deleted_one_by_an_update() {
    let (_database, db) = forum().await;
    assert_eq!(done!(&db, update users set email = "cid" where id = 4), 1);
    assert_eq!(ids!(&db, select id from users where email = "cid"), [4]);
}

#[tokio::test]
async fn a_primary_key_is_not_free_after_a_deletion() {
    let (_database, db) = forum().await;
    let error = refused!(&db, insert into users (id, email, age) values (3, "new", 1));
    assert!(error.is_unique_violation(), "{error}");
    assert_eq!(error.constraint(), Some("users_pkey"));
}

#[tokio::test]
async fn a_primary_key_is_free_after_a_hard_delete() {
    let (_database, db) = forum().await;
    done!(&db, hard delete from profiles only deleted where id = 2);
    assert_eq!(
        done!(&db, insert into profiles (id, user_id, bio) values (2, 2, "again")),
        1
    );
}

#[tokio::test]
async fn one_to_one_may_be_made_anew() {
    let (_database, db) = forum().await;
    assert_eq!(
        done!(&db, insert into profiles (id, user_id, bio) values (9, 2, "new")),
        1
    );
    let found = rows!(&db, row => row.bio, select f.bio from users u join profiles f on f.user_id = u.id where u.id = 2);
    assert_eq!(found, ["new"]);
    assert!(
        refused!(&db, insert into profiles (id, user_id, bio) values (10, 2, "one more"))
            .is_unique_violation()
    );
}
