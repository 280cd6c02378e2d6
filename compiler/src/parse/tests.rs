//! Parsing, seen through rendering: what is read, that it is read again as the same, and what is refused.

mod together;

use crate::diagnostic::Errors;
use crate::lex::{self, ParamStyle};
use crate::render::{self, RenderOptions};

fn outcome(text: &str) -> (Option<String>, String, String) {
    let mut errors = Errors::new();
    let source = lex::sql(text, ParamStyle::Named, &mut errors);
    let parsed = super::statement(&source, &mut errors);
    let errors: Vec<_> = errors
        .into_sorted()
        .into_iter()
        .map(|error| {
            let place = &text[error.span.start as usize..error.span.end as usize];
            format!("{} `{place}`: {}", error.entry.code, error.message)
        })
        .collect();
    let rendered = parsed
        .as_ref()
        .map(|parsed| render::statement(&parsed.statement, &RenderOptions::default()));
    let dump = parsed
        .map(|parsed| without_places(&format!("{:?}", parsed.statement)))
        .unwrap_or_default();
    (rendered, dump, errors.join("\n"))
}

/// Removes spans and numbers of nodes from a dump of a tree, and what the two ways to spell a parameter differ in.
fn without_places(dump: &str) -> String {
    let mut out = String::new();
    let mut rest = dump;
    while let Some(at) = ["NodeId(", "Span {"]
        .iter()
        .filter_map(|mark| rest.find(mark))
        .min()
    {
        out.push_str(&rest[..at]);
        let end = rest[at..]
            .find([')', '}'])
            .map_or(rest.len(), |end| at + end + 1);
        rest = &rest[end..];
    }
    out + rest
}

/// Reads a statement, compares its rendering, and sees that the rendering is read as the same tree.
#[track_caller]
fn check(text: &str, expected: &str) {
    let (rendered, dump, errors) = outcome(text);
    assert_eq!(errors, "", "{text}");
    let rendered = rendered.expect("a statement without mistakes");
    assert_eq!(rendered, expected);
    // The rendering has `$1` where the text has names.
    let mut errors = Errors::new();
    let source = lex::sql(&rendered, ParamStyle::Positional, &mut errors);
    let again = super::statement(&source, &mut errors).expect("the rendering is read");
    assert!(errors.is_empty(), "{rendered}: {errors:?}");
    assert_eq!(
        without_places(&format!("{:?}", again.statement)),
        dump,
        "{rendered}"
    );
}

#[track_caller]
fn refuse(text: &str, expected: &str) {
    let (_, _, errors) = outcome(text);
    assert_eq!(errors, expected);
}

#[test]
fn precedence_is_postgresqls() {
    check("select a=-1 and not b or c", "SELECT a = -1 AND NOT b OR c");
    check(
        "select -a::int, (-a)::int, - -a",
        "SELECT -a::integer, (-a)::integer, - -a",
    );
    check(
        "select (a + b) * c, a + b * c, a - (b - c), a ^ b ^ c",
        "SELECT (a + b) * c, a + b * c, a - (b - c), a ^ b ^ c",
    );
    check(
        "select a || b like 'x' and (c is null) = d",
        "SELECT a || b LIKE 'x' AND (c IS NULL) = d",
    );
    check(
        "select x between a and b and c",
        "SELECT x BETWEEN a AND b AND c",
    );
    check("select @ -a + b, (@ a) + b", "SELECT @ -a + b, (@ a) + b");
}

#[test]
fn scopes_and_own_statements() {
    check(
        "select from users with deleted u",
        "SELECT FROM users WITH DELETED AS u",
    );
    check(
        "select from users deleted between $a and $b x",
        "SELECT FROM users DELETED BETWEEN $1 AND $2 AS x",
    );
    check(
        "select from users as of $t join x on true",
        "SELECT FROM users AS OF $1 JOIN x ON TRUE",
    );
    check(
        "delete from users where id = $id by $a because 'x'",
        "DELETE FROM users WHERE id = $1 BY $2 BECAUSE 'x'",
    );
    check(
        "hard delete all from users only deleted",
        "HARD DELETE ALL FROM users ONLY DELETED",
    );
    check(
        "restore all users with parents by $a",
        "RESTORE ALL users WITH PARENTS BY $1",
    );
    check(
        "restore users with parents where id = $id by $a",
        "RESTORE users WHERE id = $1 WITH PARENTS BY $2",
    );
    check(
        "erase users u where id in $list returning *",
        "ERASE users AS u WHERE id IN $1 RETURNING *",
    );
    check("insert into users $user", "INSERT INTO users $1");
    check(
        "insert into users (a) values $rows",
        "INSERT INTO users (a) VALUES $1",
    );
    check(
        "insert into t (a) values (1) on conflict (a) do restore set a = excluded.a",
        "INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO RESTORE SET a = excluded.a",
    );
    check(
        "select a as b!, c as d? from t",
        "SELECT a AS b!, c AS d? FROM t",
    );
    check(
        "update all t set (a, b) = (1, 2)",
        "UPDATE ALL t SET (a, b) = (1, 2)",
    );
}

