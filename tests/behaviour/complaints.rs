//! What users of other libraries for soft deletion complain of, one case each. The comments name where it was seen.

use softdelete::tokio_postgres::Client;
use softdelete::{Manager, Purge, sd_query};

use crate::forum::*;
use crate::support::*;

/// sqlalchemy-easy-softdelete #19, ebean #485, gogf/gf #4754.
#[tokio::test]
async fn the_filter_does_not_turn_a_left_join_into_an_inner_one() {
    let db = reading().await;
    let found = rows!(&db, row => (row.id, row.bio),
        select u.id, f.bio from users u left join profiles f on f.user_id = u.id order by u.id);
    assert_eq!(found, [(1, Some("a".to_owned())), (2, None), (4, None)]);
}

/// gorm #4918, `ecto_soft_delete` #139 and #98, laravel #32520, ebean #2032.
#[tokio::test]
async fn joined_tables_do_not_leak() {
    let db = reading().await;
    let found = rows!(&db, row => (row.user_id, row.post, row.tag),
        select u.id as user_id, p.id as post, t.id as tag from users u
        join posts p on p.user_id = u.id join post_tags l on l.post_id = p.id join tags t on t.id = l.tag_id
        order by u.id, p.id, t.id);
    assert_eq!(found, [(1, 10, 1), (1, 10, 2), (2, 12, 2)]);
}

/// django-safedelete #148, ebean #1189.
#[tokio::test]
async fn exists_in_and_not_exists_do_not_leak() {
    let db = reading().await;
    let exists = ids!(&db, select u.id from users u where exists (select 1 from profiles f where f.user_id = u.id));
    let within = ids!(&db, select u.id from users u where u.id in (select user_id from profiles));
    let absent = ids!(&db, select u.id from users u where not exists (select 1 from profiles f where f.user_id = u.id) order by u.id);
    assert_eq!((exists, within, absent), (vec![1], vec![1], vec![2, 4]));
}

/// sqlalchemy-easy-softdelete #21, sqlalchemy #9635, laravel-adjacency-list #43, windmill #9864. Recursion: see `ctes_and_unions`.
#[tokio::test]
async fn common_table_expressions_and_unions_neither_leak_nor_break() {
    let db = reading().await;
    let found = ids!(&db,
        with recursive numbers as (select 1 as n union all select n + 1 from numbers where n < 3),
             mine as (select id from posts union select id from tags)
        select m.id::int8 as id from mine m union all (select p.id from posts p join numbers on numbers.n = p.user_id) order by id);
    assert_eq!(found, [1, 2, 10, 10, 12, 12, 13, 13]);
}

/// bun #1321, fuel/orm #259.
#[tokio::test]
async fn or_does_not_escape_the_filter() {
    let db = reading().await;
    assert_eq!(
        ids!(&db, select id from users where id = 3 or id = 4 or email = "cid"),
        [4]
    );
}

/// ebean #511, bookshelf #1913.
#[tokio::test]
async fn counts_and_pages_agree() {
    let db = reading().await;
    let count = one!(&db, select count(*) from posts).count;
    let page = ids!(&db, select id from posts order by id limit 10);
    let shown = rows!(&db, row => row.total, select count(*) over () as total from posts limit 1);
    assert_eq!((count, page.len(), shown), (3, 3, vec![3]));
}

/// efcore #21093, discord/access #449. What a plain join hides is hidden by what is written: a scope shows it, and so does the other join.
#[tokio::test]
async fn rows_of_a_deleted_parent_can_be_kept_in_sight() {
    let db = reading().await;
    // Bob's group is deleted.
    let hidden = ids!(&db, select u.id from users u join groups g on g.id = u.group_id);
    let scoped = rows!(&db, row => (row.id, row.name), select u.id, g.name from users u join groups with deleted g on g.id = u.group_id order by u.id);
    let outer = rows!(&db, row => (row.id, row.name), select u.id, g.name from users u left join groups g on g.id = u.group_id where u.group_id is not null order by u.id);
    assert_eq!(hidden, [1]);
    assert_eq!(scoped, [(1, "staff".to_owned()), (2, "guests".into())]);
    assert_eq!(outer, [(1, Some("staff".to_owned())), (2, None)]);
}

/// gorm #759, bun #243, mybatis-plus #1750.
#[tokio::test]
async fn a_deleted_row_does_not_block_its_unique_key() {
    let (_database, db) = forum().await;
    done!(&db, delete from users where email = "ann");
    assert_eq!(
        done!(&db, insert into users (id, email, age) values (7, "ann", 1)),
        1
    );
    assert!(
        refused!(&db, insert into users (id, email, age) values (8, "ann", 1))
            .is_unique_violation()
    );
}

