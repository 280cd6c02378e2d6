//! Statements follow relations to tables that they do not name, wherever those were declared.
#![allow(missing_docs, unreachable_pub, dead_code)]

use softdelete::{Lifecycle, Purgeable};

/// A family that is spread over modules, with a private one, keywords as names, and a table of another schema.
mod accounts {
    use softdelete::Table;

    #[derive(Debug, Table)]
    #[table(
        name = "orgs",
        soft_delete,
        children(users, super::shop::r#type, self::teams, crate::shop::orders)
    )]
    pub struct Org {
        #[column(primary_key)]
        pub id: i64,
    }

    #[derive(Debug, Table)]
    #[table(
        name = "users",
        schema = "people",
        soft_delete,
        children(crate::shop::orders)
    )]
    pub struct User {
        #[column(primary_key, references(orgs.id), on_delete = cascade)]
        pub org_id: i64,
        #[column(primary_key)]
        pub id: i64,
        #[column(personal)]
        pub name: Option<String>,
        #[column(personal = "'erased-' || id")]
        pub email: String,
    }

    #[derive(Debug, Table)]
    #[table(name = "teams", soft_delete, children(teams))]
    pub struct Team {
        #[column(primary_key)]
        pub id: i64,
        #[column(references(orgs.id), on_delete = cascade)]
        pub org_id: i64,
        #[column(references(teams.id), on_delete = set_null)]
        pub above: Option<i64>,
    }
}

mod shop {
    use crate::accounts::{orgs as organisations, users};
    use softdelete::Table;

    #[derive(Debug, Table)]
    #[table(
        name = "orders",
        soft_delete,
        references((org_id, user_id) = users(org_id, id), on_delete = cascade),
        references(org_id = organisations(id), on_delete = restrict),
        children(hidden::items)
    )]
    pub struct Order {
        #[column(primary_key)]
        pub id: i64,
        pub org_id: i64,
        pub user_id: i64,
    }

    #[derive(Debug, Table)]
    #[table(name = "type", soft_delete)]
    pub struct Kind {
        #[column(primary_key)]
        pub r#fn: i64,
        #[column(references(super::accounts::orgs.id), on_delete = cascade)]
        pub org_id: i64,
    }

    mod hidden {
        use softdelete::Table;

        #[derive(Debug, Table)]
        #[table(name = "items", schema = "shop", soft_delete)]
        pub struct Item {
            #[column(primary_key)]
            pub id: i64,
            #[column(references(super::orders.id), on_delete = cascade)]
            pub order_id: i64,
        }
    }
}

/// Nothing here but the statement's own table is in scope.
mod statements {
    use super::accounts::orgs as firms;
    use softdelete::sd_query;

    pub fn restore(id: i64) -> &'static str {
        sd_query!(restore firms where id = $id).sql()
    }

    pub fn delete(id: i64) -> &'static str {
        sd_query!(delete from firms where id = $id).sql()
    }

    pub fn erase(id: i64) -> &'static str {
        sd_query!(erase firms where id = $id).sql()
    }

    pub fn within(id: i64) -> &'static str {
        use super::accounts::teams;
        sd_query!(
            with gone as (delete from firms where id = $id returning id)
            select t.id from teams t join gone on t.org_id = gone.id
        )
        .sql()
    }

    pub fn upwards(id: i64) -> &'static str {
        use super::shop::orders;
        sd_query!(restore orders where id = $id with parents).sql()
    }

    pub fn in_text(id: i64) -> &'static str {
        sd_query!("restore firms where id = $id").sql()
    }
}

#[test]
fn a_family_is_followed_through_modules() {
    let sql = statements::restore(1);
    for table in [
        "orgs",
        "people.users",
        "teams",
        "type",
        "orders",
        "shop.items",
    ] {
        assert!(sql.contains(table), "{table}: {sql}");
    }
    assert_eq!(sql, statements::in_text(1));
}

#[test]
fn a_deletion_takes_everything_along_that_cascades() {
    let sql = statements::delete(1);
    for table in [
        "orgs",
        "people.users",
        "teams",
        "type",
        "orders",
        "shop.items",
    ] {
        assert!(sql.contains(&format!("UPDATE {table} ")), "{table}: {sql}");
    }
    assert!(statements::within(1).contains("shop.items"));
}

#[test]
fn an_erasure_reaches_personal_columns_of_descendants() {
    let sql = statements::erase(1);
    assert!(
        sql.contains("people.users") && sql.contains("'erased-'"),
        "{sql}"
    );
}

#[test]
fn every_table_of_the_family_has_statements_by_key() {
    fn key<T: Lifecycle<Key = K> + Purgeable, K>() -> (usize, &'static str) {
        (T::KEY_COLUMNS, T::statements().delete.sql)
    }
    let (columns, sql) = key::<accounts::User, (i64, i64)>();
    assert!(columns == 2 && sql.contains("shop.items"), "{sql}");
    let (columns, sql) = key::<accounts::Org, i64>();
    assert!(columns == 1 && sql.contains("people.users"), "{sql}");
    key::<shop::Kind, i64>();
    assert!(accounts::Org::statements().erase.is_some());
    assert!(accounts::Team::statements().erase.is_none());
    assert!(shop::Order::statements().restore_with_parents.is_some());
}

#[test]
fn parents_are_followed_upwards() {
    let sql = statements::upwards(1);
    assert!(
        sql.contains("people.users") && sql.contains("orgs"),
        "{sql}"
    );
    assert!(!sql.contains("teams"), "{sql}");
}

#[test]
fn statements_of_ddl_are_made_for_the_tables_that_are_named() {
    use accounts::{orgs, users};
    let statements: &'static [&'static str] = softdelete::sd_ddl!(orgs, users, shop::orders);
    let all = statements.join(";\n");
    assert!(
        all.contains("people.users") && all.contains("orders"),
        "{all}"
    );
    assert!(
        !all.contains("teams") && !all.contains("shop.items"),
        "{all}"
    );
    assert!(all.contains("FOREIGN KEY"), "{all}");
}