#[test]
fn own_words_remain_names() {
    check(
        "select hard, because, restore from erase",
        "SELECT hard, because, restore FROM erase",
    );
    check(
        "select deleted from deleted deleted",
        "SELECT \"deleted\" FROM \"deleted\" AS \"deleted\"",
    );
    check("delete from t by", "DELETE FROM t AS by");
    check("select from t as of", "SELECT FROM t AS \"of\"");
}

#[test]
fn parentheses_hold_queries_rows_and_values() {
    check(
        "select ((select 1) union (select 2))",
        "SELECT ((SELECT 1) UNION (SELECT 2))",
    );
    check(
        "select ((select 1) + 1), (1, 2), ((1))",
        "SELECT (SELECT 1) + 1, (1, 2), 1",
    );
    check(
        "select * from ((select 1) a join b on true) x",
        "SELECT * FROM ((SELECT 1) AS a JOIN b ON TRUE) AS x",
    );
    check(
        "select * from a join b join c on x on y",
        "SELECT * FROM a JOIN (b JOIN c ON x) ON y",
    );
    check(
        "(select 1 order by 1) limit 1",
        "(SELECT 1 ORDER BY 1) LIMIT 1",
    );
}

#[test]
fn several_mistakes_are_found_and_none_twice() {
    refuse(
        "select a + , b from where x = order by 1 +",
        "SD0001 `,`: expected an expression, found `,`\n\
         SD0001 `where`: expected a table name, found `where`\n\
         SD0001 `order`: expected an expression, found `order`\n\
         SD0002 ``: the statement ends where an expression should follow",
    );
    refuse(
        "select a < b < c",
        "SD0013 `<`: `<` does not chain with the comparison before it",
    );
    refuse(
        "select 1; select 2",
        "SD0004 `select`: a second statement starts here",
    );
    refuse(
        "truncate t",
        "SD0003 `truncate`: `truncate` does not read or write rows of declared tables",
    );
    refuse("", "SD0002 ``: the statement is empty");
}

#[test]
fn deep_nesting_is_refused_and_not_a_crash() {
    for (open, close) in [
        ("(", ")"),
        ("not ", ""),
        ("- ", ""),
        ("(select ", ")"),
        ("array[", "]"),
        ("f(", ")"),
        ("case when ", ""),
    ] {
        let text = format!("select {}1{}", open.repeat(10_000), close.repeat(10_000));
        let (_, _, errors) = outcome(&text);
        assert!(errors.starts_with("SD0005"), "{open}: {errors}");
    }
    for infix in [" + 1", "::int", " and a", " union select 1"] {
        let (_, _, errors) = outcome(&format!("select 1{}", infix.repeat(10_000)));
        assert!(errors.starts_with("SD0005"), "{infix}: {errors}");
    }
    let joins = format!("select from a{}", " cross join a".repeat(10_000));
    assert!(outcome(&joins).2.starts_with("SD0005"));
}

#[test]
fn the_deepest_statement_allowed_fits_a_small_stack() {
    let nested = |count: usize| {
        format!(
            "select {}a{}",
            "(a + (a) * ".repeat(count),
            ")".repeat(count)
        )
    };
    let run = move || {
        let accepted = (1..60)
            .filter(|&count| outcome(&nested(count)).2.is_empty())
            .count();
        assert!(accepted >= 15, "{accepted}");
        let chain = format!("select 1{}", " + 1".repeat(350));
        assert_eq!(outcome(&chain).2, "");
    };
    let thread = std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(run)
        .expect("a thread starts");
    thread.join().expect("no overflow");
}

/// A small generator, so that a failure can be repeated.
fn random(state: &mut u64) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    usize::try_from(*state >> 33).unwrap_or_default()
}

#[test]
fn no_soup_of_tokens_panics() {
    let words = "select from where ( ) , [ ] . .. : :: := => + - * = < <> @> 'a' \"b\" 1 1.5 $p $q.r a b c and or not in between \
        like is null case when then else end cast as int interval join left on using lateral with recursive union values insert into \
        update set delete merge matched restore erase hard all deleted only of by because order group limit offset for array row \
        exists any over partition rows unbounded preceding filter within json_object xmlelement name returning distinct default ; $ '";
    let words: Vec<_> = words.split_whitespace().collect();
    let mut state = 0x5eed;
    for _ in 0..3_000 {
        let length = 1 + random(&mut state) % 30;
        let text: Vec<_> = (0..length)
            .map(|_| words[random(&mut state) % words.len()])
            .collect();
        outcome(&text.join(" "));
        outcome(&format!("select {}", text.join(" ")));
    }
}
