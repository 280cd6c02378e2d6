//! The tables that tests of the compiler speak about.

use softdelete_compiler::catalog::{
    Child, Column, ColumnType, Marker, Schema, SoftDelete, Table, UserType, UserTypeKind,
};

/// A column by its definition: `id int8!` for NOT NULL, `-` before it for one that is no field of the struct.
fn column(definition: &str) -> Column {
    let (implied, definition) = match definition.strip_prefix('-') {
        Some(definition) => (true, definition),
        None => (false, definition),
    };
    let (name, ty) = definition
        .split_once(' ')
        .expect("a column has a name and a type");
    let nullable = !ty.ends_with('!');
    let ty = ty.trim_end_matches('!');
    Column {
        name: name.to_owned(),
        field: (!implied).then(|| name.to_owned()),
        ty: match ty.strip_suffix("[]").unwrap_or(ty) {
            "mood" if ty.ends_with("[]") => ColumnType::Array(Box::new(ColumnType::User(0))),
            "mood" => ColumnType::User(0),
            builtin if ty.ends_with("[]") => {
                ColumnType::Array(Box::new(ColumnType::Builtin(builtin.to_owned())))
            }
            builtin => ColumnType::Builtin(builtin.to_owned()),
        },
        nullable,
        has_default: implied || ["created_at", "hold"].contains(&name),
        generated: false,
        personal: None,
    }
}

fn table(name: &str, columns: &[&str]) -> Table {
    Table {
        local_name: name.to_owned(),
        name: name.to_owned(),
        columns: columns
            .iter()
            .map(|definition| column(definition))
            .collect(),
        primary_key: vec![0],
        ..Table::default()
    }
}

fn soft_delete(table: &Table, marker: Marker) -> SoftDelete {
    SoftDelete {
        marker,
        by: table.column("deleted_by"),
        reason: table.column("deletion_reason"),
        id: table.column("deletion_id"),
        created: table.column("created_at"),
        retention: None,
        hold: table.column("hold"),
    }
}

/// A shop: `users` with every marker column, `orders` with a timestamp alone, `flags` with a flag, `stamps` with a sentinel, `logs`
/// without soft deletion, `parents` with children, `customers` by another name in a schema, `moods` with an enum.
pub(crate) fn schema() -> Schema {
    let mut users = table(
        "users",
        &[
            "id int8!",
            "email text!",
            "name text",
            "created_at timestamptz!",
            "hold bool!",
            "-deleted_at timestamptz",
            "-deleted_by text",
            "-deletion_reason text",
            "-deletion_id uuid",
        ],
    );
    users.unique = vec![vec![1]];
    users.soft_delete = Some(SoftDelete {
        retention: Some("90 days".to_owned()),
        ..soft_delete(&users, Marker::Timestamp { at: 5 })
    });
    let mut orders = table(
        "orders",
        &[
            "id int8!",
            "user_id int8!",
            "total int4",
            "note text",
            "-deleted_at timestamptz",
        ],
    );
    orders.soft_delete = Some(soft_delete(&orders, Marker::Timestamp { at: 4 }));
    let mut flags = table("flags", &["id int8!", "-is_deleted bool!"]);
    flags.soft_delete = Some(soft_delete(&flags, Marker::Flag { flag: 1, at: None }));
    let mut stamps = table(
        "stamps",
        &[
            "id int8!",
            "code text!",
            "created_at timestamptz!",
            "-deleted_at timestamptz!",
        ],
    );
    stamps.unique = vec![vec![1]];
    stamps.soft_delete = Some(soft_delete(&stamps, Marker::Sentinel { at: 3 }));
    let logs = table("logs", &["id int8!", "line text"]);
    let mut parents = table("parents", &["id int8!", "-deleted_at timestamptz"]);
    parents.soft_delete = Some(soft_delete(&parents, Marker::Timestamp { at: 1 }));
    parents.children = vec![Child {
        path: "orders".to_owned(),
        table: None,
    }];
    let mut customers = table(
        "customers",
        &[
            "id int8!",
            "name text",
            "-deleted_at timestamptz",
            "-deleted_by int8",
        ],
    );
    "clients".clone_into(&mut customers.name);
    customers.soft_delete = Some(soft_delete(&customers, Marker::Timestamp { at: 2 }));
    let moods = table("moods", &["id int8!", "mood mood!", "moods mood[]"]);
    let mood = UserType {
        schema: Some("app".to_owned()),
        name: "mood".to_owned(),
        kind: UserTypeKind::Enum(vec!["sad".to_owned(), "happy".to_owned()]),
    };
    let builtin = |name: &str| ColumnType::Builtin(name.to_owned());
    let pair = UserType {
        schema: None,
        name: "pair".to_owned(),
        kind: UserTypeKind::Composite(vec![
            ("id".to_owned(), builtin("int8")),
            ("line".to_owned(), builtin("text")),
        ]),
    };
    Schema {
        tables: vec![
            users, orders, flags, stamps, logs, parents, customers, moods,
        ],
        types: vec![mood, pair],
        ..Schema::default()
    }
}
