//! Operators of the user's.

use softdelete::sd_query;

use crate::world::{Geo, distance, is_alike, users, world};

#[tokio::test]
async fn an_operator_comes_with_the_table_that_lists_it() {
    let (_database, db) = world().await;
    db.batch_execute("set search_path = public, app")
        .await
        .unwrap();
    let name = "ADA";
    let rows = sd_query!(select id from users where name === $name)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
    let rows = sd_query!(select id from users where name operator(app.===) any (array["ada", "BOB"]) order by id)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(rows.len(), 2);
}

#[tokio::test]
async fn an_operator_comes_with_the_function_that_implements_it() {
    let (_database, db) = world().await;
    let row = sd_query!(select "a" operator(app.===) "A" as by_operator, is_alike("a", "b") as by_function)
        .fetch_one(&db)
        .await
        .unwrap();
    let (by_operator, by_function): (bool, bool) = (row.by_operator, row.by_function);
    assert!(by_operator && !by_function);
    let here = Geo { lat: 3.0, lon: 4.0 };
    let rows = sd_query!(
        select (address).place operator(app.<->) $here as distance, distance(row(3, 4)::geo, row(0, 0)) as home
        from users where id = 1
    )
    .fetch_one(&db)
    .await
    .unwrap();
    let (distance, home): (Option<f64>, f64) = (rows.distance, rows.home);
    assert!(distance.unwrap() > 40.0);
    assert_eq!(home, 5.0);
}
