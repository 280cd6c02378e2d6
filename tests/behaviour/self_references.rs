//! Trees in one table, circles of rows, and tables that refer to each other.

use softdelete::tokio_postgres::Client;
use softdelete::{Action, Manager, Table, sd_query};
use softdelete_testing::Database;

use crate::support::*;

/// A comment answers another one.
#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "answers", soft_delete, children(answers))]
struct Answer {
    #[column(primary_key)]
    id: i64,
    #[column(references(answers.id), on_delete = cascade)]
    to_id: Option<i64>,
}

/// Somebody whose boss leaves has none.
#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "staff", soft_delete, children(staff))]
struct Employee {
    #[column(primary_key)]
    id: i64,
    #[column(references(staff.id), on_delete = set_null)]
    boss_id: Option<i64>,
}

/// A country has a capital, and a city a country.
#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "countries", soft_delete, children(cities))]
struct Country {
    #[column(primary_key)]
    id: i64,
    #[column(references(cities.id), on_delete = cascade)]
    capital_id: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "cities", soft_delete, children(countries))]
struct City {
    #[column(primary_key)]
    id: i64,
    #[column(references(countries.id), on_delete = cascade)]
    country_id: i64,
}

/// Answers: 1 has 2 and 3, 2 has 4, 4 has 5; 6 and 7 answer each other, 8 itself; 9 was deleted before and has 10.
static TREES: Template = Template::of(
    "create table answers (id bigint primary key, to_id bigint,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
     create table staff (id bigint primary key, boss_id bigint,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
     create table countries (id bigint primary key, capital_id bigint,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
     create table cities (id bigint primary key, country_id bigint not null,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
     insert into answers (id, to_id, deleted_at) values (1, null, null), (2, 1, null), (3, 1, null), (4, 2, null), (5, 4, null),
        (6, 7, null), (7, 6, null), (8, 8, null), (9, 1, '2020-01-01'), (10, 9, null);
     insert into staff (id, boss_id) values (1, null), (2, 1), (3, 2), (4, 4);
     insert into countries (id, capital_id) values (1, 10), (2, null);
     insert into cities (id, country_id) values (10, 1), (11, 1), (20, 2)",
);

async fn trees() -> (Database, Client) {
    TREES.copy().await
}

#[tokio::test]
async fn a_tree_goes_to_its_leaves() {
    let (_database, db) = trees().await;
    let effects = sd_query!(delete from answers where id = 1)
        .effects(&db)
        .await
        .unwrap();
    assert_eq!(effects.of("answers"), 5);
    assert_eq!(ids!(&db, select id from answers order by id), [6, 7, 8, 10]);
}

#[tokio::test]
async fn a_branch_goes_and_the_trunk_stays() {
    let (_database, db) = trees().await;
    done!(&db, delete from answers where id = 2);
    assert_eq!(
        ids!(&db, select id from answers order by id),
        [1, 3, 6, 7, 8, 10]
    );
}

#[tokio::test]
async fn a_tree_comes_back_whole() {
    let (_database, db) = trees().await;
    let before = raw(&db, "select * from answers order by id").await;
    done!(&db, delete from answers where id = 1);
    done!(&db, restore answers where id = 1);
    assert_eq!(raw(&db, "select * from answers order by id").await, before);
}

#[tokio::test]
async fn a_branch_that_was_deleted_before_the_tree_stays_deleted() {
    let (_database, db) = trees().await;
    done!(&db, delete from answers where id = 4);
    done!(&db, delete from answers where id = 1);
    done!(&db, restore answers where id = 1);
    assert_eq!(
        ids!(&db, select id from answers order by id),
        [1, 2, 3, 6, 7, 8, 10]
    );
}

#[tokio::test]
async fn a_leaf_needs_its_ancestors() {
    let (_database, db) = trees().await;
    done!(&db, delete from answers where id = 1);
    assert!(refused!(&db, restore answers where id = 5).is_parent_deleted());
    let effects = sd_query!(restore answers where id = 5 with parents)
        .effects(&db)
        .await
        .unwrap();
    assert_eq!(
        (
            effects.by(Action::Restore),
            effects.by(Action::RestoreParent)
        ),
        (1, 3)
    );
    assert_eq!(
        ids!(&db, select id from answers order by id),
        [1, 2, 4, 5, 6, 7, 8, 10]
    );
}

#[tokio::test]
async fn a_branch_may_come_back_while_another_does_not() {
    let (_database, db) = trees().await;
    done!(&db, delete from answers where id = 1);
    done!(&db, restore answers where id = 2 with parents);
    assert_eq!(
        ids!(&db, select id from answers order by id),
        [1, 2, 4, 5, 6, 7, 8, 10]
    );
}

#[tokio::test]
async fn a_circle_ends() {
    let (_database, db) = trees().await;
    let effects = sd_query!(delete from answers where id = 6)
        .effects(&db)
        .await
        .unwrap();
    assert_eq!(effects.of("answers"), 2);
    assert_eq!(
        ids!(&db, select id from answers only deleted where id in (6, 7) order by id),
        [6, 7]
    );
    done!(&db, restore answers where id = 7);
    assert_eq!(
        ids!(&db, select id from answers where id in (6, 7) order by id),
        [6, 7]
    );
}

#[tokio::test]
async fn a_row_that_refers_to_itself() {
    let (_database, db) = trees().await;
    assert_eq!(done!(&db, delete from answers where id = 8), 1);
    assert_eq!(done!(&db, restore answers where id = 8), 1);
    assert_eq!(ids!(&db, select id from answers where id = 8), [8]);
}

#[tokio::test]
async fn parent_and_child_named_in_one_statement_are_marked_once() {
    let (_database, db) = trees().await;
    let gone = sd_query!(delete from answers where id in (1, 2, 4))
        .effects(&db)
        .await
        .unwrap();
    assert_eq!(gone.of("answers"), 5);
    assert_eq!(
        keys(
            &db,
            "select count(distinct deletion_id) from answers where deletion_id is not null"
        )
        .await,
        [1]
    );
}

#[tokio::test]
async fn a_long_chain_is_followed_to_its_end() {
    let (database, db) = trees().await;
    database.run("insert into answers (id, to_id) select n, n - 1 from generate_series(1001, 3000) n; insert into answers (id) values (1000)");
    let outcome = Manager::<Answer, _>::new(&db)
        .delete_strict(&1000)
        .await
        .unwrap();
    assert_eq!(outcome.of("answers"), 2001);
    let outcome = Manager::<Answer, _>::new(&db)
        .restore_strict(&1000)
        .await
        .unwrap();
    assert_eq!(outcome.of("answers"), 2001);
}

#[tokio::test]
async fn who_loses_a_boss_stays() {
    let (_database, db) = trees().await;
    done!(&db, delete from staff where id = 1);
    assert_eq!(
        rows!(&db, row => (row.id, row.boss_id), select id, boss_id from staff order by id),
        [(2, None), (3, Some(2)), (4, Some(4))]
    );
}

#[tokio::test]
async fn who_leaves_with_the_boss_keeps_the_link() {
    let (_database, db) = trees().await;
    done!(&db, delete from staff where id in (1, 2));
    assert_eq!(
        raw(&db, "select id, boss_id from staff order by id").await,
        [
            r#"{"id":1,"boss_id":null}"#,
            r#"{"id":2,"boss_id":1}"#,
            r#"{"id":3,"boss_id":null}"#,
            r#"{"id":4,"boss_id":4}"#
        ]
    );
}

#[tokio::test]
async fn one_who_is_ones_own_boss() {
    let (_database, db) = trees().await;
    assert_eq!(done!(&db, delete from staff where id = 4), 1);
    assert_eq!(
        keys(&db, "select boss_id from staff where id = 4").await,
        [4]
    );
}

#[tokio::test]
async fn two_tables_that_refer_to_each_other() {
    let (_database, db) = trees().await;
    let effects = sd_query!(delete from cities where id = 10)
        .effects(&db)
        .await
        .unwrap();
    // The country goes with its capital, and the other city with the country.
    assert_eq!((effects.of("cities"), effects.of("countries")), (2, 1));
    assert_eq!(ids!(&db, select id from cities), [20]);
    done!(&db, restore countries where id = 1);
    assert_eq!(ids!(&db, select id from cities order by id), [10, 11, 20]);
}

#[tokio::test]
async fn the_whole_table_goes_at_once() {
    let (_database, db) = trees().await;
    assert_eq!(done!(&db, delete all from answers), 9);
    assert_eq!(ids!(&db, select id from answers), Vec::<i64>::new());
}
