//! Functions and aggregates.

use softdelete::sd_query;

use crate::world::{
    OrderStatus, User, cities, label_of, longest, longest_of, next_status, number_of, orders,
    orders_of, shout, slugify, status_of, statuses, totals, twice, users, world,
};

#[tokio::test]
async fn functions_are_called_as_values() {
    let (_database, db) = world().await;
    let (title, none) = ("Hello, World", None::<String>);
    // A parameter may be NULL, and so may what a strict function makes of it.
    let row = sd_query!(
        select slugify($title) as slug!, slugify("Hello", longest => 3) as short, slugify($none) as nothing,
            status_of(10) as status, next_status("new") as next, next_status(status_of(99)) as after,
            twice(1) as numbers, longest("a", "ccc", "bb") as word, longest(variadic array["x", "yy"]) as other,
            shout("a") as loud, shout(7) as number, app.shout("b") as qualified
    )
    .fetch_one(&db)
    .await
    .unwrap();
    let (slug, short, nothing): (String, String, Option<String>) =
        (row.slug, row.short, row.nothing);
    assert_eq!(
        (slug.as_str(), short.as_str(), nothing),
        ("hello-world", "hel", None)
    );
    let (status, next, after): (Option<OrderStatus>, OrderStatus, Option<OrderStatus>) =
        (row.status, row.next, row.after);
    assert_eq!(
        (status, next, after),
        (Some(OrderStatus::New), OrderStatus::HalfDone, None)
    );
    assert_eq!(row.numbers, [Some(1), Some(1)]);
    assert_eq!(
        (row.word.as_deref(), row.other.as_deref()),
        (Some("ccc"), Some("yy"))
    );
    assert_eq!(
        (row.loud, row.number, row.qualified),
        ("A".into(), "#7".into(), "B".into())
    );
}

#[tokio::test]
async fn functions_are_read_from() {
    let (_database, db) = world().await;
    let all = sd_query!(select s.s as status from statuses() as s(s) where s.s <> "done")
        .fetch_all(&db)
        .await
        .unwrap();
    let all: Vec<OrderStatus> = all.into_iter().map(|row| row.status).collect();
    assert_eq!(all, [OrderStatus::New, OrderStatus::HalfDone]);

    let totals = sd_query!(select lowest, highest from totals(1))
        .fetch_one(&db)
        .await
        .unwrap();
    let (least, greatest) = (totals.lowest.unwrap().0, totals.highest.unwrap().0);
    assert_eq!(
        (least.to_string(), greatest.to_string()),
        ("1.50".into(), "99".into())
    );

    let rows = sd_query!(select u.name, o.id, o.status::order_status from users u, lateral orders_of(u.id) o order by o.id)
        .fetch_all(&db)
        .await
        .unwrap();
    let ids: Vec<(String, Option<i64>, Option<OrderStatus>)> = rows
        .into_iter()
        .map(|row| (row.name, row.id, row.status))
        .collect();
    assert_eq!(ids.len(), 3);
    assert_eq!(
        ids[1],
        ("Ada".to_owned(), Some(11), Some(OrderStatus::HalfDone))
    );

    let row = sd_query!(select city, code, home from cities(1))
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(
        (row.city.as_deref(), row.code.as_deref()),
        (Some("Bern"), Some("3000"))
    );
    assert_eq!(row.home.unwrap().place.unwrap().lat, 46.9);

    // What a function reads inside is its own affair: this one was written to leave out deleted rows.
    let count = sd_query!(select count(*) as n from orders_of(1))
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(count.n, 3);
}

#[tokio::test]
async fn rows_of_tables_are_arguments() {
    let (_database, db) = world().await;
    let rows = sd_query!(select label_of(u) as label from users u order by id)
        .fetch_all(&db)
        .await
        .unwrap();
    let labels: Vec<Option<String>> = rows.into_iter().map(|row| row.label).collect();
    assert_eq!(labels, [Some("Ada!".to_owned()), Some("Bob!".to_owned())]);
}

#[tokio::test]
async fn aggregates_group_and_open_windows() {
    let (_database, db) = world().await;
    let row = sd_query!(
        select longest_of(o.status::text) as longest, number_of(o.status) as n, number_of(o.status) filter (where o.id > 10) as some
        from orders o
    )
    .fetch_one(&db)
    .await
    .unwrap();
    let (longest, n): (Option<String>, i64) = (row.longest, row.n);
    assert_eq!((longest.as_deref(), n, row.some), (Some("half-done"), 3, 2));
    let rows = sd_query!(
        select o.id, number_of(o.status) over (order by o.id) as running from orders o order by o.id
    )
    .fetch_all(&db)
    .await
    .unwrap();
    assert_eq!(
        rows.iter().map(|row| row.running).collect::<Vec<_>>(),
        [1, 2, 3]
    );
}

mod elsewhere {
    /// A name that an import changed.
    pub(super) mod renamed {
        use crate::world::{slugify as slug, statuses as all_statuses};
        use softdelete::sd_query;

        pub(in super::super) fn sql() -> [&'static str; 3] {
            [
                sd_query!(select slug("A b") as s).sql(),
                sd_query!(select all_statuses as s from all_statuses()).sql(),
                sd_query!("select slug('A b') as s, app.slug('c') as t").sql(),
            ]
        }
    }

    /// Names that a glob brought.
    pub(super) mod globbed {
        use crate::world::*;
        use softdelete::sd_query;

        pub(in super::super) fn sql() -> &'static str {
            sd_query!(select next_status("new"::order_status) as s, null::geo as g).sql()
        }
    }
}

#[tokio::test]
async fn functions_go_by_the_names_of_imports() {
    let (_database, db) = world().await;
    let [value, set, text] = elsewhere::renamed::sql();
    assert_eq!(value, "SELECT app.slugify('A b') AS s");
    assert_eq!(
        set,
        "SELECT all_statuses.all_statuses::text AS s FROM app.statuses() AS all_statuses"
    );
    assert_eq!(
        text,
        "SELECT app.slugify('A b') AS s, app.slugify('c') AS t"
    );
    let glob = elsewhere::globbed::sql();
    assert_eq!(
        glob,
        "SELECT app.next_status('new'::app.order_status)::text AS s, ROW(NULL::app.geo) AS g"
    );
    for sql in [value, set, text, glob] {
        db.query(sql, &[]).await.unwrap();
    }
}

#[test]
fn a_table_is_still_a_table_beside_a_function_that_takes_its_rows() {
    let _: fn() -> Vec<User> = Vec::new;
    let sql = sd_query!(select label_of(u) as label, u.id from users u).sql();
    assert!(sql.contains("deleted_at IS NULL"), "{sql}");
}
