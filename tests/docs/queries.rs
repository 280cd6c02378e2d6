//! The snippets of the chapter "Queries".

use softdelete_testing::Database;

const SCHEMA: &str = "
create table users (
    id bigint generated always as identity primary key,
    email text not null,
    name text,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
create unique index users_email on users (email) where deleted_at is null;
create table orders (
    id bigint generated always as identity primary key,
    user_id bigint not null references users,
    product text not null,
    cents integer not null,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
";

// snippet: tables
use softdelete::{Table, sd_query, sd_query_as};

#[derive(Debug, Table)]
#[table(name = "users", soft_delete)]
pub struct User {
    #[column(primary_key, generated)]
    pub id: i64,
    #[column(unique)]
    pub email: String,
    pub name: Option<String>,
}

#[derive(Debug, Table)]
#[table(name = "orders", soft_delete)]
pub struct Order {
    #[column(primary_key, generated)]
    pub id: i64,
    pub user_id: i64,
    pub product: String,
    pub cents: i32,
}
// end

async fn database() -> softdelete::Result<(Database, softdelete::Pool)> {
    let database = Database::create();
    database.run(SCHEMA);
    database.run(
        "insert into users (email, name) values ('ada@example.org', 'Ada'), ('bob@example.org', null);
         insert into orders (user_id, product, cents) values (1, 'tea', 450), (1, 'cake', 300)",
    );
    let db = softdelete::Pool::connect(&database.url()).await?;
    Ok((database, db))
}

#[tokio::test]
async fn rows() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: rows
    let rows = sd_query!(
        select u.id, u.name, count(o.id) as orders, sum(o.cents) as cents
        from users u left join orders o on o.user_id = u.id
        group by u.id
        order by u.id
    )
    .fetch_all(&db)
    .await?;
    let first = &rows[0];
    let id: i64 = first.id;
    let name: Option<&str> = first.name.as_deref();
    let orders: i64 = first.orders;
    let cents: Option<i64> = first.cents; // the sum of no rows is NULL
    assert_eq!((id, name, orders, cents), (1, Some("Ada"), 2, Some(750)));
    // end
    Ok(())
}

#[tokio::test]
async fn whole_rows() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: whole_rows
    let rows = sd_query!(
        select u, o from users u left join orders o on o.user_id = u.id order by u.id, o.id
    )
    .fetch_all(&db)
    .await?;
    let user: &User = &rows[0].u;
    let order: Option<&Order> = rows[0].o.as_ref();
    // end
    assert_eq!((user.id, order.unwrap().product.as_str()), (1, "tea"));
    assert!(rows[2].o.is_none());
    Ok(())
}

// snippet: query_as
#[derive(Debug)]
struct Buyer {
    name: Option<String>,
    products: Vec<String>,
}

async fn buyers(db: &softdelete::Pool) -> softdelete::Result<Vec<Buyer>> {
    sd_query_as!(
        Buyer,
        select u.name, array_agg(o.product order by o.id) as products!
        from users u join orders o on o.user_id = u.id
        group by u.id
    )
    .fetch_all(db)
    .await
}
// end

#[tokio::test]
async fn named_rows() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    let buyers = buyers(&db).await?;
    assert_eq!(
        (buyers[0].name.as_deref(), buyers[0].products.len()),
        (Some("Ada"), 2)
    );
    Ok(())
}

#[tokio::test]
async fn parameters() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    let user = sd_query!(select from users limit 1).fetch_one(&db).await?;
    // snippet: parameters
    let least = 100;
    let found = sd_query!(
        select id from orders
        where user_id = $user.id          // a field
          and cents >= $least             // a variable
          and product like $(format!("%{}%", "e"))
    )
    .fetch_all(&db)
    .await?;
    // end
    assert_eq!(found.len(), 2);
    Ok(())
}

#[tokio::test]
async fn lists() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: lists
    let wanted = vec!["tea", "coffee"];
    let found = sd_query!(select product from orders where product in $wanted)
        .fetch_all(&db)
        .await?;
    let others = sd_query!(select product from orders where product not in $wanted)
        .fetch_all(&db)
        .await?;
    // end
    assert_eq!((found.len(), others.len()), (1, 1));
    Ok(())
}

#[tokio::test]
async fn insert() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: insert
    let user = User {
        id: 0,
        email: "cy@example.org".to_owned(),
        name: None,
    };
    let cy = sd_query!(insert into users $user returning id)
        .fetch_one(&db)
        .await?;

    let lines: Vec<(i64, String, i32)> = vec![
        (cy.id, "tea".to_owned(), 450),
        (cy.id, "jam".to_owned(), 700),
    ];
    let inserted = sd_query!(insert into orders (user_id, product, cents) values $lines)
        .execute(&db)
        .await?;
    // end
    assert_eq!(inserted, 2);
    Ok(())
}

#[tokio::test]
async fn update() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: update
    let changed = sd_query!(
        update orders set cents = cents + 50
        from users u
        where u.id = user_id and u.name = "Ada"
        returning product, cents
    )
    .fetch_all(&db)
    .await?;
    // end
    assert_eq!(changed.len(), 2);
    Ok(())
}

#[tokio::test]
async fn upsert() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: upsert
    let (email, name) = ("bob@example.org", Some("Bob"));
    sd_query!(
        insert into users (email, name) values ($email, $name)
        on conflict (email) do update set name = excluded.name
    )
    .execute(&db)
    .await?;
    // end
    let bob = sd_query!(select from users where email = $email)
        .fetch_one(&db)
        .await?;
    assert_eq!((bob.id, bob.name.as_deref()), (2, Some("Bob")));
    Ok(())
}

#[tokio::test]
async fn common_table_expressions() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: cte
    let row = sd_query!(
        with removed as (
            delete from orders where product = "cake" because "sold out" returning id, cents
        )
        select count(*) as orders, sum(cents) as cents from removed
    )
    .fetch_one(&db)
    .await?;
    // end
    assert_eq!((row.orders, row.cents), (1, Some(300)));
    Ok(())
}

#[tokio::test]
async fn window() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: window
    let ranked = sd_query!(
        select product, rank() over (partition by user_id order by cents desc) as place from orders
        union all
        select "in total", count(*) from orders
    )
    .fetch_all(&db)
    .await?;
    // end
    assert_eq!(ranked.len(), 3);
    Ok(())
}

enum Sort {
    Cheapest,
    Newest,
}

#[tokio::test]
async fn optional() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    let (search, only_cheap, limit) = (Some("ca"), true, Some(10));
    assert!([Sort::Cheapest, Sort::Newest].len() > 1);
    let sort = Sort::Newest;
    // snippet: optional
    let found = sd_query!(
        select id, product from orders
        where user_id = 1
          and if let Some(q) = search { product ilike $(format!("%{q}%")) }
          and if only_cheap { cents < 1000 }
        order by match sort { Sort::Cheapest => cents, Sort::Newest => id desc }
        limit if let Some(n) = limit { $n }
    )
    .fetch_all(&db)
    .await?;
    // end
    assert_eq!(found.len(), 1);
    Ok(())
}

#[tokio::test]
async fn text() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: text
    let pattern = "a%";
    let found = sd_query!("select id from users where email ~~ $pattern and name <> 'it''s'")
        .fetch_all(&db)
        .await?;
    // end
    assert_eq!(found.len(), 1);
    Ok(())
}
