//! Values of declared types on a server: they travel as PostgreSQL's own types, and mean what they meant.

use declared::compiled;
use softdelete_compiler::catalog::{Column, ColumnType, Schema, Table, UserType, UserTypeKind};
use softdelete_testing::Database;
use tokio_postgres::types::Type;

mod declared;

fn schema() -> Schema {
    let mood = || ColumnType::User(0);
    let columns = [
        ("id", ColumnType::Builtin("int8".to_owned())),
        ("mood", mood()),
        ("moods", ColumnType::Array(Box::new(mood()))),
        ("rank", ColumnType::User(1)),
        ("ranks", ColumnType::Array(Box::new(ColumnType::User(1)))),
    ];
    let columns = columns.into_iter().map(|(name, ty)| Column {
        name: name.to_owned(),
        field: Some(name.to_owned()),
        ty,
        nullable: name != "id",
        has_default: false,
        generated: false,
        personal: None,
    });
    let user_type = |name: &str, kind| UserType {
        schema: Some("app".to_owned()),
        name: name.to_owned(),
        kind,
    };
    let labels = ["sad", "ok", "happy"].map(str::to_owned).to_vec();
    let domain = UserTypeKind::Domain {
        base: Box::new(ColumnType::Builtin("int4".to_owned())),
        not_null: false,
    };
    Schema {
        tables: vec![Table {
            local_name: "people".to_owned(),
            schema: Some("app".to_owned()),
            name: "people".to_owned(),
            columns: columns.collect(),
            primary_key: vec![0],
            ..Table::default()
        }],
        types: vec![
            user_type("mood", UserTypeKind::Enum(labels)),
            user_type("rank", domain),
        ],
        ..Schema::default()
    }
}

const DDL: &str = "create schema app; create type app.mood as enum ('sad', 'ok', 'happy'); create domain app.rank as integer;
    create table app.people (id bigint primary key, mood app.mood, moods app.mood[], rank app.rank, ranks app.rank[]);
    insert into app.people values (1, 'happy', '{sad,ok}', 1, '{1,2}'), (2, 'sad', '{}', 2, null), (3, 'ok', null, null, '{3}');";

#[track_caller]
fn sql(text: &str) -> String {
    compiled(text, &schema()).sql
}

#[tokio::test]
async fn declared_types_travel_as_postgresqls_own() {
    let database = Database::create();
    let client = database
        .connect()
        .await
        .expect("the server takes connections");
    client.batch_execute(DDL).await.expect("the table is made");
    let own = [
        Type::INT8,
        Type::TEXT,
        Type::TEXT_ARRAY,
        Type::INT4,
        Type::INT4_ARRAY,
    ];
    for text in [
        "select from people",
        "select distinct id, mood, moods, rank, ranks from people",
        "select * from people union all select * from people",
        "select p from people p",
        "update people set rank = 5 where id = 9 returning id, mood, moods, rank, ranks",
    ] {
        let sql = sql(text);
        let statement = client
            .prepare(&sql)
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        let types: Vec<_> = statement
            .columns()
            .iter()
            .map(|column| column.type_().clone())
            .collect();
        assert_eq!(types, own, "{text}");
    }
}

#[tokio::test]
async fn an_enum_sorts_and_groups_as_an_enum() {
    let database = Database::create();
    let client = database
        .connect()
        .await
        .expect("the server takes connections");
    client.batch_execute(DDL).await.expect("the table is made");
    for text in [
        "select mood from people order by mood",
        "select mood from people order by 1",
        "select mood as m from people order by m",
        "select distinct mood from people order by mood",
        "select mood from people union select mood from people order by 1",
        "select mood, count(*) as n from people group by mood order by mood",
        "select mood as m, count(*) as n from people group by m order by 1",
        "select mood, count(*) as n from people group by rollup (1) having mood is not null order by 1",
        "select distinct on (mood) mood, id from people order by mood, id",
        "with p as (select mood from people) select mood from p order by mood limit 3",
    ] {
        let sql = sql(text);
        let rows = client
            .query(&sql, &[])
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        let moods: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        assert_eq!(moods, ["sad", "ok", "happy"], "{sql}");
    }
}

#[tokio::test]
async fn parameters_of_declared_types_are_sent_as_text() {
    let database = Database::create();
    let client = database
        .connect()
        .await
        .expect("the server takes connections");
    client.batch_execute(DDL).await.expect("the table is made");
    let one = sql("select id from people where mood = $mood and $mood < any (moods)");
    let statement = client
        .prepare_typed(&one, &[Type::TEXT])
        .await
        .expect("it is prepared");
    assert!(
        client
            .query(&statement, &[&"happy"])
            .await
            .expect("it runs")
            .is_empty()
    );
    let list = sql("select id from people where mood in $moods order by id");
    let statement = client
        .prepare_typed(&list, &[Type::TEXT_ARRAY])
        .await
        .expect("it is prepared");
    let rows = client
        .query(&statement, &[&vec!["sad", "ok"]])
        .await
        .expect("it runs");
    assert_eq!(
        rows.iter()
            .map(|row| row.get::<_, i64>(0))
            .collect::<Vec<_>>(),
        [2, 3]
    );
    let rows = sql("insert into people (id, mood, rank) values $rows returning mood");
    let types = [Type::INT8_ARRAY, Type::TEXT_ARRAY, Type::INT4_ARRAY];
    let statement = client
        .prepare_typed(&rows, &types)
        .await
        .expect("it is prepared");
    let ids: Vec<i64> = vec![10, 11];
    let ranks: Vec<Option<i32>> = vec![Some(1), None];
    let rows = client
        .query(&statement, &[&ids, &vec!["ok", "sad"], &ranks])
        .await
        .expect("it runs");
    assert_eq!(
        rows.iter()
            .map(|row| row.get::<_, &str>(0))
            .collect::<Vec<_>>(),
        ["ok", "sad"]
    );
}
