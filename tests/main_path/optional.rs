//! `if`, `if let` and `match`: parts of a statement that are sent only when they are wanted.

use softdelete::sd_query;

use crate::shop::*;

#[derive(Clone, Copy)]
enum Sort {
    Total,
    Newest,
    State,
}

async fn search(
    db: &softdelete::tokio_postgres::Client,
    customer: Option<i64>,
    least: Option<i32>,
    delivered: bool,
    sort: Sort,
    limit: Option<i64>,
) -> (String, Vec<i64>) {
    let name = Some("a".to_owned());
    let query = sd_query!(
        select o.id from orders o
        where if let Some(customer) = customer { o.customer_id = $customer }
          and if let Some(least) = &least { o.total >= $least }
          and if delivered { o.state = "delivered" } else { o.total < $(1000 + 1) }
          and if let Some(name) = &name && least.is_some() && customer.is_none() {
                exists (select from customers c where c.id = o.customer_id and c.email ilike $(format!("%{name}%")))
              }
        order by
            match sort { Sort::Total => o.total desc, Sort::Newest => { o.id desc, o.total }, Sort::State => o.state },
            o.id
        limit if let Some(n) = limit { $n }
    );
    let sql = query.sql().to_owned();
    let rows = query.fetch_all(db).await.unwrap();
    (sql, rows.into_iter().map(|row| row.id).collect())
}

#[tokio::test]
async fn each_branch_that_is_taken_adds_its_text() {
    let (_database, db) = shop().await;
    let (sql, ids) = search(&db, None, None, false, Sort::Newest, None).await;
    assert_eq!(
        sql,
        "SELECT o.id FROM shop.orders AS o WHERE o.removed_at IS NULL AND o.total < $3 ORDER BY o.id DESC, o.total, o.id"
    );
    assert_eq!(ids, [13, 10]);
    let (sql, ids) = search(&db, Some(1), None, false, Sort::Total, Some(5)).await;
    assert!(
        sql.ends_with("ORDER BY o.total DESC, o.id LIMIT $5"),
        "{sql}"
    );
    assert_eq!(ids, [10]);
    let (sql, ids) = search(&db, None, Some(40), true, Sort::State, None).await;
    assert!(sql.contains("EXISTS (SELECT"), "{sql}");
    // The subquery of an optional part sees active rows only, as any.
    assert!(sql.contains("c.deleted_at IS NULL"), "{sql}");
    assert_eq!(ids, Vec::<i64>::new());
    let (_, ids) = search(&db, None, Some(40), false, Sort::Total, Some(1)).await;
    assert_eq!(ids, [10]);
}

#[tokio::test]
async fn every_shape_is_a_statement_of_the_server() {
    let (_database, db) = shop().await;
    let (customer, only) = (Some(1_i64), true);
    let query = sd_query!(
        select o.state, count(*) as orders from orders o left join customers c on c.id = o.customer_id and if only { c.name is not null }
        where if let Some(id) = customer { c.id = $id } else if only { c.id is null }
        group by o.state
        having if only { count(*) > 0 }
        order by if only { 2 desc }, o.state, if !only { 2 }
        limit if only { 10 } offset if let Some(skip) = customer { $skip }
    );
    let variants: Vec<String> = query.statement().sql_variants().collect();
    assert_eq!(variants.len(), 2 * 3 * 2 * 2 * 2 * 2 * 2);
    for sql in &variants {
        db.prepare_typed(sql, query.statement().params)
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
    assert!(variants.contains(&query.sql().to_owned()));
    query.fetch_all(&db).await.unwrap();
}

#[tokio::test]
async fn a_pool_prepares_each_shape_once() {
    let (database, _db) = shop().await;
    let pool = softdelete::Pool::connect(&database.url()).await.unwrap();
    for round in 0..3 {
        for only in [false, true] {
            let rows =
                sd_query!(select id from orders where customer_id = 1 and if only { id = $round })
                    .fetch_all(&pool)
                    .await;
            assert_eq!(rows.unwrap().len(), usize::from(!only), "{round}");
        }
    }
    let prepared = sd_query!(
        select count(*) as n from pg_prepared_statement() p where p.statement like "SELECT orders.id FROM shop.orders%"
    );
    assert_eq!(prepared.fetch_one(&pool).await.unwrap().n, 2);
}

#[tokio::test]
async fn in_updates_and_deletions() {
    let (_database, db) = shop().await;
    let cheap = Some(60);
    let changed = sd_query!(
        update orders set total = total + 1 where customer_id = 1 and if let Some(most) = cheap { total < $most }
    );
    assert_eq!(changed.execute(&db).await.unwrap(), 0);
    let gone =
        sd_query!(delete from orders where customer_id = 1 and if cheap.is_none() { total < 0 });
    assert_eq!(gone.execute(&db).await.unwrap(), 1);
}

#[tokio::test]
async fn a_column_may_be_called_if() {
    let (_database, db) = shop().await;
    let row = sd_query!(select s.if, s.match from (select 1 as if, 2 as match) s where s.if = 1)
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!((row.r#if, row.r#match), (1, 2));
}

fn is_send<T: Send>(value: T) -> T {
    value
}

#[tokio::test]
async fn one_name_means_what_it_means_where_it_stands() {
    let (_database, db) = shop().await;
    let id = 1_i64;
    let (wanted, list) = (Some(10_i64), Some(vec![10_i64, 11]));
    // `id` is another value in each arm, and outside of all.
    let query = sd_query!(
        select o.id from orders o where o.customer_id = $id
          and if let Some(id) = wanted { o.id = $id }
          and if let Some(id) = &list { o.id in $id } else { o.id > $id }
        order by o.id
    );
    let rows = is_send(query.fetch_all(&db)).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [10]);
}

struct Filter {
    least: Option<i32>,
    state: Option<String>,
}

#[tokio::test]
async fn conditions_may_be_patterns_with_braces_and_chains() {
    let (_database, db) = shop().await;
    let filter = Filter {
        least: Some(40),
        state: None,
    };
    let choice_0 = 1_i64;
    for limit in [0_i64, 5] {
        let rows = sd_query!(
            select o.id from orders o where o.customer_id = $choice_0
              and if let Filter { least: Some(least), .. } = &filter && let Filter { state: None, .. } = filter && *least >= 40 { o.total >= $least }
              and match &filter { Filter { state: Some(state), .. } if !state.is_empty() => o.state::text = $state, Filter { least: Some(1..=40), .. } => {}, _ => { o.total < 1000 and o.id > 0 or o.id = 1 } }
            limit if let n @ 1..=9 = limit { $n }
        )
        .fetch_all(&db)
        .await
        .unwrap();
        assert_eq!(rows.len(), 1);
    }
}
