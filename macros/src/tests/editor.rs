//! What editors complete: rust-analyzer puts a word at the cursor and looks for the place of that word in the expansion of what was
//! really written, by its distance from the beginning. So both expansions must be the same up to there, and the path in front of it
//! must be that of the right table. `cargo xtask editor` asks rust-analyzer itself.

use proc_macro2::TokenTree;
use quote::quote;

use super::{ORDERS, check, description, tokens};
use crate::{query, table};

const USERS: &str = r#"
#[table(name = "users", soft_delete)]
pub struct User {
    #[column(primary_key, generated)]
    pub id: i64,
    pub email: String,
    pub name: Option<String>,
}
"#;

/// The word that rust-analyzer uses.
const WORD: &str = "raCompletionMarker";

/// The expansion of a statement of the tables `users` and `orders`, whichever it asks for.
fn expand(statement: &str) -> String {
    let call: Vec<TokenTree> = query::sd_query(tokens(statement)).into_iter().collect();
    let [TokenTree::Ident(_), _, TokenTree::Group(asked)] = call.as_slice() else {
        return quote!(#(#call)*).to_string();
    };
    let payload = asked.stream().into_iter().last();
    let Some(TokenTree::Group(payload)) = payload else {
        panic!("the last thing asked with is the payload");
    };
    let groups: Vec<TokenTree> = payload.stream().into_iter().collect();
    let [_, TokenTree::Group(tables), ..] = groups.as_slice() else {
        panic!("it begins with the target and the tables");
    };
    let descriptions = tables.stream().into_iter().map(|table| {
        let declaration = match table.to_string().as_str() {
            "users" => USERS,
            "orders" => ORDERS,
            other => panic!("`{other}` is no table"),
        };
        description(table::derive(&tokens(declaration)))
    });
    query::finish(quote!({ #(#descriptions)* } #payload)).to_string()
}

/// A column of `table` can be completed at the mark.
#[track_caller]
fn completes(statement: &str, table: &str) {
    let (before, after) = statement.split_once('‸').expect("a mark");
    let written = expand(&format!("{before}{after}"));
    let speculative = expand(&format!("{before}{WORD}{after}"));
    let at = speculative
        .find(WORD)
        .unwrap_or_else(|| panic!("no path for it: {speculative}"));
    let begun = &speculative[..at];
    let path = begun
        .rsplit(';')
        .next()
        .unwrap_or(begun)
        .split('{')
        .next_back()
        .unwrap_or("");
    let path = path.trim_start().strip_prefix("let _ : ");
    let qualifier = path
        .and_then(|path| path.split_once(" :: "))
        .map(|(qualifier, _)| qualifier);
    assert_eq!(qualifier, Some(table), "{begun}");
    assert!(
        written.starts_with(begun),
        "the expansions of `{statement}` differ before the word:\n{begun}\n{}",
        &written[..written.len().min(at + 40)]
    );
}

#[test]
fn columns_of_whole_statements() {
    for statement in [
        "select u.em‸ from users u",
        "select u.id, u.em‸, u.name from users u",
        "select users.em‸ from users",
        "select em‸ from users",
        "select u.em‸ail from users u",
        "select u.id from users u join orders o on o.user_id = u.i‸",
        "select o.id as a, u.na‸ as b from orders o join users u on u.id = o.user_id where o.id = $id",
        "select u.id from users with deleted u where u.na‸ is null",
        "select u.id from users u order by u.na‸ desc",
        "select lower(u.em‸) as e from users u",
        "select u.id from orders o, users u where u.em‸ = $id",
        "insert into users (em‸, name) values (\"a\", \"b\")",
        "insert into users (email) select o.product from orders o returning na‸",
        "insert into users (email) values (\"a\") on conflict (em‸) do nothing",
        "insert into users (email) values (\"a\") on conflict (email) do update set na‸ = excluded.name",
        "insert into users (email) values (\"a\") on conflict (email) do update set name = excluded.na‸",
        "update users set em‸ = \"x\" where id = $id",
        "update users u set name = o.product from orders o where u.i‸ = o.user_id",
        "hard delete from users where em‸ = \"x\"",
        "select id from users where if let Some(text) = search { em‸ = $text }",
        "select x.id from (select u.em‸ from users u) x",
        "with x as (select u.em‸ from users u) select x.id from x",
        "select o.id from orders o where exists (select from users where em‸ = o.product)",
    ] {
        completes(statement, "users");
    }
}

#[test]
fn columns_while_typing() {
    for statement in [
        "select u.‸ from users u",
        "select u.id, u.‸, u.name from users u",
        "select ‸ from users",
        "select u.id from users u where u.‸",
        "select u.id from users u where u.‸ and u.id = $id",
        "select id from users where ‸",
        "select id from users where ‸ order by id",
        "select u.id from users u where u.id = u.‸",
        "select u.id from orders o join users u on u.‸",
        "select u.id from orders o join users u on u.‸ where u.id = $id",
        "select u.id from users u join orders o on o.user_id = u.‸",
        "select u.id from orders o, users u where u.‸",
        "select u.id from users u order by u.‸",
        "select u.id from users u order by u.‸ desc",
        "insert into users (‸)",
        "insert into users (email, ‸)",
        "insert into users (email, ‸) values ($id)",
        "insert into users (email) values (\"a\") returning ‸",
        "update users set ‸",
        "update users set em‸",
        "update users set email = \"x\", ‸ where id = $id",
        "select case when u.‸ from users u",
        "select lower(u.‸) from users u",
        "hard delete from users where ‸",
        "select ‸ from users where exists (select from orders o where o.user_id = 1)",
        "select id from users where if let Some(text) = search { u.name = $text and ‸ }",
    ] {
        completes(statement, "users");
    }
}

#[test]
fn columns_beside_mistakes() {
    for statement in [
        "select u.emial, u.na‸ from users u",
        "select u.em‸ from users u where where",
        "select u.id u.name from users u where u.em‸ = $id",
        "select u.em‸ from users u where u.id + true",
        "select u.em‸ from users u where u.id = 1a",
        "select u.em‸ from users u join orders o on o.nothing = u.id",
    ] {
        completes(statement, "users");
    }
}

#[test]
fn a_statement_that_is_being_typed() {
    for (name, statement) in [
        ("typing_a_column", "select u. from users u where u.id = $id"),
        ("typing_a_value", "update users set name = "),
    ] {
        check(name, statement, &tokens(&expand(statement)));
    }
}
