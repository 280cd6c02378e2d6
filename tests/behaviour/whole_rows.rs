//! Rows of several tables as the structs they were declared as.

use softdelete::{sd_query, sd_query_as};

use crate::forum::*;
use crate::support::*;

#[tokio::test]
async fn parents_with_their_children() {
    let db = reading().await;
    let found = rows!(&db, row => (row.u.id, row.p.map(|post| post.title)),
        select u, p from users u left join posts p on p.user_id = u.id order by u.id);
    assert_eq!(
        found,
        [
            (1, Some("one".to_owned())),
            (2, Some("three".into())),
            (4, None)
        ]
    );
}

#[tokio::test]
async fn children_with_their_parents() {
    let db = reading().await;
    let found = rows!(&db, row => (row.p.id, row.u.map(|user| user.email)),
        select p, u from posts p left join users u on u.id = p.user_id order by p.id);
    assert_eq!(
        found,
        [
            (10, Some("ann".to_owned())),
            (12, Some("bob".into())),
            (13, None)
        ]
    );
}

#[tokio::test]
async fn both_sides_of_an_inner_join_are_there() {
    let db = reading().await;
    let rows = sd_query!(select u, p from users u join posts p on p.user_id = u.id order by u.id)
        .fetch_all(&db)
        .await
        .unwrap();
    let user: &User = &rows[0].u;
    let post: &Post = &rows[0].p;
    assert_eq!((user.id, post.user_id, rows.len()), (1, 1, 2));
}

#[tokio::test]
async fn one_to_one() {
    let db = reading().await;
    let found = rows!(&db, row => (row.u.id, row.f.map(|profile| profile.bio)),
        select u, f from users u left join profiles f on f.user_id = u.id order by u.id);
    assert_eq!(found, [(1, Some("a".to_owned())), (2, None), (4, None)]);
}

#[tokio::test]
async fn through_a_table_between() {
    let db = reading().await;
    let found = rows!(&db, row => (row.p.id, row.t.name),
        select p, t from posts p join post_tags l on l.post_id = p.id join tags t on t.id = l.tag_id order by p.id, t.id);
    assert_eq!(
        found,
        [
            (10, "red".to_owned()),
            (10, "blue".into()),
            (12, "blue".into())
        ]
    );
}

#[tokio::test]
async fn children_as_an_array_in_one_row() {
    let db = reading().await;
    let found = rows!(&db, row => (row.id, row.posts),
        select u.id, coalesce(array_agg(p.id order by p.id) filter (where p.id is not null), array[]::int8[]) as posts!
        from users u left join posts with deleted p on p.user_id = u.id group by u.id order by u.id);
    let found: Vec<_> = found
        .into_iter()
        .map(|(id, posts)| {
            (
                id,
                posts
                    .into_iter()
                    .map(Option::from)
                    .collect::<Vec<Option<i64>>>(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            (1, vec![Some(10), Some(11)]),
            (2, vec![Some(12)]),
            (4, vec![Some(14)])
        ]
    );
}

#[tokio::test]
async fn deleted_rows_are_structs_as_well() {
    let db = reading().await;
    let row = one!(&db, select from users only deleted where id = 3);
    assert_eq!(
        (
            row.id,
            row.email.as_str(),
            row.name.as_deref(),
            row.created_at
        ),
        (3, "cid", Some("Cid"), month(1))
    );
}

#[tokio::test]
async fn the_same_table_twice() {
    let db = reading().await;
    let found = rows!(&db, row => (row.a.id, row.b.map(|other| other.id)),
        select a, b from users a left join users b on b.age = a.age - 10 order by a.id);
    // Dan is ten years older than Cid, who is deleted.
    assert_eq!(found, [(1, Some(2)), (2, None), (4, None)]);
}

#[tokio::test]
async fn a_struct_of_ones_own() {
    #[derive(Debug, PartialEq)]
    struct Line {
        email: String,
        posts: i64,
    }
    let db = reading().await;
    let lines = sd_query_as!(
        Line,
        select u.email, count(p.id) as posts from users u left join posts p on p.user_id = u.id group by u.id order by u.id
    )
    .fetch_all(&db)
    .await
    .unwrap();
    let line = |email: &str, posts| Line {
        email: email.into(),
        posts,
    };
    assert_eq!(lines, [line("ann", 1), line("bob", 1), line("dan", 0)]);
}

#[tokio::test]
async fn children_as_a_document() {
    let db = reading().await;
    let row = one!(&db,
        select jsonb_agg(jsonb_build_object("title", p.title) order by p.id) as posts! from posts p where p.user_id in (1, 4));
    assert_eq!(row.posts.to_string(), r#"[{"title":"one"}]"#);
}