/// paranoia #570, typeorm #8875, nightscout #1065.
#[tokio::test]
async fn an_upsert_does_not_meet_a_tombstone() {
    let (_database, db) = forum().await;
    let found = rows!(&db, row => (row.id, row.age),
        insert into users (id, email, age) values (7, "cid", 1) on conflict (email) do update set age = 2 returning id, age);
    assert_eq!(found, [(7, 1)]);
    // A primary key is taken for good: the row is revived when that is said, and left alone otherwise.
    assert_eq!(
        done!(&db, insert into tags (id, name) values (3, "new") on conflict (id) do update set name = "new"),
        0
    );
    let touched = done!(&db,
        insert into comments (id, post_id, text) values (101, 10, "new") on conflict (id) do restore set text = excluded.text);
    assert_eq!(touched, 1);
    assert_eq!(
        rows!(&db, row => row.text, select text from comments where id = 101),
        ["new"]
    );
}

/// django-safedelete #118, paranoia #359 and #498, laravel-cascade #51.
#[tokio::test]
async fn a_restoration_does_not_revive_what_was_deleted_earlier() {
    let (_database, db) = forum().await;
    done!(&db, delete from comments where id = 100);
    done!(&db, delete from posts where id = 10);
    done!(&db, delete from users where id = 1);
    done!(&db, restore users where id = 1);
    assert_eq!(
        ids!(&db, select id from posts where user_id = 1),
        Vec::<i64>::new()
    );
    done!(&db, restore posts where id = 10);
    assert_eq!(
        ids!(&db, select id from comments where post_id = 10),
        Vec::<i64>::new()
    );
}

/// django-safedelete #202 (the cascade cuts links), and one that deletes every row of the child's table.
#[tokio::test]
async fn a_cascade_neither_cuts_links_nor_takes_strangers() {
    let (_database, db) = forum().await;
    let links = "select post_id, tag_id from post_tags order by 1, 2";
    let before = raw(&db, links).await;
    done!(&db, delete from posts where id = 10);
    assert_eq!(raw(&db, links).await, before);
    assert_eq!(
        keys(&db, "select user_id from posts where id = 10").await,
        [1]
    );
    assert_eq!(
        rows!(&db, row => (row.post_id, row.tag_id), select post_id, tag_id from post_tags),
        [(12, 2)]
    );
    assert_eq!(
        ids!(&db, select id from comments where post_id <> 10 order by id),
        [102, 103, 104]
    );
}

/// typeorm #9344 and #10389, fluent-kit #388, paranoia #249.
#[tokio::test]
async fn deleting_twice_does_not_stamp_again() {
    let (_database, db) = forum().await;
    let mark = "select deleted_at, deleted_by, deletion_id from users where id = 3";
    let before = raw(&db, mark).await;
    assert_eq!(done!(&db, delete from users where id = 3 by "again"), 0);
    assert!(
        Manager::<User, _>::new(&db)
            .by("again")
            .delete_strict(&3)
            .await
            .unwrap_err()
            .is_already_deleted()
    );
    assert_eq!(raw(&db, mark).await, before);
}

/// django-safedelete #242.
#[tokio::test]
async fn writes_do_not_touch_deleted_rows() {
    let (_database, db) = forum().await;
    let before = raw(&db, "select * from users where id = 3").await;
    assert_eq!(done!(&db, update users set name = "x" where id = 3), 0);
    assert_eq!(done!(&db, update all users set name = "x"), 3);
    assert_eq!(
        done!(&db, insert into users (id, email, age) values (3, "x", 1) on conflict (id) do update set email = "x"),
        0
    );
    assert_eq!(raw(&db, "select * from users where id = 3").await, before);
}

/// coder #28538 (tokens that outlived their owners), discard #106. In both orders, with and without a live foreign key:
/// `tests/races/insert_and_delete.rs`.
#[tokio::test]
async fn a_live_foreign_key_refuses_a_child_of_a_deleted_row() {
    let (database, db) = forum().await;
    database.run(
        "delete from posts where id = 13;
         alter table users add column live boolean generated always as (case when deleted_at is null then true end) stored;
         alter table posts add column live boolean generated always as (case when deleted_at is null then true end) stored;
         create unique index on users (id, live);
         alter table posts add foreign key (user_id, live) references users (id, live)",
    );
    assert!(
        refused!(&db, insert into posts (id, user_id, title, views) values (20, 3, "late", 0))
            .is_foreign_key_violation()
    );
    assert_eq!(
        done!(&db, insert into posts (id, user_id, title, views) values (20, 4, "in time", 0)),
        1
    );
    // Cascades and restorations pass.
    assert_eq!(done!(&db, delete from users where id in (1, 4)), 2);
    assert_eq!(done!(&db, restore users where id in (1, 4)), 2);
    assert_eq!(ids!(&db, select id from posts order by id), [10, 12, 20]);
}

