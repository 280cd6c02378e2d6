//! DELETE and RESTORE move rows; INSERT, UPDATE and MERGE act on active ones.

use crate::support::{World, text_of};

#[tokio::test]
async fn a_deletion_moves_rows_and_marks_them() {
    let world = World::new().await;
    assert_eq!(
        world
            .affected("delete from users where id in (1, 2) by 'root' because 'test'")
            .await,
        2
    );
    assert_eq!(world.users().await, "3 / 1 11 12 2");
    assert_eq!(
        world.plain("select id, name, age, double, deleted_at = now() as now, deleted_by, deletion_reason, right(deletion_id::text, 1), hidden
                     from past.users_archive where id = 1").await,
        "1|ann|30|60|f|root|test|1|archived"
    );
    assert_eq!(world.affected("delete from users where id = 1").await, 0);
    assert_eq!(world.affected("delete from users where id = 3").await, 1);
    assert_eq!(
        world
            .plain("select deleted_by from past.users_archive where id = 3")
            .await,
        "someone"
    );
}

#[tokio::test]
async fn a_deletion_returns_rows_with_their_marks() {
    let world = World::new().await;
    assert_eq!(
        world.rows("delete from users u using orders o where o.user_id = u.id and o.total > 5 returning u.id, u.name as called, o.user_id, u.deleted_by, u.deleted_at is null as active, 1 + 1 as two").await,
        "1|ann|1|someone|f|2"
    );
    assert_eq!(world.users().await, "2 3 / 1 11 12");
    assert_eq!(
        world
            .rows("delete from notes where id = 1 returning id, deleted_at is not null as marked")
            .await,
        "1|t"
    );
    assert_eq!(
        world
            .rows("delete from users where id = 2 returning users")
            .await
            .matches("someone")
            .count(),
        0
    );
    assert_eq!(
        world
            .rows(
                "delete from users u where id = 3 returning to_jsonb(u) ->> 'deleted_by' as by_whom"
            )
            .await,
        "someone"
    );
}

#[tokio::test]
async fn a_deletion_stands_within_with() {
    let world = World::new().await;
    assert_eq!(
        world.rows("with gone as (delete from users where id < 3 returning id, name), more as (select id from gone where id > 1) \
                    select g.id, g.name, m.id as more from gone g left join more m on m.id = g.id").await,
        "1|ann|- 2|bob|2"
    );
    assert_eq!(world.users().await, "3 / 1 11 12 2");
    assert_eq!(
        world.rows("with gone as (delete from users where id = 3), back as (restore users where id = 1 returning id) select id from back").await,
        "1"
    );
    assert_eq!(world.users().await, "1 / 11 12 2 3");
    assert_eq!(
        world.affected("with old as (select id from users where age < 100) delete from users using old where old.id = users.id").await,
        1
    );
    assert_eq!(world.users().await, " / 1 11 12 2 3");
}

#[tokio::test]
async fn a_restoration_moves_rows_back() {
    let world = World::new().await;
    assert_eq!(
        world.rows("restore users where id = 11 and deleted_by = 'admin' returning id, name, deleted_at, deleted_by").await,
        "11|old|-|-"
    );
    assert_eq!(world.users().await, "1 11 2 3 / 12");
    assert_eq!(
        world
            .plain("select id, name, age, double, secret from users where id = 11")
            .await,
        "11|old|0|0|live"
    );
    assert_eq!(
        world
            .affected("restore users deleted after '2022-01-01' where id > 0")
            .await,
        1
    );
    assert_eq!(world.users().await, "1 11 12 2 3 / ");
    world.affected("delete from users where id = 1").await;
    world
        .affected("update users set name = 'ann' where id = 2")
        .await;
    assert!(
        world
            .failure("restore users where id = 1")
            .await
            .contains("users_name_key")
    );
    assert_eq!(world.users().await, "11 12 2 3 / 1");
}

#[tokio::test]
async fn an_update_changes_active_rows_or_deleted_ones() {
    let world = World::new().await;
    assert_eq!(world.rows("update users u set age = 31 where u.deleted_at is null and id = 1 returning id, age, deleted_at, deleted_by").await, "1|31|-|-");
    assert_eq!(
        world
            .affected("update users set age = 99 where id = 11")
            .await,
        0
    );
    assert_eq!(
        world
            .rows("update users only deleted set age = 99 where id = 11 returning age, deleted_by")
            .await,
        "99|admin"
    );
    assert_eq!(
        world
            .affected("update users deleted after '2022-01-01' set age = 1 where id > 0")
            .await,
        1
    );
    assert_eq!(
        world.rows("update orders o set total = o.total + coalesce(length(u.deleted_by), 0) from users with deleted u where u.id = o.user_id and o.id = 4 returning o.total").await,
        "45"
    );
    assert_eq!(
        world.rows("update users set age = (select max(age) from users with deleted where deleted_at is not null) where id = 1 returning age").await,
        "99"
    );
}

#[tokio::test]
async fn an_insert_meets_no_deleted_row() {
    let world = World::new().await;
    assert_eq!(
        world
            .rows("insert into users (name, age) values ('old', 1) returning id, deleted_at")
            .await,
        "4|-"
    );
    assert_eq!(
        world.rows("insert into users (name, age) values ('old', 2), ('dan', 5) on conflict (name) do update set age = excluded.age where users.deleted_at is null and excluded.deleted_by is null returning name, age").await,
        "dan|5 old|2"
    );
    assert_eq!(
        world
            .affected("insert into notes (id, body) values (2, 'again')")
            .await,
        1
    );
    assert_eq!(world.rows("insert into notes (id, body) values (2, 'x') on conflict (id) do nothing returning id").await, "");
    world.affected("delete from notes where id = 2").await;
    assert_eq!(
        world
            .plain("select count(*) from notes_archive where id = 2")
            .await,
        "2"
    );
}

#[tokio::test]
async fn a_merge_matches_active_rows() {
    let world = World::new().await;
    if world
        .plain("select current_setting('server_version_num')::int >= 150000")
        .await
        == "f"
    {
        return;
    }
    world
        .affected("merge into notes n using (values (1, 'one'), (2, 'two')) as v (id, body) on n.id = v.id and n.deleted_at is null \
                   when matched then update set body = v.body when not matched then insert (id, body) values (v.id, v.body)")
        .await;
    assert_eq!(
        world.plain("select id, body from notes").await,
        "1|one 2|two"
    );
}

/// OLD and NEW are of PostgreSQL 18. A moved row has no new version there: it is the old one with its marks.
#[test]
fn versions_of_moved_rows() {
    let text = text_of(
        "delete from notes n where n.id = 1 returning old.body, new.body as after, new.deleted_at is null as active, old.deleted_at",
    );
    assert!(
        text.contains(
            "RETURNING WITH (OLD AS sd_old) n.id AS id, n.body AS body, now()::timestamp with time zone AS deleted_at, \
             sd_old.body AS sd_1, sd_old.body AS sd_2, now()::timestamp with time zone IS NULL AS sd_3, \
             NULL::timestamp with time zone AS sd_4"
        ),
        "{text}"
    );
    let text = text_of(
        "delete from notes n where n.id = 1 returning with (new as after) after.body, (select old.body) as before",
    );
    assert!(text.contains("RETURNING WITH (OLD AS sd_old) "), "{text}");
    assert!(
        text.contains("sd_old.body AS sd_1, (SELECT sd_old.body) AS sd_2"),
        "{text}"
    );
    let text =
        text_of("restore notes where id = 2 returning old.deleted_at, new.deleted_at as now");
    assert!(
        text.contains("sd_old.deleted_at AS sd_1, NULL::timestamp with time zone AS sd_2"),
        "{text}"
    );
    // Without them the text is one for every version of the server.
    let text = text_of("delete from notes where id = 1 returning body");
    assert!(!text.contains("sd_old"), "{text}");
    let text =
        text_of("update notes set body = 'x' where id = 1 returning old.deleted_at, new.body");
    assert!(
        text.ends_with("RETURNING NULL::timestamp with time zone AS deleted_at, new.body AS body"),
        "{text}"
    );
}

#[tokio::test]
async fn fields_of_rows() {
    let world = World::new().await;
    assert_eq!(
        world.rows("select (n).body, ((n).deleted_at is null) as active, row(n.*)::text as all_of_it from notes n").await,
        "here|t|(1,here,)"
    );
    assert_eq!(
        world
            .rows("delete from notes n where (n).id = 1 returning (n).body, (n).deleted_at is null as active")
            .await,
        "here|f"
    );
}
