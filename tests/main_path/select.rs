//! SELECT: structs, fields, parameters, and which rows are seen.

use softdelete::{sd_query, sd_query_as};

use crate::shop::*;

#[tokio::test]
async fn whole_table_gives_the_struct_of_active_rows() {
    let (_database, db) = shop().await;
    let all: Vec<Customer> = sd_query!(select from customers order by id)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(
        all.iter().map(|c| c.id).collect::<Vec<_>>(),
        [CustomerId(1), CustomerId(2)]
    );
    assert_eq!(all[0].email, "ann@example.org");
    assert_eq!(all[1].name, None);
}

#[tokio::test]
async fn parameters_are_places_and_expressions() {
    struct Filter {
        least: i32,
    }
    let (_database, db) = shop().await;
    let filter = Filter { least: 60 };
    let email = String::from("ann@example.org");
    let rows = sd_query!(
        select o.id, o.total + $(1 + 1) as more! from customers c join orders o on o.customer_id = c.id
        where c.email = $email and o.total >= $filter.least and o.total >= $filter.least
    );
    assert!(
        rows.sql().contains("$3") && !rows.sql().contains("$4"),
        "{}",
        rows.sql()
    );
    let rows = rows.fetch_all(&db).await.unwrap();
    assert_eq!(
        rows.iter()
            .map(|row| (row.id, row.more))
            .collect::<Vec<(i64, i32)>>(),
        [(10, 102)]
    );
}

#[tokio::test]
async fn nullability_follows_the_outer_join() {
    let (_database, db) = shop().await;
    let rows = sd_query!(
        select c.id, c.name, count(o.id) as orders, sum(o.total) as total
        from customers c left join orders o on o.customer_id = c.id
        group by c.id order by c.id
    )
    .fetch_all(&db)
    .await
    .unwrap();
    let rows: Vec<(CustomerId, Option<String>, i64, Option<i64>)> = rows
        .into_iter()
        .map(|row| (row.id, row.name, row.orders, row.total))
        .collect();
    assert_eq!(
        rows,
        [
            (CustomerId(1), Some("Ann".into()), 1, Some(100)),
            (CustomerId(2), None, 0, None),
        ]
    );
}

#[tokio::test]
async fn whole_rows_are_structs() {
    let (_database, db) = shop().await;
    let rows = sd_query!(
        select c, o, o.total > 60 as large from customers c left join orders o on o.customer_id = c.id order by c.id
    )
    .fetch_all(&db)
    .await
    .unwrap();
    let first: &Customer = &rows[0].c;
    assert_eq!(first.id, CustomerId(1));
    assert_eq!(
        rows[0].o,
        Some(Order {
            id: 10,
            customer_id: CustomerId(1),
            state: OrderState::New,
            total: 100,
            tags: vec!["a".into(), "b".into()],
        })
    );
    assert_eq!(rows[0].large, Some(true));
    assert_eq!(rows[1].o, None);
}

#[tokio::test]
async fn enums_compare_sort_and_come_back_as_enums() {
    let (_database, db) = shop().await;
    let wanted = [OrderState::New, OrderState::Delivered];
    let rows = sd_query!(
        select id, state from orders with deleted where state in $wanted order by state desc, id
    )
    .fetch_all(&db)
    .await
    .unwrap();
    let rows: Vec<(i64, OrderState)> = rows.into_iter().map(|row| (row.id, row.state)).collect();
    // Sorted as the type is declared, not by the labels' letters.
    assert_eq!(
        rows,
        [
            (11, OrderState::Delivered),
            (12, OrderState::Delivered),
            (10, OrderState::New)
        ]
    );
    let state = OrderState::New;
    let one = sd_query!(select id from orders where state = $state)
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(one.id, 10);
    let literal = sd_query!(select id from orders where state = "in_transit")
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(literal.id, 13);
}

