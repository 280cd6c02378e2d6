//! INSERT: columns, structs, many rows, conflicts.

use softdelete::sd_query;

use crate::shop::*;

fn order(id: i64) -> Order {
    Order {
        id,
        customer_id: CustomerId(2),
        state: OrderState::InTransit,
        total: 7,
        tags: vec!["it's".into()],
    }
}

#[tokio::test]
async fn by_columns() {
    let (_database, db) = shop().await;
    let name: Option<&str> = None;
    let row = sd_query!(
        insert into customers (id, email, name) values (4, "dan@example.org", $name) returning id, created_at, name
    )
    .fetch_one(&db)
    .await
    .unwrap();
    assert_eq!(
        (row.id, row.created_at, row.name),
        (CustomerId(4), month(1), None)
    );
}

#[tokio::test]
async fn a_struct() {
    let (_database, db) = shop().await;
    let new = order(20);
    assert_eq!(
        sd_query!(insert into orders $new)
            .execute(&db)
            .await
            .unwrap(),
        1
    );
    let found = sd_query!(select from orders where id = 20)
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(found, new);
}

#[tokio::test]
async fn many_rows_in_one_statement() {
    let (_database, db) = shop().await;
    let rows: Vec<Order> = (0..1000)
        .map(|number| Order {
            tags: Vec::new(),
            ..order(100 + number)
        })
        .collect();
    let query = sd_query!(insert into orders (id, customer_id, state, total) values $rows);
    assert!(
        query.sql().to_lowercase().contains("unnest"),
        "{}",
        query.sql()
    );
    assert_eq!(query.execute(&db).await.unwrap(), 1000);
    let back = sd_query!(select from orders where id >= 100 order by id)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(back, rows);
    let tuples = [
        (5_i64, "eve@example.org", Some("Eve")),
        (6, "fay@example.org", None),
    ];
    let inserted =
        sd_query!(insert into customers (id, email, name) values $tuples returning id, name);
    let inserted = inserted.fetch_all(&db).await.unwrap();
    assert_eq!(inserted[0].name.as_deref(), Some("Eve"));
    assert_eq!(inserted[1].name, None);
    let none: Vec<Order> = Vec::new();
    assert_eq!(
        sd_query!(insert into orders (id, customer_id, state, total) values $none)
            .execute(&db)
            .await
            .unwrap(),
        0
    );
}

#[tokio::test]
async fn many_rows_with_arrays() {
    let (_database, db) = shop().await;
    let rows: Vec<Order> = (0..1000)
        .map(|number| Order {
            tags: (0..number % 4)
                .map(|tag| format!("tag {tag} of {number}"))
                .collect(),
            ..order(100 + number)
        })
        .collect();
    // In the order of the rows, each with its own elements.
    let inserted = sd_query!(insert into orders values $rows returning id, tags)
        .fetch_all(&db)
        .await
        .unwrap();
    assert!(
        inserted
            .iter()
            .map(|row| (row.id, &row.tags))
            .eq(rows.iter().map(|row| (row.id, &row.tags)))
    );
    let back = sd_query!(select from orders where id >= 100 order by id)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(back, rows);
    let none: Vec<Order> = Vec::new();
    let query = sd_query!(insert into orders values $none);
    assert_eq!(query.execute(&db).await.unwrap(), 0);
}

#[tokio::test]
async fn many_rows_with_arrays_of_every_kind() {
    let (_database, db) = shop().await;
    let row = |id, states, counts, notes, keys| Album {
        id,
        states,
        counts,
        notes,
        keys,
    };
    let rows = vec![
        row(1, None, vec![1, 2], None, vec![CustomerId(7)]),
        row(
            2,
            Some(vec![OrderState::New, OrderState::InTransit]),
            vec![],
            Some(vec![None, Some("it's".into()), None]),
            vec![],
        ),
        row(3, Some(vec![]), vec![-1], Some(vec![None]), vec![]),
        row(
            4,
            Some(vec![OrderState::Delivered]),
            vec![3; 40],
            Some(vec![]),
            vec![CustomerId(2), CustomerId(1)],
        ),
    ];
    sd_query!(insert into albums values $rows)
        .execute(&db)
        .await
        .unwrap();
    let back = sd_query!(select from albums order by id)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(back, rows);
    // Tuples, the columns in another order, and one array column alone.
    let notes = ["a", "b"];
    let tuples = [
        (vec![5], 5_i64, Some(&notes[..]), Vec::<CustomerId>::new()),
        (vec![], 6, None, vec![CustomerId(1)]),
    ];
    sd_query!(insert into albums (counts, id, notes, keys) values $tuples)
        .execute(&db)
        .await
        .unwrap();
    let back = sd_query!(select from albums where id > 4 order by id)
        .fetch_all(&db)
        .await
        .unwrap();
    let notes = Some(vec![Some("a".into()), Some("b".into())]);
    assert_eq!(
        back,
        [
            row(5, None, vec![5], notes, vec![]),
            row(6, None, vec![], None, vec![CustomerId(1)]),
        ]
    );
}

#[tokio::test]
async fn from_a_query_of_active_rows() {
    let (_database, db) = shop().await;
    let count = sd_query!(insert into log (id, text) select id::int4, "order" from orders)
        .execute(&db)
        .await
        .unwrap();
    assert_eq!(count, 2);
}

#[tokio::test]
async fn an_upsert_repeats_the_predicate_of_the_index() {
    let (_database, db) = shop().await;
    // cid@example.org is deleted: the address is free, and the deleted row stays as it was.
    for (id, name) in [(7_i64, "New"), (8, "Newer")] {
        sd_query!(
            insert into customers (id, email, name) values ($id, "cid@example.org", $name)
            on conflict (email) do update set name = excluded.name
        )
        .execute(&db)
        .await
        .unwrap();
    }
    let rows = sd_query!(select id, name from customers with deleted where email = "cid@example.org" order by id);
    let rows: Vec<_> = rows
        .fetch_all(&db)
        .await
        .unwrap()
        .into_iter()
        .map(|row| (row.id.0, row.name))
        .collect();
    assert_eq!(rows, [(3, Some("Cid".into())), (7, Some("Newer".into()))]);
}

#[tokio::test]
async fn an_upsert_does_not_touch_a_deleted_row() {
    let (_database, db) = shop().await;
    let touched = sd_query!(
        insert into customers (id, email) values (3, "other@example.org")
        on conflict (id) do update set email = excluded.email
    )
    .execute(&db)
    .await
    .unwrap();
    assert_eq!(touched, 0);
    let row = sd_query!(select email from customers only deleted where id = 3)
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(row.email, "cid@example.org");
}
