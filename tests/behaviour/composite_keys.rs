//! Keys of several columns, and tables between two others.

use softdelete::tokio_postgres::Client;
use softdelete::{DeleteOutcome, Manager, RestoreOutcome, Table};
use softdelete_testing::Database;

use crate::forum::*;
use crate::support::*;

#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "accounts", soft_delete, children(bills, notes))]
struct Account {
    #[column(primary_key)]
    tenant: String,
    #[column(primary_key)]
    id: i64,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(
    name = "bills",
    soft_delete,
    references((tenant, account_id) = accounts(tenant, id), on_delete = cascade)
)]
struct Bill {
    #[column(primary_key)]
    id: i64,
    tenant: String,
    account_id: i64,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(
    name = "notes",
    soft_delete,
    references((tenant, account_id) = accounts(tenant, id), on_delete = set_null)
)]
struct Note {
    #[column(primary_key)]
    id: i64,
    tenant: Option<String>,
    account_id: Option<i64>,
}

static TENANTS: Template = Template::of(
    "create table accounts (tenant text, id bigint, deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid,
        primary key (tenant, id));
     create table bills (id bigint primary key, tenant text not null, account_id bigint not null,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
     create table notes (id bigint primary key, tenant text, account_id bigint,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
     insert into accounts (tenant, id) values ('a', 1), ('a', 2), ('b', 1);
     insert into bills (id, tenant, account_id) values (10, 'a', 1), (11, 'a', 2), (12, 'b', 1);
     insert into notes (id, tenant, account_id) values (20, 'a', 1), (21, 'b', 1), (22, 'a', null)",
);

async fn tenants() -> (Database, Client) {
    TENANTS.copy().await
}

#[tokio::test]
async fn half_a_key_does_not_make_a_child() {
    let (_database, db) = tenants().await;
    done!(&db, delete from accounts where tenant = "a" and id = 1);
    assert_eq!(ids!(&db, select id from bills order by id), [11, 12]);
}

#[tokio::test]
async fn all_rows_of_one_tenant() {
    let (_database, db) = tenants().await;
    assert_eq!(done!(&db, delete from accounts where tenant = "a"), 2);
    assert_eq!(ids!(&db, select id from bills), [12]);
    assert_eq!(done!(&db, restore accounts where tenant = "a"), 2);
    assert_eq!(ids!(&db, select id from bills order by id), [10, 11, 12]);
}

#[tokio::test]
async fn every_column_of_a_key_becomes_null() {
    let (_database, db) = tenants().await;
    done!(&db, delete from accounts where tenant = "a" and id = 1);
    assert_eq!(
        rows!(&db, row => (row.tenant, row.account_id), select tenant, account_id from notes order by id),
        [
            (None, None),
            (Some("b".to_owned()), Some(1)),
            (Some("a".into()), None)
        ]
    );
}

#[tokio::test]
async fn methods_take_the_whole_key() {
    let (_database, db) = tenants().await;
    let accounts = Manager::<Account, _>::new(&db);
    let key = ("a".to_owned(), 1);
    let DeleteOutcome::Deleted(effects) = accounts.delete(&key).await.unwrap() else {
        panic!("not deleted")
    };
    assert_eq!((effects.of("accounts"), effects.of("bills")), (1, 1));
    assert_eq!(
        accounts.delete(&key).await.unwrap(),
        DeleteOutcome::AlreadyDeleted
    );
    assert_eq!(
        accounts.delete(&("c".to_owned(), 1)).await.unwrap(),
        DeleteOutcome::NotFound
    );
    assert_eq!(
        accounts.is_deleted(&("b".to_owned(), 1)).await.unwrap(),
        Some(false)
    );
    assert!(matches!(
        accounts.restore(&key).await.unwrap(),
        RestoreOutcome::Restored(_)
    ));
}

#[tokio::test]
async fn many_keys_at_once() {
    let (_database, db) = tenants().await;
    let keys = [("a", 1), ("a", 2), ("b", 2)].map(|(tenant, id)| (tenant.to_owned(), id));
    let bulk = Manager::<Account, _>::new(&db)
        .delete_many(keys)
        .await
        .unwrap();
    assert_eq!((bulk.changed, bulk.missing), (2, 1));
    assert_eq!(ids!(&db, select id from bills), [12]);
}

#[tokio::test]
async fn a_bill_needs_its_account() {
    let (_database, db) = tenants().await;
    done!(&db, delete from accounts where tenant = "a" and id = 1);
    assert_eq!(
        refused!(&db, restore bills where id = 10)
            .refusal()
            .unwrap()
            .columns,
        ["tenant", "account_id"]
    );
    assert_eq!(done!(&db, restore bills where id = 10 with parents), 1);
    assert_eq!(
        rows!(&db, row => row.id, select id from accounts where tenant = "a" order by id),
        [1, 2]
    );
}

#[tokio::test]
async fn a_link_between_two_tables_goes_alone() {
    let (_database, db) = forum().await;
    assert_eq!(
        done!(&db, delete from post_tags where post_id = 10 and tag_id = 1),
        1
    );
    assert_eq!(ids!(&db, select id from posts order by id), [10, 12, 13]);
    assert_eq!(ids!(&db, select id from tags order by id), [1, 2]);
    assert_eq!(
        rows!(&db, row => row.tag_id, select tag_id from post_tags where post_id = 10),
        [2]
    );
}

#[tokio::test]
async fn links_go_with_either_end() {
    let (_database, db) = forum().await;
    done!(&db, delete from tags where id = 2);
    assert_eq!(
        rows!(&db, row => (row.post_id, row.tag_id), select post_id, tag_id from post_tags),
        [(10, 1)]
    );
    done!(&db, delete from posts where id = 10);
    assert_eq!(one!(&db, select count(*) from post_tags).count, 0);
}

#[tokio::test]
async fn links_come_back_with_the_end_they_went_with() {
    let (_database, db) = forum().await;
    done!(&db, delete from tags where id = 2);
    done!(&db, delete from posts where id = 10);
    done!(&db, restore posts where id = 10);
    // The link to tag 2 went with the tag.
    assert_eq!(
        rows!(&db, row => (row.post_id, row.tag_id), select post_id, tag_id from post_tags),
        [(10, 1)]
    );
    done!(&db, restore tags where id = 2);
    assert_eq!(
        rows!(&db, row => (row.post_id, row.tag_id), select post_id, tag_id from post_tags order by 1, 2),
        [(10, 1), (10, 2), (12, 2)]
    );
}

#[tokio::test]
async fn a_link_that_was_deleted_is_tied_again_by_its_key() {
    let (_database, db) = forum().await;
    done!(&db, delete from post_tags where post_id = 10 and tag_id = 1);
    assert!(
        refused!(&db, insert into post_tags (post_id, tag_id) values (10, 1)).is_unique_violation()
    );
    assert_eq!(
        done!(&db, insert into post_tags (post_id, tag_id) values (10, 1) on conflict (post_id, tag_id) do restore),
        1
    );
    assert_eq!(
        rows!(&db, row => row.tag_id, select tag_id from post_tags where post_id = 10 order by tag_id),
        [1, 2]
    );
}

#[tokio::test]
async fn counts_through_links() {
    let db = reading().await;
    let found = rows!(&db, row => (row.name, row.posts),
        select t.name, count(l.post_id) as posts from tags with deleted t left join post_tags l on l.tag_id = t.id group by t.id order by t.id);
    assert_eq!(
        found,
        [("red".to_owned(), 1), ("blue".into(), 2), ("old".into(), 0)]
    );
}

#[tokio::test]
async fn posts_with_every_tag() {
    let db = reading().await;
    let found = ids!(&db,
        select p.id from posts p where not exists (
            select 1 from tags t where not exists (select 1 from post_tags l where l.post_id = p.id and l.tag_id = t.id)));
    assert_eq!(found, [10]);
}