#[tokio::test]
async fn lists_may_be_empty() {
    let (_database, db) = shop().await;
    let ids: Vec<i64> = Vec::new();
    assert!(
        sd_query!(select id from orders where id in $ids)
            .fetch_all(&db)
            .await
            .unwrap()
            .is_empty()
    );
    let all = sd_query!(select id from orders where id not in $ids)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(all.len(), 2);
    let some = vec![10_i64, 11];
    let found = sd_query!(select id from orders where id in $some)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(found.iter().map(|row| row.id).collect::<Vec<_>>(), [10]);
}

#[tokio::test]
async fn fetch_optional_and_fetch_one_tell_none_apart() {
    let (_database, db) = shop().await;
    let deleted = CustomerId(3);
    let query = sd_query!(select from customers where id = $deleted);
    assert_eq!(query.fetch_optional(&db).await.unwrap(), None);
    let error = sd_query!(select from customers where id = $deleted)
        .fetch_one(&db)
        .await
        .unwrap_err();
    assert!(error.is_no_rows(), "{error}");
}

#[tokio::test]
async fn named_structs_take_rows() {
    #[derive(Debug, PartialEq)]
    struct Summary {
        state: OrderState,
        amount: i64,
    }
    let (_database, db) = shop().await;
    let rows: Vec<Summary> = sd_query_as!(
        Summary,
        select state, count(*) as amount from orders group by state order by state
    )
    .fetch_all(&db)
    .await
    .unwrap();
    assert_eq!(
        rows,
        [
            Summary {
                state: OrderState::New,
                amount: 1
            },
            Summary {
                state: OrderState::InTransit,
                amount: 1
            },
        ]
    );
}

#[tokio::test]
async fn the_string_form_is_plain_postgresql() {
    let (_database, db) = shop().await;
    let least = 60;
    let rows = sd_query!(
        "SELECT o.id, 'it''s' || $$ me $$ AS \"text\" -- a comment
         FROM orders AS o WHERE o.total > $(if least > 100 { 0 } else { least }) AND o.tags @> ARRAY['a']"
    )
    .fetch_all(&db)
    .await
    .unwrap();
    assert_eq!((rows[0].id, rows[0].text.as_str()), (10, "it's me "));
}

#[tokio::test]
async fn subqueries_ctes_and_set_operations_see_active_rows_only() {
    let (_database, db) = shop().await;
    let row = sd_query!(
        with big as (select customer_id, total from orders where total > 10)
        select
            (select count(*) from orders) as in_select,
            (select count(*) from big) as in_cte,
            exists (select 1 from orders where total = 50) as deleted_exists,
            (select count(*) from (select id from orders union all select id from orders) both_arms) as in_union
    )
    .fetch_one(&db)
    .await
    .unwrap();
    assert_eq!(
        (row.in_select, row.in_cte, row.deleted_exists, row.in_union),
        (2, 2, false, 4)
    );
}

#[tokio::test]
async fn arrays_made_by_the_statement_know_whether_their_elements_may_be_null() {
    let (_database, db) = shop().await;
    let row = sd_query!(
        select array_agg(c.name order by c.id) as names, array_agg(c.email order by c.id) as emails,
            array(select o.total from orders o order by o.id) as totals,
            array(select c2.name from customers c2 order by c2.id) as more_names,
            array[1, null] as constants, array[1, 2] as numbers, (array_agg(c.name order by c.id))[:1] as asserted!
        from customers c
    )
    .fetch_one(&db)
    .await
    .unwrap();
    let names: Option<Vec<Option<String>>> = row.names;
    assert_eq!(names, Some(vec![Some("Ann".into()), None]));
    let emails: Option<Vec<String>> = row.emails;
    assert_eq!(emails.map(|emails| emails.len()), Some(2));
    let totals: Vec<i32> = row.totals;
    assert_eq!(totals, [100, 30]);
    assert_eq!(row.more_names, [Some("Ann".to_owned()), None]);
    assert_eq!(row.constants, [Some(1), None]);
    assert_eq!(row.numbers, [1, 2]);
    let asserted: Vec<String> = row.asserted;
    assert_eq!(asserted, ["Ann"]);
}
