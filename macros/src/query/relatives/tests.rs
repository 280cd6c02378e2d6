//! Families gathered from declarations, round by round.

use std::collections::HashMap;

use super::*;
use crate::table;
use crate::tests::description;

/// Declarations by the paths under which others know them.
struct World(HashMap<String, String>);

impl World {
    /// Each declaration is a path, then the struct; its relatives are given as `path = path`.
    fn new(tables: &[(&str, &str)], aliases: &[(&str, &str)]) -> Self {
        let mut world = HashMap::new();
        for (path, declaration) in tables {
            let declaration = declaration.parse().expect("the input is Rust");
            world.insert((*path).to_owned(), description(table::derive(&declaration)));
        }
        for (path, target) in aliases {
            let target = world[*target].clone();
            world.insert((*path).to_owned(), target);
        }
        Self(world)
    }

    /// The schema of a statement about `roots`, and the paths in the order in which they were asked for, by round.
    #[track_caller]
    fn gather(&self, named: &[&str], roots: &[(usize, Follows)]) -> (Schema, Vec<Vec<String>>) {
        let mut descriptions: Vec<String> = Vec::new();
        let mut rounds = Vec::new();
        loop {
            let mut schema = Schema::default();
            let mut declared = Vec::new();
            for name in named {
                let description = decode_table(&self.0[*name]).expect("it is one");
                let Added { types, .. } = schema.add(description, name);
                let module = name.parse().expect("a name is a path");
                declared.push(Declared { module, types });
            }
            let mut family = Family::new(&mut schema, &mut declared, roots.to_vec());
            let missing = family.gather(descriptions.iter());
            if missing.is_empty() {
                assert_eq!(schema.tables.len(), declared.len());
                return (schema, rounds);
            }
            let missing = missing.iter().map(|path| path.to_string().replace(' ', ""));
            let missing: Vec<String> = missing.collect();
            descriptions.extend(missing.iter().map(|path| {
                let found = self.0.get(path);
                found
                    .unwrap_or_else(|| panic!("nothing is at `{path}`"))
                    .clone()
            }));
            rounds.push(missing);
        }
    }
}

fn names(schema: &Schema) -> Vec<&str> {
    let tables = schema.tables.iter();
    tables.map(|table| table.name.as_str()).collect()
}

const USERS: &str = r#"#[table(name = "users", soft_delete, children(orders, shop::notes))]
    struct User { #[column(primary_key)] id: i64 }"#;
const ORDERS: &str = r#"#[table(name = "orders", schema = "shop", soft_delete, children(items))]
    struct Order {
        #[column(primary_key)] id: i64,
        #[column(references(users.id), on_delete = cascade)] user: i64,
        #[column(references(users.id), on_delete = set_null)] seller: Option<i64>,
    }"#;
const NOTES: &str = r#"#[table(name = "notes", soft_delete, children(items))]
    struct Note {
        #[column(primary_key)] id: i64,
        #[column(references(super::users.id), on_delete = cascade)] user: i64,
    }"#;
const ITEMS: &str = r#"#[table(name = "items", soft_delete)]
    struct Item {
        #[column(primary_key)] id: i64,
        #[column(references(orders.id), on_delete = cascade)] order: i64,
        #[column(references(shop::notes.id), on_delete = cascade)] note: i64,
    }"#;

fn diamond() -> World {
    World::new(
        &[
            ("users", USERS),
            ("orders", ORDERS),
            ("notes", NOTES),
            ("items", ITEMS),
        ],
        &[
            ("users::__child_0", "orders"),
            ("users::__child_1", "notes"),
            ("users::__child_0::__child_0", "items"),
            ("users::__child_1::__child_0", "items"),
            ("users::__child_0::__child_0::__parent_0", "orders"),
            ("users::__child_0::__child_0::__parent_1", "notes"),
            ("orders::__child_0", "items"),
            ("orders::__child_0::__parent_0", "orders"),
            ("orders::__child_0::__parent_1", "notes"),
            ("items::__parent_0", "orders"),
            ("items::__parent_1", "notes"),
            ("items::__parent_0::__parent_0", "users"),
            ("items::__parent_1::__parent_0", "users"),
        ],
    )
}

#[test]
fn a_deletion_gathers_descendants_and_a_diamond_has_one_lower_end() {
    let (schema, rounds) = diamond().gather(&["users"], &[(0, Follows::Descendants)]);
    assert_eq!(names(&schema), ["users", "orders", "notes", "items"]);
    let [users, orders, notes, items] = &schema.tables[..] else {
        panic!("there are four")
    };
    assert_eq!(users.children[1].table, Some(2));
    assert_eq!(
        (orders.children[0].table, notes.children[0].table),
        (Some(3), Some(3))
    );
    // The only table they name is the only one that lists them.
    assert!(
        orders
            .references
            .iter()
            .all(|reference| reference.parent == Some(0))
    );
    assert_eq!(notes.references[0].parent, Some(0));
    assert_eq!(items.references[0].parent, Some(1));
    assert_eq!(items.references[1].parent, Some(2));
    assert!(orders.local_name.is_empty() && users.local_name == "users");
    assert_eq!(rounds.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 2]);
}

