//! What `sd_query!` and `sd_query_as!` evaluate to: the text, the parameters and the type of a row. No database is asked.
#![allow(missing_docs, unreachable_pub)]

use softdelete::{SqlEnum, SqlType, Table, sd_query, sd_query_as};

#[derive(Clone, Copy, Debug, PartialEq, Eq, SqlEnum)]
#[sql(name = "order_status")]
pub enum Status {
    New,
    Paid,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, SqlType)]
pub struct UserId(pub i64);

#[derive(Debug, Table)]
#[table(name = "users", soft_delete, children(orders))]
pub struct User {
    #[column(primary_key, default)]
    pub id: UserId,
    #[column(unique)]
    pub email: String,
    pub name: Option<String>,
}

#[derive(Debug, Table)]
#[table(name = "orders", soft_delete(at = "deleted_at"))]
pub struct Order {
    #[column(primary_key, default)]
    pub id: i64,
    #[column(references(users.id), on_delete = cascade)]
    pub user_id: UserId,
    pub status: Status,
    pub history: Vec<Status>,
    pub note: Option<softdelete::Json<Vec<i32>>>,
}

/// States the type of a query's rows.
fn rows<R, const N: usize>(query: &softdelete::Query<'_, R, N>, _: fn(R)) -> &'static str {
    query.sql()
}

#[test]
fn rows_are_the_struct_of_the_table() {
    let id = UserId(1);
    let query = sd_query!(select from users where id = $id);
    let sql = rows(&query, |_: User| ());
    assert_eq!(query.statement().params.len(), 1);
    assert!(sql.contains("deleted_at IS NULL"), "{sql}");
}

#[test]
fn rows_are_structs_of_the_statement() {
    let status = Status::Paid;
    let query = sd_query!(
        select u.id, u.name, o.status, o.history, o.note, count(o.id) as orders
        from users u left join orders o on o.user_id = u.id and o.status = $status
        group by u.id, o.status, o.history, o.note
    );
    rows(&query, |row| {
        let _: (UserId, Option<String>, Option<Status>) = (row.id, row.name, row.status);
        let _: Option<Vec<Status>> = row.history;
        let _: Option<softdelete::Json<Vec<i32>>> = row.note;
        let _: i64 = row.orders;
    });
}

#[test]
fn whole_rows_are_structs() {
    let query = sd_query!(select u, o from users u left join orders o on o.user_id = u.id);
    rows(&query, |row| {
        let _: (User, Option<Order>) = (row.u, row.o);
    });
}

#[test]
fn rows_are_the_struct_that_is_named() {
    #[derive(Debug)]
    #[allow(dead_code)]
    struct Short {
        number: UserId,
        name: Option<String>,
    }
    let query = sd_query_as!(Short, select name, id as number from users);
    rows(&query, |_: Short| ());
    let query = sd_query_as!(
        Short,
        "select name, id as number from users where name like 'x%'"
    );
    rows(&query, |_: Short| ());
}

#[test]
fn parameters_are_places_and_expressions() {
    struct Filter {
        ids: Vec<UserId>,
        pair: (i32, String),
    }
    let filter = Filter {
        ids: vec![UserId(3)],
        pair: (1, "x".to_owned()),
    };
    let query = sd_query!(
        select from users where id in $filter.ids and email = $filter.pair.1 and name = $filter.pair.1
    );
    assert_eq!(query.statement().params.len(), 2, "{}", query.sql());
    let sql = sd_query!(select from users where email = $(format!("{}@x", filter.pair.0))).sql();
    assert!(sql.contains("email = $1"), "{sql}");
    let sql = sd_query!("select from users where email = $(filter.pair.1.trim())").sql();
    assert!(sql.contains("email = $1"), "{sql}");
}

#[test]
fn constants_are_those_of_sql() {
    let query = sd_query!(
        select 1 as one, -1 as minus, 1.5e3 as number, "it's" as text, b"\x00\xff" as bytes, r#"a"b"# as raw
    );
    rows(&query, |row| {
        let _: (i32, i32, softdelete::Decimal, String, Vec<u8>, String) =
            (row.one, row.minus, row.number, row.text, row.bytes, row.raw);
    });
    assert!(query.sql().contains("'it''s'"), "{}", query.sql());
}

#[test]
fn statements_that_change_rows() {
    let (user, admin) = (
        User {
            id: UserId(1),
            email: "a@b".to_owned(),
            name: None,
        },
        "admin",
    );
    let users = [user];
    let user = &users[0];
    let none: Option<String> = None;
    for sql in [
        sd_query!(insert into users (email, name) values ($user.email, $none)).sql(),
        sd_query!(insert into users $user).sql(),
        sd_query!(insert into users (email, name) values $users).sql(),
        sd_query!(update users set name = $none where id = $user.id).sql(),
        sd_query!(delete from orders where user_id = $user.id).sql(),
        sd_query!(restore orders where user_id = $user.id).sql(),
        sd_query!(hard delete from orders with deleted where id = 1).sql(),
    ] {
        assert!(!sql.is_empty());
    }
    let tuples = vec![("a@b", Some("x"))];
    let query = sd_query!(insert into users (email, name) values $tuples returning id, name);
    rows(&query, |row| {
        let _: (UserId, Option<String>) = (row.id, row.name);
    });
    let _ = admin;
}
