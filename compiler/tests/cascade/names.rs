//! Names of users that look like those that are generated, and that have to be quoted.

use softdelete_compiler::catalog::OnDelete::{Cascade, Restrict, SetNull};

use crate::server::Session;
use crate::world::{Made, Soft, table};

/// A tree of trees whose columns are called like what the walks over them generate.
fn world(soft: Soft, keys: [&str; 2]) -> [Made; 3] {
    let [a, b] = keys;
    let key = format!("{a} int8*, {b} int8*");
    [
        table(
            "sd_roots",
            &format!("{key}, up_{a} int8, up_{b} int8"),
            soft,
        )
        .refers(&format!("up_{a}, up_{b} -> sd_roots({a}, {b})"), Cascade)
        .audit(),
        table(
            "sd_mark",
            &format!("{key}, root_{a} int8, root_{b} int8"),
            soft,
        )
        .refers(
            &format!("root_{a}, root_{b} -> sd_roots({a}, {b})"),
            Cascade,
        )
        .audit()
        .outbox(),
        table(
            "sd_cut",
            &format!("{key}, mark_{a} int8, mark_{b} int8"),
            soft,
        )
        .refers(&format!("mark_{a}, mark_{b} -> sd_mark({a}, {b})"), SetNull)
        .audit(),
    ]
}

const ROWS: &str = "
    insert into sd_roots values (1, 1, null, null), (1, 2, 1, 1), (2, 1, 1, null), (2, 2, null, 1);
    insert into sd_mark values (1, 1, 1, 2), (1, 2, 1, null), (2, 1, null, 2), (2, 2, 2, 2);
    insert into sd_cut values (1, 1, 1, 1), (1, 2, 1, null), (2, 1, null, 1), (2, 2, 2, 2);
";

const ALL: &str = "select (x.*)::text from sd_roots x union all select (x.*)::text from sd_mark x union all select (x.*)::text from sd_cut x";

#[tokio::test]
async fn columns_called_like_generated_ones() {
    for keys in [
        ["tag", "id"],
        ["n", "t"],
        ["o", "p"],
        ["c", "r"],
        ["k", "e"],
        ["h", "operation"],
        ["sd_tag", "sd_1"],
        ["detail", "row_key"],
        ["sd_roots", "sd_mark"],
        ["via", "sd_via"],
        ["count", "ok"],
    ] {
        let [a, b] = keys;
        for soft in [Soft::Full, Soft::Archive] {
            let mut db = Session::new(&world(soft, keys), ROWS).await;
            let before = db.select(ALL).await;
            assert_eq!(
                db.run(&format!("delete from sd_roots where {a} = 1 and {b} = 1"))
                    .await
                    .unwrap(),
                "Delete sd_roots 1, Delete sd_roots 1, Delete sd_mark 1, Unlink sd_cut.KEY 1"
                    .replace("KEY", &format!("mark_{a}+mark_{b}")),
                "{keys:?} {soft:?}"
            );
            let done = db
                .run(&format!("restore sd_roots where {a} = 1 and {b} = 1"))
                .await
                .unwrap();
            assert!(
                done.starts_with("Restore sd_roots 2, Restore sd_mark 1, Relink"),
                "{keys:?} {soft:?}: {done}"
            );
            let after = db.select(ALL).await;
            let sorted = |mut rows: Vec<String>| {
                rows.sort();
                rows
            };
            assert_eq!(sorted(before), sorted(after), "{keys:?} {soft:?}");
        }
    }
}

#[tokio::test]
async fn names_of_the_user_that_begin_as_generated_ones_do() {
    let keys = ["a", "b"];
    let mut db = Session::new(&world(Soft::Full, keys), ROWS).await;
    for (text, rows) in [
        ("delete from sd_roots as sd_mark where sd_mark.a = 2 and sd_mark.b = 1 returning sd_mark.a as sd_roots", 1),
        ("with sd_roots_2 as (select 1 as a), sd_roots_3 as (delete from sd_roots t using sd_roots_2 x where t.a = 1 and t.b = x.a returning t.a as sd_mark)
          select g.sd_mark from sd_roots_3 g", 1),
    ] {
        let compiled = db.compile(text);
        let done = db.rows(&compiled.sql, &compiled).await.unwrap();
        assert_eq!(done.len(), rows, "{text}");
    }
    assert_eq!(
        db.select("select a, b from sd_roots where deleted_at is null")
            .await,
        ["2 2"]
    );
    assert_eq!(
        db.select("select a, b from sd_mark where deleted_at is not null")
            .await,
        ["1 1"]
    );
    let done = db
        .run("restore sd_roots sd_mark where sd_mark.a = 1 and sd_mark.b = 1")
        .await;
    assert_eq!(
        done.unwrap(),
        "Restore sd_roots 2, Restore sd_mark 1, Relink sd_cut.mark_a+mark_b 1"
    );
}

#[tokio::test]
async fn names_of_the_greatest_length() {
    let long = |letter: &str| letter.repeat(63);
    let (parent, child, key) = (long("p"), "c".repeat(61), long("k"));
    let world = [
        table(&parent, &format!("{key} int8*"), Soft::Full).audit(),
        table(
            &child,
            &format!("{key} int8*, up int8, side int8"),
            Soft::Full,
        )
        .refers(&format!("up -> {parent}({key})"), Cascade)
        .refers(&format!("side -> {child}({key})"), Restrict)
        .audit(),
    ];
    let rows = format!(
        "insert into {parent} values (1), (2); insert into {child} values (1, 1, null), (2, 2, 1);"
    );
    let mut db = Session::new(&world, &rows).await;
    let refused = db
        .run(&format!("delete from {parent} where {key} = 1"))
        .await;
    assert!(
        refused.unwrap_err().contains("softdelete"),
        "the second child refers to the first"
    );
    assert_eq!(
        db.run(&format!("delete from {parent} where {key} = 2"))
            .await
            .unwrap(),
        format!("Delete {parent} 1, Delete {child} 1")
    );
    assert_eq!(
        db.run(&format!("restore {parent} where {key} = 2"))
            .await
            .unwrap(),
        format!("Restore {parent} 1, Restore {child} 1")
    );
}

#[tokio::test]
async fn circles_whose_columns_are_called_like_those_of_their_walk() {
    let world = [
        table(
            "sd_walk",
            "tag int8*, c1 int8*, c2 int8, c3 int8",
            Soft::Full,
        )
        .refers("c2, c3 -> n(c1, tag)", Cascade)
        .audit(),
        table("n", "c1 int8*, tag int8*, c2 int8, c3 int8", Soft::Full)
            .refers("c3, c2 -> sd_walk(tag, c1)", Cascade)
            .audit(),
    ];
    let rows = "
        alter table sd_walk disable trigger all; alter table n disable trigger all;
        insert into sd_walk values (1, 2, 1, 1), (2, 2, null, 1), (3, 3, 5, 5);
        insert into n values (1, 1, 2, 1), (5, 5, 2, 1), (6, 6, 2, null);
    ";
    let mut db = Session::new(&world, rows).await;
    let marked = "select 'w', tag, c1 from sd_walk where deleted_at is not null union all select 'n', c1, tag from n where deleted_at is not null order by 1, 2";
    db.run("delete from n where n.c1 = 1 and n.tag = 1")
        .await
        .unwrap();
    assert_eq!(
        db.select(marked).await,
        ["n 1 1", "n 5 5", "w 1 2", "w 3 3"]
    );
    db.run("restore n where n.c1 = 1 and n.tag = 1")
        .await
        .unwrap();
    assert_eq!(db.select(marked).await, Vec::<String>::new());
}