#[test]
fn tables_that_the_statement_names_are_not_entered_twice() {
    let (schema, _) = diamond().gather(&["orders", "users"], &[(1, Follows::Descendants)]);
    assert_eq!(names(&schema), ["orders", "users", "notes", "items"]);
    assert_eq!(schema.tables[1].children[0].table, Some(0));
}

#[test]
fn a_deletion_asks_nothing_of_tables_without_children() {
    let (_, rounds) = diamond().gather(&["items"], &[(0, Follows::Descendants)]);
    assert!(rounds.is_empty(), "{rounds:?}");
    let (_, rounds) = diamond().gather(&["users", "orders"], &[]);
    assert!(rounds.is_empty(), "{rounds:?}");
}

#[test]
fn a_restoration_gathers_parents_and_with_parents_all_of_them() {
    let (schema, rounds) = diamond().gather(&["items"], &[(0, Follows::Parents)]);
    assert_eq!(names(&schema), ["items", "orders", "notes"]);
    assert_eq!(rounds.len(), 1);
    let (schema, _) = diamond().gather(&["items"], &[(0, Follows::Ancestors)]);
    assert_eq!(names(&schema), ["items", "orders", "notes", "users"]);
    assert!(
        schema.tables[1]
            .references
            .iter()
            .all(|reference| reference.parent == Some(3))
    );
}

#[test]
fn cycles_and_self_references_end() {
    let world = World::new(
        &[
            (
                "a",
                r#"#[table(name = "a", soft_delete, children(b, a))] struct A {
                    #[column(primary_key, references(b.id), on_delete = cascade)] id: i64,
                    #[column(references(a.id), on_delete = cascade)] above: Option<i64>,
                }"#,
            ),
            (
                "b",
                r#"#[table(name = "b", soft_delete, children(a))] struct B {
                    #[column(primary_key, references(a.id), on_delete = cascade)] id: i64,
                }"#,
            ),
        ],
        &[
            ("a::__child_0", "b"),
            ("a::__child_1", "a"),
            ("a::__child_0::__child_0", "a"),
            ("a::__parent_0", "b"),
            ("a::__parent_1", "a"),
        ],
    );
    for follows in [Follows::Descendants, Follows::Parents, Follows::Ancestors] {
        let (schema, _) = world.gather(&["a"], &[(0, follows)]);
        assert_eq!(names(&schema), ["a", "b"]);
        assert_eq!(schema.tables[0].references[0].parent, Some(1));
        assert_eq!(schema.tables[0].references[1].parent, Some(0));
        assert_eq!(schema.tables[1].references[0].parent, Some(0));
    }
}

#[test]
fn a_parent_of_a_crate_above_is_found_by_its_name() {
    let world = World::new(
        &[
            (
                "users",
                r#"#[table(name = "users", schema = "app", soft_delete, children(below::logs))]
                    struct User { #[column(primary_key)] id: i64 }"#,
            ),
            (
                "logs",
                r#"#[table(name = "logs", soft_delete)] struct Log {
                    #[column(primary_key)] id: i64,
                    #[column(references("app.users.id"), on_delete = cascade)] user: i64,
                    #[column(references("app.other.id"), on_delete = cascade)] other: i64,
                }"#,
            ),
        ],
        &[("users::__child_0", "logs")],
    );
    let (schema, rounds) = world.gather(&["users"], &[(0, Follows::Parents)]);
    assert_eq!(schema.tables[1].references[0].parent, Some(0));
    assert_eq!(schema.tables[1].references[1].parent, None);
    assert_eq!(rounds.len(), 1);
}
