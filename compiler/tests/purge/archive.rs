//! Tables whose deleted rows stand in another one.

use softdelete_compiler::catalog::{Marker, OnDelete, Schema};
use softdelete_compiler::compile::{self, Purge};

use crate::family::{mark, number, table, tie};
use crate::server::World;

const DDL: &str = "
    create table parents (id bigint primary key);
    create table parents_archive (id bigint primary key, deleted_at timestamptz not null);
    create table children (id bigint primary key, parent_id bigint);
    create table children_archive (id bigint primary key, parent_id bigint, deleted_at timestamptz not null);
    create table twigs (id bigint primary key, twig_id bigint);
    create table twigs_archive (id bigint primary key, twig_id bigint, deleted_at timestamptz not null)";

fn purge_of(name: &str) -> Purge {
    let day = Some("1 day");
    let mut schema = Schema {
        tables: vec![
            table("parents", "id int8!, deleted_at timestamptz", &["id"], day),
            table(
                "children",
                "id int8!, parent_id int8, deleted_at timestamptz",
                &["id"],
                day,
            ),
            table(
                "twigs",
                "id int8!, twig_id int8, deleted_at timestamptz",
                &["id"],
                day,
            ),
        ],
        ..Schema::default()
    };
    for table in &mut schema.tables {
        let archive = Marker::Archive {
            table: format!("{}_archive", table.name),
            schema: None,
            at: table.columns.len() - 1,
        };
        mark(table, archive);
    }
    tie(
        &mut schema,
        "children",
        "parent_id",
        "parents",
        OnDelete::Cascade,
    );
    tie(&mut schema, "twigs", "twig_id", "twigs", OnDelete::Cascade);
    compile::purge(&schema, number(&schema, name)).expect("the table can be purged")
}

#[tokio::test]
async fn archives_are_purged_and_rows_in_either_place_keep_what_they_refer_to() {
    let world = World::new().await;
    world.run(DDL);
    world.run(
        "insert into parents values (9);
         insert into parents_archive select n, '2001-01-01' from generate_series(1, 4) n;
         insert into children values (1, 1);
         insert into children_archive values (2, 2, now()), (3, 3, '2001-01-01')",
    );
    let purge = purge_of("parents");
    let plan = world.send(&purge.plan, 1, None).await;
    assert_eq!((plan.get::<_, i64>(0), plan.get::<_, i64>(1)), (1, 2));
    for stage in &purge.stages {
        world.send(&stage.tables[0].batch, 10, None).await;
    }
    let left = "select string_agg(id::text, ' ' order by id) from parents_archive";
    assert_eq!(world.text(left).await, "1 2");
    assert_eq!(world.count("select count(*) from parents").await, 1);
    let kept = world.send(&purge.stages[1].tables[0].kept, 1, None).await;
    assert_eq!(kept.get::<_, i64>(2), 2);
}

#[tokio::test]
async fn groups_in_an_archive_go_unless_an_active_row_refers_to_them() {
    let world = World::new().await;
    world.run(DDL);
    world.run(
        "insert into twigs_archive values (1, 2, '2001-01-01'), (2, 1, '2001-01-01'), (3, 4, '2001-01-01'), (4, 3, '2001-01-01');
         insert into twigs values (5, 3)",
    );
    let groups = purge_of("twigs").stages[0].groups.clone();
    let row = world.send(&groups.expect("twigs are tied"), 10, None).await;
    assert_eq!((row.get::<_, i64>(0), row.get::<_, i64>(1)), (2, 2));
    let left = "select string_agg(id::text, ' ' order by id) from twigs_archive";
    assert_eq!(world.text(left).await, "3 4");
}
