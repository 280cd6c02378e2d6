//! What the parser advises where a slip is a known one.

use softdelete_compiler::diagnostic::Errors;
use softdelete_compiler::{lex, parse};

#[track_caller]
fn advises(text: &str, advice: &str) {
    let mut errors = Errors::new();
    let source = lex::sql(text, lex::ParamStyle::Named, &mut errors);
    parse::statement(&source, &mut errors);
    let found = errors.into_sorted();
    let helps: Vec<&str> = found
        .iter()
        .filter_map(|error| error.help.as_deref())
        .collect();
    assert!(
        helps.iter().any(|help| help.contains(advice)),
        "{text}: {found:?}"
    );
}

#[test]
fn misspelled_words_are_recognised() {
    advises(
        "select id form users",
        "did you mean `from` instead of `form`?",
    );
    advises(
        "select id from users u wher id = 1",
        "did you mean `where`?",
    );
    advises("udpate users set name = 'x'", "did you mean `update`?");
    advises("select id from users u lmit 5", "did you mean `limit`?");
}

#[test]
fn habits_of_other_databases_are_recognised() {
    advises("select top 5 id from users", "`limit …`");
    advises("delete from users where id = 1 limit 1", "chosen by WHERE");
    advises(
        "insert into users (id) values (1) on duplicate key update",
        "on conflict",
    );
    advises("select id from users where id = ?", "`where id = $id`");
    advises("select id from users where id = :id", "`where id = $id`");
    advises("select id from users order by id descending", "`desc`");
}

#[test]
fn habits_of_other_soft_deletes_are_recognised() {
    advises("undelete users where id = 1", "`restore … where …`");
    advises("purge users", "`hard delete from … where …`");
    advises("soft delete from users where id = 1", "`delete` marks rows");
    advises(
        "delete hard from users where id = 1",
        "`hard delete from …`",
    );
    advises("delete users where id = 1", "`delete from …`");
    advises(
        "delete from users where id = 1 cascade",
        "`on_delete = cascade`",
    );
}

#[test]
fn what_is_not_known_gets_no_advice() {
    let mut errors = Errors::new();
    let source = lex::sql("select 1 1", lex::ParamStyle::Named, &mut errors);
    parse::statement(&source, &mut errors);
    let found = errors.into_sorted();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].help, None);
}
