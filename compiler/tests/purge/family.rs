//! Declared tables and the same in a database, for tests that remove rows.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test binary uses a part of it"
)]

use softdelete_compiler::catalog::{
    Child, Column, ColumnType, Marker, OnDelete, Reference, Schema, SoftDelete, Table,
};

/// Tables: `users` with `orders` with `items` (of a key of two columns) below, and `notes`, which cannot be deleted softly; `nodes`, which
/// refer to one another; `left` and `right`, which refer to each other.
pub const DDL: &str = "
    create table users (id bigint primary key, name text, legal_hold boolean, deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
    create table orders (id bigint primary key, user_id bigint references users, is_deleted boolean not null default false, deleted_at timestamptz);
    create table items (order_id bigint references orders, no int, deleted_at timestamptz not null default 'infinity', primary key (order_id, no));
    create table notes (id bigint primary key, user_id bigint references users);
    create table nodes (id bigint primary key, parent_id bigint references nodes, hold boolean not null default false, deleted_at timestamptz);
    create table lefts (id bigint primary key, right_id bigint, deleted_at timestamptz);
    create table rights (id bigint primary key, left_id bigint references lefts, deleted_at timestamptz);
    alter table lefts add foreign key (right_id) references rights;
    create index on users (deleted_at) where deleted_at is not null;
    create index on orders (user_id);
    create index on nodes (parent_id);
";

/// The tables as declared.
pub fn schema() -> Schema {
    let mut users = table(
        "users",
        "id int8!, name text, legal_hold bool, deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid",
        &["id"],
        Some("90 days"),
    );
    users.audit = true;
    users.outbox = true;
    let mut orders = table(
        "orders",
        "id int8!, user_id int8, is_deleted bool!, deleted_at timestamptz",
        &["id"],
        Some("30 days"),
    );
    let (flag, at) = (2, 3);
    mark(&mut orders, Marker::Flag { flag, at: Some(at) });
    let mut items = table(
        "items",
        "order_id int8!, no int4!, deleted_at timestamptz!",
        &["order_id", "no"],
        Some("1 day"),
    );
    mark(&mut items, Marker::Sentinel { at: 2 });
    let mut notes = table("notes", "id int8!, user_id int8", &["id"], None);
    notes.soft_delete = None;
    let tree = table(
        "nodes",
        "id int8!, parent_id int8, hold bool!, deleted_at timestamptz",
        &["id"],
        Some("1 day"),
    );
    let columns = "id int8!, right_id int8, deleted_at timestamptz";
    let lefts = table("lefts", columns, &["id"], None);
    let columns = "id int8!, left_id int8, deleted_at timestamptz";
    let rights = table("rights", columns, &["id"], None);
    let mut schema = Schema {
        tables: vec![users, orders, items, notes, tree, lefts, rights],
        ..Schema::default()
    };
    for (child, column, parent, policy) in [
        ("orders", "user_id", "users", OnDelete::Cascade),
        ("notes", "user_id", "users", OnDelete::Keep),
        ("items", "order_id", "orders", OnDelete::Cascade),
        ("nodes", "parent_id", "nodes", OnDelete::Cascade),
        ("lefts", "right_id", "rights", OnDelete::Cascade),
        ("rights", "left_id", "lefts", OnDelete::Cascade),
    ] {
        tie(&mut schema, child, column, parent, policy);
    }
    schema
}

/// The number of a table.
pub fn number(schema: &Schema, name: &str) -> usize {
    let found = schema.tables.iter().position(|table| table.name == name);
    found.expect("the table is declared")
}

/// A soft-delete table whose marks are the columns of the usual names that it has.
pub fn table(name: &str, columns: &str, key: &[&str], retention: Option<&str>) -> Table {
    let mut table = Table {
        local_name: name.to_owned(),
        name: name.to_owned(),
        columns: columns.split(", ").map(column).collect(),
        ..Table::default()
    };
    let key = key.iter().map(|column| table.column(column));
    table.primary_key = key
        .map(|column| column.expect("a column of the key"))
        .collect();
    table.soft_delete = table.column("deleted_at").map(|at| SoftDelete {
        marker: Marker::Timestamp { at },
        by: table.column("deleted_by"),
        reason: table.column("deletion_reason"),
        id: table.column("deletion_id"),
        created: None,
        retention: retention.map(str::to_owned),
        hold: table.column("legal_hold").or_else(|| table.column("hold")),
    });
    table
}

fn column(definition: &str) -> Column {
    let (name, ty) = definition.split_once(' ').expect("a name and a type");
    Column {
        name: name.to_owned(),
        field: Some(name.to_owned()),
        ty: ColumnType::Builtin(ty.trim_end_matches('!').to_owned()),
        nullable: !ty.ends_with('!'),
        ..Column::default()
    }
}

/// Marks the rows of a table otherwise.
pub fn mark(table: &mut Table, marker: Marker) {
    table
        .soft_delete
        .as_mut()
        .expect("a soft-delete table")
        .marker = marker;
}

/// Makes a column of a table a foreign key to the first column of another.
pub fn tie(schema: &mut Schema, child: &str, column: &str, parent: &str, on_delete: OnDelete) {
    let (from, to) = (number(schema, child), number(schema, parent));
    let target = schema.tables[to].columns[0].name.clone();
    let column = schema.tables[from]
        .column(column)
        .expect("the column is declared");
    schema.tables[from].references.push(Reference {
        columns: vec![column],
        table: parent.to_owned(),
        parent: Some(to),
        target: vec![target],
        on_delete,
    });
    schema.tables[to].children.push(Child {
        path: child.to_owned(),
        table: Some(from),
    });
}
