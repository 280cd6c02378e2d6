//! What the macros expand to, input beside output.

use insta::{assert_snapshot, with_settings};
use proc_macro2::TokenStream;
use softdelete_compiler::catalog::describe::{Description, decode_table};

use crate::{describing, query, sql_enum, sql_function, sql_type, table};

mod editor;

const ORDERS: &str = r#"
#[table(name = "orders", schema = "shop", soft_delete(at = "deleted_at"), children(items))]
pub struct Order {
    #[column(primary_key, generated)]
    pub id: i64,
    /// Whose it is.
    #[column(references(users.id), on_delete = cascade)]
    user_id: Option<i64>,
}
"#;

const TYPED: &str = r#"
#[table(name = "orders")]
struct Order {
    #[column(primary_key)]
    id: OrderId,
    status: Vec<shop::Status>,
}
"#;

const STATUS: &str = r#"
#[sql(name = "status", rename_all = "kebab-case")]
pub enum Status { New, HalfDone }
"#;

fn tokens(text: &str) -> TokenStream {
    text.parse().expect("the input is Rust")
}

/// The expansion as one would write it, without the part of names that differs from place to place.
fn pretty(expansion: &TokenStream) -> String {
    let items = syn_2::parse_file(&expansion.to_string());
    let file = items.unwrap_or_else(|_| {
        let statement = format!("fn statement() {{ let query = {expansion}; }}");
        syn_2::parse_file(&statement).expect("the expansion is Rust")
    });
    let text = prettyplease::unparse(&file);
    let mut parts = text.split("__softdelete_");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let end = part
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(part.len());
        let (name, rest) = part.split_at(end);
        let name = match name.rsplit_once('_') {
            Some((name, hash)) if hash.len() == 16 => format!("{name}_HASH"),
            _ => name.to_owned(),
        };
        format!("{text}__softdelete_{name}{rest}")
    })
}

#[track_caller]
fn check(name: &str, input: &str, expansion: &TokenStream) {
    with_settings!({ description => input.trim(), omit_expression => true, prepend_module_to_snapshot => false }, {
        assert_snapshot!(name, pretty(expansion));
    });
}

/// The description that a derive's macro hands on.
pub(crate) fn description(expansion: TokenStream) -> String {
    fn find(tokens: TokenStream) -> Option<String> {
        tokens.into_iter().find_map(|token| match token {
            proc_macro2::TokenTree::Group(group) => find(group.stream()),
            token => describing::string(token).filter(|text| text.starts_with("softdelete-")),
        })
    }
    find(expansion).expect("a description is there")
}

#[test]
fn a_table() {
    check("table", ORDERS, &table::derive(&tokens(ORDERS)));
}

#[test]
fn a_table_with_declared_types_asks_them_first() {
    check("table_with_types", TYPED, &table::derive(&tokens(TYPED)));
}

#[test]
fn an_enum_and_a_newtype() {
    check("enum", STATUS, &sql_enum::derive(&tokens(STATUS)));
    let newtype = "#[sql(name = \"email\")] struct Email(String);";
    check("newtype", newtype, &sql_type::derive(&tokens(newtype)));
}

#[test]
fn a_composite_type() {
    let geo = "#[sql(name = \"geo\", schema = \"app\")] pub struct Geo { lat: f64, #[sql(rename = \"long itude\")] lon: Option<f64> }";
    check("composite", geo, &sql_type::derive(&tokens(geo)));
    let address = "#[sql(name = \"address\")] struct Address { places: Vec<Geo> }";
    check(
        "composite_with_types",
        address,
        &sql_type::derive(&tokens(address)),
    );
}

#[test]
fn functions() {
    let declared = "/// In lower case.
        pub create function app.lowered(text) returns text strict as $$ select lower($1); $$;
        create function next(status[]) returns status;
        create function next(text) returns text;
        pub(crate) create operator <| (leftarg = status[], function = lowered, rightarg = text);";
    let declared = declared.replace("next(text)", "next(text, text)");
    check(
        "function",
        &declared,
        &sql_function::sql_function(&tokens(&declared)),
    );
}

#[test]
fn a_statement_asks_for_functions_and_types_that_its_tables_do_not_have() {
    let statement = "select slugify(name), \"x\"::app.status, $s::Mood from orders";
    check("others", statement, &query::sd_query(tokens(statement)));
}

#[test]
fn a_statement_asks_its_tables_first() {
    let statement = "select o.id from orders o join users u on u.id = $me.id";
    check("statement", statement, &query::sd_query(tokens(statement)));
}

#[track_caller]
fn check_statement(name: &str, statement: &str) {
    let orders = description(table::derive(&tokens(ORDERS)));
    let gathered = tokens(&format!(
        "{{{orders:?}}} {{ {{}} {{orders}} {{}} {{{statement}}} }}"
    ));
    check(name, statement, &query::finish(gathered));
}

#[test]
fn a_statement_with_fields() {
    check_statement(
        "fields",
        "select id, user_id as user, count(*) as n from orders where id in $(ids()) group by id, user_id",
    );
}

#[test]
fn a_statement_with_the_struct_of_a_table() {
    check_statement("struct", "select from orders where id = $id");
}

#[test]
fn a_statement_with_whole_rows() {
    check_statement(
        "whole_rows",
        "select o, p from orders o left join orders p on p.user_id = o.id",
    );
}

#[test]
fn a_statement_that_inserts_rows() {
    check_statement("rows", "insert into orders (user_id) values $rows");
}

#[test]
fn a_statement_with_mistakes() {
    check_statement(
        "mistakes",
        "select idd, user_id from orders where id = $id and \"x\" + true",
    );
}

#[test]
fn a_description_holds_what_was_declared() {
    let Description { table, .. } =
        decode_table(&description(table::derive(&tokens(ORDERS)))).expect("it is one");
    assert_eq!(
        (table.schema.as_deref(), table.name.as_str()),
        (Some("shop"), "orders")
    );
    assert_eq!(table.columns.len(), 3, "the marker column is implied");
    assert_eq!(table.references[0].table, "users");
    assert_eq!(table.children[0].path, "items");
}

/// A statement may use more tables than anyone will: each is one step of expansion, and one group of tokens.
#[test]
fn a_statement_may_have_many_tables() {
    let tables: Vec<String> = (0..110).map(|n| format!("table_{n}")).collect();
    let statement = format!("select 1 as one from {}", tables.join(", "));
    let call = query::sd_query(tokens(&statement)).to_string();
    assert!(call.starts_with("table_0 !"), "{call}");
    assert_eq!(call.matches("[table_").count(), 109);
}
