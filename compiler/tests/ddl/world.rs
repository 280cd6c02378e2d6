//! The tables of these tests, in each way of marking, and a database that has them.

use softdelete_compiler::catalog::{
    Column, ColumnType, Marker, OnDelete, Reference, Schema, SoftDelete, Table,
};
use softdelete_compiler::ddl::Statement;
use softdelete_testing::Database;
use tokio_postgres::Client;

/// How the rows of a table are marked, as a table of these tests says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Timestamp,
    Flag,
    Sentinel,
    Archive,
    /// No soft deletion.
    None,
}

/// All ways of marking.
pub(crate) const MODES: [Mode; 4] = [Mode::Timestamp, Mode::Flag, Mode::Sentinel, Mode::Archive];

impl Mode {
    /// The columns of the marks in the table of active rows.
    pub(crate) fn columns(self) -> &'static str {
        match self {
            Self::Timestamp => ", deleted_at timestamptz, deleted_by text, deletion_id uuid",
            Self::Flag => {
                ", is_deleted boolean NOT NULL DEFAULT false, deleted_at timestamptz, deleted_by text, deletion_id uuid"
            }
            Self::Sentinel => {
                ", deleted_at timestamptz NOT NULL DEFAULT 'infinity', deleted_by text, deletion_id uuid"
            }
            Self::Archive | Self::None => "",
        }
    }

    /// The assignments that mark a row.
    pub(crate) fn mark(self) -> &'static str {
        match self {
            Self::Timestamp | Self::Sentinel => "deleted_at = now()",
            Self::Flag => "is_deleted = true, deleted_at = now()",
            Self::Archive | Self::None => unreachable!("rows are not marked"),
        }
    }

    /// A deletion of the rows that meet a condition.
    pub(crate) fn delete(self, table: &str, columns: &str, condition: &str) -> String {
        match self {
            Self::Timestamp | Self::Flag | Self::Sentinel => {
                format!("UPDATE {table} SET {} WHERE {condition}", self.mark())
            }
            Self::Archive => format!(
                "WITH gone AS (DELETE FROM {table} WHERE {condition} RETURNING {columns})
                 INSERT INTO {table}_archive ({columns}, deleted_at) SELECT {columns}, now() FROM gone"
            ),
            Self::None => unreachable!("rows are not marked"),
        }
    }

    /// A restoration of the rows that meet a condition.
    pub(crate) fn restore(self, table: &str, columns: &str, condition: &str) -> String {
        match self {
            Self::Timestamp => format!("UPDATE {table} SET deleted_at = NULL WHERE {condition}"),
            Self::Flag => format!(
                "UPDATE {table} SET is_deleted = false, deleted_at = NULL WHERE {condition}"
            ),
            Self::Sentinel => {
                format!("UPDATE {table} SET deleted_at = 'infinity' WHERE {condition}")
            }
            Self::Archive => format!(
                "WITH back AS (DELETE FROM {table}_archive WHERE {condition} RETURNING {columns})
                 INSERT INTO {table} ({columns}) SELECT {columns} FROM back"
            ),
            Self::None => unreachable!("rows are not marked"),
        }
    }
}

