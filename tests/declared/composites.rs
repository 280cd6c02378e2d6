//! Composite types: rows of their own as columns, parameters and results.

use softdelete::chrono::NaiveDate;
use softdelete::{sd_query, sd_query_as};

use crate::world::{
    Address, Geo, OrderStatus, Price, Purchase, User, UserId, orders, users, world,
};

fn full() -> Address {
    Address {
        city: "\"Bern\", (\\) 'NULL'".to_owned(),
        zip: Some(String::new()),
        status: Some(OrderStatus::HalfDone),
        place: Some(Geo {
            lat: -46.95,
            lon: 1e-7,
        }),
        rent: Some(Price("1234567.089".parse().unwrap())),
        tags: vec![
            "a,b".to_owned(),
            "{\"x\"}".to_owned(),
            String::new(),
            "NULL".to_owned(),
        ],
        since: NaiveDate::from_ymd_opt(1999, 12, 31),
    }
}

fn empty() -> Address {
    Address {
        city: String::new(),
        zip: None,
        status: None,
        place: None,
        rent: None,
        tags: Vec::new(),
        since: None,
    }
}

#[tokio::test]
async fn a_value_comes_back_as_it_went() {
    let (_database, db) = world().await;
    for address in [full(), empty()] {
        let addresses = vec![address.clone(), empty()];
        let row = sd_query!(select $address::address as one!, $addresses::address[] as many!)
            .fetch_one(&db)
            .await
            .unwrap();
        let (one, many): (Address, Vec<Address>) = (row.one, row.many);
        assert_eq!((one, many), (address, addresses));
    }
    let nothing: Option<Address> = None;
    let row = sd_query!(select $nothing::address as one, null::address[] as many)
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!((row.one, row.many), (None, None::<Vec<Address>>));
}

#[tokio::test]
async fn columns_are_read_and_written() {
    let (_database, db) = world().await;
    let (id, name, one, many) = (UserId(5), "Eve", Some(full()), vec![full(), empty()]);
    sd_query!(insert into users (id, name, address, others) values ($id, $name, $one, $many))
        .execute(&db)
        .await
        .unwrap();
    let user: User = sd_query!(select from users where id = $id)
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!((user.address.as_ref(), &user.others), (one.as_ref(), &many));

    // The whole struct, one and several.
    let copy = User {
        id: UserId(6),
        ..user
    };
    sd_query!(insert into users $copy)
        .execute(&db)
        .await
        .unwrap();
    let rows = vec![
        User {
            id: UserId(7),
            name: "F".into(),
            address: None,
            others: vec![],
            created_at: copy.created_at,
        },
        User {
            id: UserId(8),
            name: "G".into(),
            address: one.clone(),
            others: many.clone(),
            created_at: copy.created_at,
        },
    ];
    sd_query!(insert into users values $rows)
        .execute(&db)
        .await
        .unwrap();
    let found: Vec<User> = sd_query!(select from users where id >= 6 order by id)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(found[0], copy);
    assert_eq!(found[1..], rows);

    let moved = empty();
    let row = sd_query!(update users set address = $moved where id = $id returning address, name)
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(row.address, Some(moved));
}

#[tokio::test]
async fn fields_are_selected() {
    let (_database, db) = world().await;
    let row = sd_query!(
        select (u.address).city, (u.address).status, ((u.address).place).lat as latitude, (u.address).rent as rent
        from users u where (u.address).status = "done" and (u.address).tags @> array["a"]
    )
    .fetch_one(&db)
    .await
    .unwrap();
    let status: Option<OrderStatus> = row.status;
    let rent: Option<Price> = row.rent;
    assert_eq!(
        (row.city.as_deref(), status, row.latitude),
        (Some("Bern"), Some(OrderStatus::Done), Some(46.9))
    );
    assert_eq!(rent.unwrap().0.to_string(), "12.5");

    let row = sd_query!(select ((u.address).place).* from users u where id = 1)
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!((row.lat, row.lon), (Some(46.9), Some(7.4)));

    let row = sd_query!(select row(1.5, 2)::geo as g, (row(1.5, 2)::app.geo).lon as lon)
        .fetch_one(&db)
        .await
        .unwrap();
    let g: Geo = row.g;
    assert_eq!((g, row.lon), (Geo { lat: 1.5, lon: 2.0 }, Some(2.0)));
}

#[tokio::test]
async fn an_outer_join_without_a_partner_gives_no_struct() {
    let (_database, db) = world().await;
    let rows = sd_query!(select o, u from orders o left join users u on u.id = o.user_id and u.id = 2 where o.id = 10)
        .fetch_one(&db)
        .await
        .unwrap();
    let (_, user): (Purchase, Option<User>) = (rows.o, rows.u);
    assert_eq!(user, None);
}

#[tokio::test]
async fn order_and_sets_are_of_the_values_themselves() {
    struct Placed {
        place: Option<Geo>,
    }
    let (_database, db) = world().await;
    let rows: Vec<Placed> = sd_query_as!(
        Placed,
        select row(2, 1)::geo as place union select row(1, 5)::geo union select null::geo order by place
    )
    .fetch_all(&db)
    .await
    .unwrap();
    let places: Vec<Option<f64>> = rows
        .into_iter()
        .map(|row| row.place.map(|geo| geo.lat))
        .collect();
    assert_eq!(places, [Some(1.0), Some(2.0), None]);
    let rows = sd_query!(select distinct (address).place as place from users where address is not null order by place)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
}

#[tokio::test]
async fn a_null_where_the_declaration_has_none_is_an_error_that_names_the_field() {
    let (_database, db) = world().await;
    let error = sd_query!(select row(null, 1)::geo as place)
        .fetch_one(&db)
        .await
        .unwrap_err();
    let mut text = error.to_string();
    let mut source = std::error::Error::source(&error);
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    assert!(text.contains("the field `lat` is NULL"), "{text}");
}

#[test]
fn the_text_of_statements() {
    let (address, id) = (empty(), UserId(1));
    assert_eq!(
        sd_query!(select address, others from users where id = $id and address = $address).sql(),
        "SELECT ROW(users.address) AS address, ROW(users.others) AS others FROM app.users \
         WHERE users.deleted_at IS NULL AND users.id = $1 AND users.address = $2::app.address"
    );
}