/// supabase-js #1941. With tenants and roles: `tests/security/row_level_security.rs`.
#[tokio::test]
async fn row_level_security_does_not_forbid_the_marking_update() {
    let (database, db) = forum().await;
    let role = format!("reader_{}", database.name());
    database.run(&format!(
        "alter table tags enable row level security;
         create policy everyone on tags using (true);
         create policy see on tags as restrictive for select using (deleted_at is null or deleted_at = now());
         create role {role}; grant select, insert, update on all tables in schema public to {role}"
    ));
    db.batch_execute(&format!("set role {role}")).await.unwrap();
    assert_eq!(done!(&db, delete from tags where id = 1), 1);
    assert_eq!(ids!(&db, select id from tags with deleted), [2]);
    db.batch_execute("reset role").await.unwrap();
    assert_eq!(
        ids!(&db, select id from tags with deleted order by id),
        [1, 2, 3]
    );
    database.run(&format!("drop owned by {role}; drop role {role}"));
}

/// paranoia #575, laravel #57413. Families, batches, workers, faults: `tests/purge`.
#[tokio::test]
async fn a_purge_takes_children_first_and_goes_on_until_nothing_is_left() {
    let (database, db) = forum().await;
    database.run(
        "alter table posts add foreign key (user_id) references users; alter table comments add foreign key (post_id) references posts;
         alter table profiles add foreign key (user_id) references users",
    );
    done!(&db, delete from users where id = 1);
    database.run("update users set deleted_at = '2001-01-01' where id = 1; update posts set deleted_at = '2001-01-01' where user_id = 1;
        update profiles set deleted_at = '2001-01-01' where user_id = 1; update comments set deleted_at = '2001-01-01' where post_id in (10, 11);
        update post_tags set deleted_at = '2001-01-01' where post_id = 10");
    let pool = softdelete::Pool::connect(&database.url()).await.unwrap();
    Purge::of::<User>().batch_size(1).run(&pool).await.unwrap();
    assert_eq!(
        keys(&db, "select id from users where id = 1").await,
        Vec::<i64>::new()
    );
    assert_eq!(
        keys(&db, "select id from posts where user_id = 1").await,
        Vec::<i64>::new()
    );
    // Active rows are all there, and so is user 3, whose post was never deleted.
    assert_eq!(
        keys(&db, "select id from users order by id").await,
        [2, 3, 4]
    );
}

async fn plan_of(db: &Client, sql: &str, arguments: &str) -> String {
    db.batch_execute(&format!("deallocate all; prepare q as {sql}"))
        .await
        .unwrap();
    let rows = db
        .query(&format!("explain execute q{arguments}"), &[])
        .await
        .unwrap();
    rows.iter()
        .map(|row| row.get::<_, String>(0) + "\n")
        .collect()
}

/// laravel #54066, kestra #12179.
#[tokio::test]
async fn partial_indexes_serve_also_generic_plans() {
    let (database, db) = forum().await;
    database.run("insert into users (id, email) select n, 'mail' || n from generate_series(1000, 6000) n; analyze users");
    db.batch_execute("set plan_cache_mode = force_generic_plan")
        .await
        .unwrap();
    let (email, after) = ("mail2000", 5_990_i64);
    let query = sd_query!(select id from users where email = $email);
    let plan = plan_of(&db, query.sql(), "('mail2000')").await;
    assert!(plan.contains("users_email"), "{plan}");
    let query = sd_query!(update users set age = 1 where email = $email);
    let plan = plan_of(&db, query.sql(), "('mail2000')").await;
    assert!(plan.contains("users_email"), "{plan}");
    database.run("create index users_active on users (id) include (email) where deleted_at is null; analyze users");
    let query = sd_query!(select u.id from users u join users w on w.id = u.id where u.id > $after);
    let plan = plan_of(&db, query.sql(), "(5990)").await;
    assert!(
        plan.contains("users_active") || plan.contains("users_pkey"),
        "{plan}"
    );
}