/// A table whose first column is its key, marked in some way. Columns are `name type`.
pub(crate) fn table(name: &str, columns: &[&str], mode: Mode) -> Table {
    let column = |definition: &str, field: bool| {
        let (name, ty) = definition.split_once(' ').expect("a name and a type");
        Column {
            name: name.to_owned(),
            field: field.then(|| name.to_owned()),
            ty: ColumnType::Builtin(ty.to_owned()),
            nullable: true,
            ..Column::default()
        }
    };
    let mut table = Table {
        local_name: name.to_owned(),
        name: name.to_owned(),
        columns: columns.iter().map(|it| column(it, true)).collect(),
        primary_key: vec![0],
        ..Table::default()
    };
    if mode == Mode::None {
        return table;
    }
    if mode == Mode::Flag {
        table.columns.push(column("is_deleted bool", false));
    }
    for mark in [
        "deleted_at timestamptz",
        "deleted_by text",
        "deletion_id uuid",
    ] {
        table.columns.push(column(mark, false));
    }
    let index = |name| table.column(name).expect("it is a column");
    let at = index("deleted_at");
    let marker = match mode {
        Mode::Timestamp => Marker::Timestamp { at },
        Mode::Flag => Marker::Flag {
            flag: index("is_deleted"),
            at: Some(at),
        },
        Mode::Sentinel => Marker::Sentinel { at },
        Mode::Archive => Marker::Archive {
            table: format!("{name}_archive"),
            schema: None,
            at,
        },
        Mode::None => unreachable!("it has returned"),
    };
    table.soft_delete = Some(SoftDelete {
        marker,
        by: Some(index("deleted_by")),
        reason: None,
        id: Some(index("deletion_id")),
        created: None,
        retention: None,
        hold: None,
    });
    table
}

/// A reference to the table at index 0.
pub(crate) fn reference(columns: &[usize], target: &[&str], on_delete: OnDelete) -> Reference {
    Reference {
        columns: columns.to_vec(),
        table: "parent".to_owned(),
        parent: Some(0),
        target: target.iter().map(|&it| it.to_owned()).collect(),
        on_delete,
    }
}

/// `parent (id, name)` and `child (id, parent_id)` that refers to it.
pub(crate) fn family(parent: Mode, child: Mode) -> Schema {
    let mut below = table("child", &["id int8", "parent_id int8"], child);
    below.references = vec![reference(&[1], &["id"], OnDelete::Cascade)];
    Schema {
        tables: vec![table("parent", &["id int8", "name text"], parent), below],
        ..Schema::default()
    }
}

/// A database with the tables of [`family`].
pub(crate) fn family_database(parent: Mode, child: Mode) -> Database {
    let database = Database::create();
    database.run(&format!(
        "CREATE TABLE parent (id bigint PRIMARY KEY, name text{});
         CREATE TABLE child (id bigint PRIMARY KEY, parent_id bigint{})",
        parent.columns(),
        child.columns()
    ));
    database
}

/// Runs each statement by itself, and then all of them again.
pub(crate) async fn run_twice(client: &Client, statements: &[Statement]) {
    for time in ["once", "again"] {
        for statement in statements {
            let done = client.execute(&statement.sql, &[]).await;
            assert!(done.is_ok(), "{time}: {}: {done:?}", statement.sql);
        }
    }
}

/// Runs a statement and tells the SQLSTATE it is refused with; empty if it is not.
pub(crate) async fn state(client: &Client, sql: &str) -> String {
    match client.batch_execute(sql).await {
        Ok(()) => String::new(),
        Err(error) => {
            let _ = client.batch_execute("ROLLBACK").await;
            let code = error.code().unwrap_or_else(|| panic!("{sql}: {error:?}"));
            code.code().to_owned()
        }
    }
}

/// Asserts that a statement runs.
pub(crate) async fn runs(client: &Client, sql: &str) {
    let done = client.batch_execute(sql).await;
    assert!(done.is_ok(), "{sql}: {done:?}");
}

/// The one number that a query gives.
pub(crate) async fn number(client: &Client, sql: &str) -> i64 {
    let row = client.query_one(sql, &[]).await;
    row.unwrap_or_else(|error| panic!("{sql}: {error:?}"))
        .get(0)
}

/// A hard delete as softdelete writes it.
pub(crate) fn hard_delete(table: &str, condition: &str) -> String {
    format!(
        "WITH allow AS MATERIALIZED (SELECT set_config('softdelete.hard', statement_timestamp()::text, true) AS ok)
         DELETE FROM {table} WHERE ({condition}) AND (SELECT ok FROM allow) IS NOT NULL"
    )
}
