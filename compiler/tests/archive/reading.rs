//! What each scope reads.

use crate::support::{World, text_of};

#[tokio::test]
async fn without_a_scope_active_rows_are_read_and_nothing_is_tested() {
    let world = World::new().await;
    assert_eq!(
        text_of("select id from users"),
        "SELECT users.id FROM users"
    );
    assert_eq!(
        world.rows("select id, name from users").await,
        "1|ann 2|bob 3|cid"
    );
}

#[tokio::test]
async fn scopes_choose_the_tables() {
    let world = World::new().await;
    for (scope, ids) in [
        ("", "1 2 3"),
        ("with deleted", "1 11 12 2 3"),
        ("only deleted", "11 12"),
        ("deleted after '2022-01-01'", "12"),
        ("deleted before '2022-01-01'", "11"),
        ("deleted between '2020-01-01' and '2022-01-01'", "11"),
        ("as of '2020-06-01'", "1 11 2 3"),
        ("as of '2022-06-01'", "1 12 2 3"),
        ("as of '2010-01-01'", ""),
    ] {
        let select = format!("select id from users {scope}");
        assert_eq!(world.rows(&select).await, ids, "{select}");
        let aliased = format!("select u.id from users {scope} u where u.id > 0");
        assert_eq!(world.rows(&aliased).await, ids, "{aliased}");
        // Where no condition can stand above the table.
        let joined = format!(
            "select u.id from orders o full join users {scope} u on u.id = o.id + 1000 where u.id is not null"
        );
        assert_eq!(world.rows(&joined).await, ids, "{joined}");
    }
}

#[tokio::test]
async fn marks_of_active_rows_are_null() {
    let world = World::new().await;
    assert_eq!(
        world
            .rows("select id, deleted_at, deleted_by, deletion_id from users where id = 1")
            .await,
        "1|-|-|-"
    );
    assert_eq!(
        world
            .rows("select count(*) from users where deleted_at is null")
            .await,
        "3"
    );
    assert_eq!(
        world.rows("select id, deleted_by, deleted_at is null as active from users with deleted where id in (1, 11)").await,
        "11|admin|f 1|-|t"
    );
    assert_eq!(
        world
            .rows("select deleted_by, deletion_reason from users only deleted where id = 11")
            .await,
        "admin|spam"
    );
}

#[tokio::test]
async fn whole_rows_have_the_declared_columns_and_no_others() {
    let world = World::new().await;
    for (scope, id) in [
        ("", 1),
        ("with deleted", 1),
        ("with deleted", 11),
        ("only deleted", 11),
    ] {
        let row = world
            .rows(&format!(
                "select to_jsonb(u) as row from users {scope} u where u.id = {id}"
            ))
            .await;
        for name in ["deleted_at", "deletion_id", "name"] {
            assert!(row.contains(name), "{row}");
        }
        for name in ["secret", "hidden"] {
            assert!(!row.contains(name), "{row}");
        }
    }
    let star = world.rows("select * from notes").await;
    assert_eq!(star, "1|here|-");
    assert_eq!(
        world
            .rows("select from notes with deleted where id = 1")
            .await,
        "1|here|-"
    );
    assert_eq!(
        world
            .rows("select from notes with deleted where id = 2")
            .await,
        "2|gone|2021-01-01 00:00:00+00"
    );
    assert_eq!(
        world.rows("select n from notes only deleted n").await,
        "2|gone|2021-01-01 00:00:00+00"
    );
}

#[tokio::test]
async fn joins_see_what_a_scope_says() {
    let world = World::new().await;
    for (scope, found) in [
        ("", "1|10 1|20 2|-"),
        ("with deleted", "11|40 1|10 1|20 2|-"),
    ] {
        let left = format!(
            "select u.id, o.total from users {scope} u left join orders o on o.user_id = u.id where u.id in (1, 2, 11)"
        );
        assert_eq!(world.rows(&left).await, found, "{left}");
    }
    assert_eq!(
        world.rows("select o.id, u.name, u.deleted_by from orders o left join users u on u.id = o.user_id").await,
        "1|ann|- 2|ann|- 4|-|-"
    );
    assert_eq!(
        world
            .rows("select id, body, total from notes join orders using (id)")
            .await,
        "1|here|10"
    );
    assert_eq!(
        world.rows("select u.id, count(o.id) as orders, u.name, u.deleted_by from users with deleted u left join orders o on o.user_id = u.id group by u.id").await,
        "11|1|old|admin 12|0|new|- 1|2|ann|- 2|0|bob|- 3|0|cid|-"
    );
}

#[tokio::test]
async fn subqueries_and_common_table_expressions_see_it_too() {
    let world = World::new().await;
    assert_eq!(
        world.rows("select (select count(*) from users) as live, (select count(*) from users with deleted) as all_of_them").await,
        "3|5"
    );
    assert_eq!(
        world
            .rows("with gone as (select * from users only deleted) select id from gone")
            .await,
        "11 12"
    );
    assert_eq!(
        world.rows("select id from orders o where exists (select 1 as one from users only deleted u where u.id = o.user_id)").await,
        "4"
    );
    assert_eq!(world.rows("table notes").await, "1|here|-");
}

#[tokio::test]
async fn locks_samples_and_only() {
    let world = World::new().await;
    assert_eq!(
        world
            .rows("select id from users where id = 1 for update")
            .await,
        "1"
    );
    assert_eq!(
        world
            .rows("select id, deleted_at from users u where id = 1 for update of u")
            .await,
        "1|-"
    );
    assert_eq!(
        world
            .rows("select id from users only deleted where id = 11 for update")
            .await,
        "11"
    );
    assert_eq!(
        world
            .rows("select id from users with deleted tablesample bernoulli (100)")
            .await,
        "1 11 12 2 3"
    );
    assert_eq!(
        world.rows("select id from only users with deleted").await,
        "1 11 12 2 3"
    );
    assert_eq!(
        world.rows("select u.id, u.ctid is not null as there from users with deleted u where u.id in (1, 11)").await,
        "11|t 1|t"
    );
}
