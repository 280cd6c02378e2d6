//! Places where a part cannot be left out, and statements that would mean every row if it were.

use softdelete_compiler::compile::{Options, compile};

use crate::{notation, shop};

#[track_caller]
fn refused(text: &str, code: &str) {
    let source = notation::written(text).source();
    let outcome = compile(&source, &shop::schema(), &Options::default());
    let codes: Vec<_> = outcome.errors.iter().map(|it| it.entry.code).collect();
    assert_eq!(codes, [code], "{text}: {:#?}", outcome.statement);
}

#[test]
fn where_nothing_could_take_the_place_of_what_is_left_out() {
    for text in [
        "select id from users where id = 1 or «name = 'x'»",
        "select id from users where not «name = 'x'»",
        "select id from users where (id = 1 and «name = 'x'») is true",
        "select case when «id = 1» then 1 end as n from users",
        "select count(*) filter (where «id = 1») as n from users",
        "select «id» as n from users",
        "select id from users where id = «1¦2»",
        "select id from users where id in (1, «2»)",
        "update users set name = «'x'» where id = 1",
        "delete from users where id = 1 because «'x'»",
        "delete from users where id = 1 by «'x'»",
        "select id from users deleted after «now()»",
        "insert into users (id, email) values (1, 'x') on conflict (email) where «id = 1» do nothing",
        "merge into users u using logs l on l.id = u.id when matched and «l.id = 1» then do nothing",
        "select percentile_cont(0.5) within group (order by «id») as n from users",
        "select percentile_cont(0.5) within group (order by «id¦total») as n from orders",
        "select id from users order by «name» fetch first 2 rows with ties",
        "select id from users order by «name¦» fetch first 2 rows with ties",
        "select id from users order by name fetch first «2» rows with ties",
        "select distinct on (name) name, id from users order by «name», id",
        "select distinct on (name) name, id from users order by «name¦id»",
        "select sum(id) over (order by «id» range 1 preceding) as n from users",
        "select sum(id) over (order by «id» groups current row) as n from users",
        "select id from users limit «1¦2»",
        "select id from users order by «name», «id»",
    ] {
        refused(text, "SD0015");
    }
}

#[test]
fn where_every_row_might_be_meant() {
    for verb in [
        "delete from users",
        "update users set name = 'x'",
        "hard delete from users",
        "hard delete from users with deleted",
        "hard delete from logs",
        "restore users",
    ] {
        refused(&format!("{verb} where «id = 1»"), "SD0402");
        refused(&format!("{verb} where «id = 1¦id = 2»"), "SD0402");
        refused(&format!("{verb} where true and «id = 1»"), "SD0402");
        refused(
            &format!("{verb} where (1 = 1 and «id = 1») and «id = 2»"),
            "SD0402",
        );
        refused(
            &format!("{verb} where (id = 1 or true) and «id = 1»"),
            "SD0402",
        );
        refused(
            &format!("{verb} where exists (select from moods) and «id = 1»"),
            "SD0402",
        );
    }
    refused(
        "delete from users where deleted_at is null and «id = 1»",
        "SD0402",
    );
    refused(
        "delete from users using logs l where l.id = 1 and «l.id = users.id»",
        "SD0402",
    );
    refused(
        "update users set name = l.line from logs l where «l.id = users.id»",
        "SD0402",
    );
    refused(
        "merge into users u using logs l on «l.id = u.id» when matched then delete",
        "SD0402",
    );
    refused(
        "merge into users u using logs l on «l.id = u.id» when matched then update set name = 'x'",
        "SD0402",
    );
}

#[test]
fn more_texts_than_can_be_counted() {
    let conditions = |count: usize| vec!["«id = 1»"; count].join(" and ");
    let text = |count| format!("select id from users where {}", conditions(count));
    refused(&text(64), "SD0015");
    refused(&text(200), "SD0015");
    let source = notation::written(&text(63)).source();
    let outcome = compile(&source, &shop::schema(), &Options::default());
    let statement = outcome.statement.expect("that many are counted");
    assert_eq!(statement.choices.len(), 63);
}
