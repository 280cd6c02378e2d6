//! Rows that belong to one of several tables: by one column for each, or by a name and a number that no foreign key follows.

use softdelete::tokio_postgres::Client;
use softdelete::{Table, sd_query};
use softdelete_testing::Database;

use crate::support::*;

#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "articles", soft_delete, children(pictures))]
struct Article {
    #[column(primary_key)]
    id: i64,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "persons", soft_delete, children(pictures))]
struct Person {
    #[column(primary_key)]
    id: i64,
}

/// Of an article, or of a person, or of both.
#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "pictures", soft_delete)]
struct Picture {
    #[column(primary_key)]
    id: i64,
    #[column(references(articles.id), on_delete = cascade)]
    article_id: Option<i64>,
    #[column(references(persons.id), on_delete = cascade)]
    person_id: Option<i64>,
}

/// About whatever `kind` names.
#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "remarks", soft_delete)]
struct Remark {
    #[column(primary_key)]
    id: i64,
    kind: String,
    about: i64,
}

static MORPHS: Template = Template::of(
    "create table articles (id bigint primary key, deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
     create table persons (id bigint primary key, deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
     create table pictures (id bigint primary key, article_id bigint, person_id bigint,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
     create table remarks (id bigint primary key, kind text not null, about bigint not null,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
     insert into articles (id) values (1), (2);
     insert into persons (id, deleted_at) values (1, null), (2, null), (3, '2020-01-01');
     insert into pictures (id, article_id, person_id) values (10, 1, null), (11, null, 1), (12, 2, 2), (13, null, null);
     insert into remarks (id, kind, about) values (20, 'article', 1), (21, 'person', 1), (22, 'person', 3)",
);

async fn morphs() -> (Database, Client) {
    MORPHS.copy().await
}

#[tokio::test]
async fn a_number_of_another_table_is_not_meant() {
    let (_database, db) = morphs().await;
    done!(&db, delete from articles where id = 1);
    assert_eq!(ids!(&db, select id from pictures order by id), [11, 12, 13]);
}

#[tokio::test]
async fn a_row_of_two_goes_with_either() {
    let (_database, db) = morphs().await;
    done!(&db, delete from persons where id = 2);
    assert_eq!(ids!(&db, select id from pictures order by id), [10, 11, 13]);
}

#[tokio::test]
async fn and_comes_back_when_both_are_there() {
    let (_database, db) = morphs().await;
    done!(&db, delete from persons where id = 2);
    done!(&db, delete from articles where id = 2);
    assert!(refused!(&db, restore persons where id = 2).is_parent_deleted());
    done!(&db, restore articles where id = 2);
    assert_eq!(ids!(&db, select id from pictures order by id), [10, 11, 13]);
    done!(&db, restore persons where id = 2);
    assert_eq!(
        ids!(&db, select id from pictures order by id),
        [10, 11, 12, 13]
    );
}

#[tokio::test]
async fn a_row_of_nobody_stays() {
    let (_database, db) = morphs().await;
    done!(&db, delete all from articles);
    done!(&db, delete all from persons);
    assert_eq!(ids!(&db, select id from pictures), [13]);
}

#[tokio::test]
async fn owners_of_several_tables_in_one_query() {
    let (_database, db) = morphs().await;
    done!(&db, delete from articles where id = 1);
    let found = rows!(&db, row => (row.id, row.article, row.person),
        select x.id, a.id as article, p.id as person from pictures with deleted x
        left join articles a on a.id = x.article_id left join persons p on p.id = x.person_id order by x.id);
    assert_eq!(
        found,
        [
            (10, None, None),
            (11, None, Some(1)),
            (12, Some(2), Some(2)),
            (13, None, None)
        ]
    );
}

#[tokio::test]
async fn the_owner_by_name_is_filtered_in_its_own_table() {
    let (_database, db) = morphs().await;
    let found = rows!(&db, row => (row.id, row.owner),
        select r.id, coalesce(a.id, p.id) as owner from remarks r
        left join articles a on r.kind = "article" and a.id = r.about
        left join persons p on r.kind = "person" and p.id = r.about order by r.id);
    assert_eq!(found, [(20, Some(1)), (21, Some(1)), (22, None)]);
}

#[tokio::test]
async fn the_deleted_owner_by_name_is_found_when_asked_for() {
    let (_database, db) = morphs().await;
    let found = rows!(&db, row => (row.id, row.owner),
        select r.id, p.id as owner from remarks r join persons with deleted p on r.kind = "person" and p.id = r.about order by r.id);
    assert_eq!(found, [(21, 1), (22, 3)]);
}

#[tokio::test]
async fn nothing_follows_a_name() {
    let (_database, db) = morphs().await;
    let effects = sd_query!(delete from persons where id = 1)
        .effects(&db)
        .await
        .unwrap();
    assert_eq!((effects.of("pictures"), effects.of("remarks")), (1, 0));
    // It is said in a statement beside it, in one transaction or one WITH.
    let gone = done!(&db, delete from remarks r where r.kind = "person" and not exists (select 1 from persons p where p.id = r.about));
    assert_eq!(gone, 2);
    assert_eq!(ids!(&db, select id from remarks), [20]);
}
