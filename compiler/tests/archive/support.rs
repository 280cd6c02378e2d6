//! The tables of these tests, and statements run on them.

use softdelete_compiler::catalog::{
    Child, Column, ColumnType, Marker, OnDelete, Reference, Schema, SoftDelete, Table,
};
use softdelete_compiler::compile::{Options, Outcome, ParamSource, compile};
use softdelete_compiler::diagnostic::Errors;
use softdelete_compiler::lex;
use softdelete_testing::Database;
use softdelete_testing::tokio_postgres::{Client, SimpleQueryMessage};

/// The database has columns that are not declared, and the columns of the archive stand in another order.
pub(crate) const DDL: &str = r#"
    create table users (
        secret text default 'live', id int8 generated always as identity primary key, name text not null unique, age int4 not null,
        double int4 generated always as (age * 2) stored, created_at timestamptz not null default '2020-01-01'
    );
    create schema past;
    create table past.users_archive (
        deleted_at timestamptz not null, deletion_id uuid, deletion_reason text, deleted_by text, hold boolean,
        created_at timestamptz, "double" int4, age int4, name text, id int8, hidden text default 'archived'
    );
    create table orders (id int8 primary key, user_id int8 not null, total int4 not null, deleted_at timestamptz);
    create table notes (body text not null, id int8 primary key);
    create table notes_archive (id int8, body text, deleted_at timestamptz, undeclared int4);
    insert into users (name, age) values ('ann', 30), ('bob', 40), ('cid', 50);
    insert into past.users_archive (id, name, age, double, created_at, deleted_at, deleted_by, deletion_reason)
        values (11, 'old', 0, 0, '2020-01-01', '2021-01-01', 'admin', 'spam'), (12, 'new', 7, 14, '2022-01-01', '2023-01-01', null, null);
    insert into orders values (1, 1, 10, null), (2, 1, 20, null), (3, 2, 30, now()), (4, 11, 40, null);
    insert into notes values ('here', 1);
    insert into notes_archive values (2, 'gone', '2021-01-01');
"#;

fn column(definition: &str) -> Column {
    let words: Vec<&str> = definition.split(' ').collect();
    Column {
        name: words[0].to_owned(),
        field: (!words.contains(&"implied")).then(|| words[0].to_owned()),
        ty: ColumnType::Builtin(words[1].to_owned()),
        nullable: words.contains(&"null"),
        has_default: words.contains(&"default") || words.contains(&"implied"),
        generated: words.contains(&"generated"),
        personal: None,
    }
}

fn table(name: &str, columns: &[&str]) -> Table {
    Table {
        local_name: name.to_owned(),
        name: name.to_owned(),
        columns: columns.iter().map(|it| column(it)).collect(),
        primary_key: vec![0],
        ..Table::default()
    }
}

/// `users` and `notes` are archived, `orders` marks its rows.
pub(crate) fn schema() -> Schema {
    let mut users = table(
        "users",
        &[
            "id int8 default generated",
            "name text",
            "age int4",
            "double int4 default generated",
            "created_at timestamptz default",
            "deleted_at timestamptz null implied",
            "deleted_by text null implied",
            "deletion_reason text null implied",
            "deletion_id uuid null implied",
        ],
    );
    users.unique = vec![vec![1]];
    users.soft_delete = Some(SoftDelete {
        marker: Marker::Archive {
            table: "users_archive".to_owned(),
            schema: Some("past".to_owned()),
            at: 5,
        },
        by: Some(6),
        reason: Some(7),
        id: Some(8),
        created: Some(4),
        retention: None,
        hold: None,
    });
    let mut orders = table(
        "orders",
        &[
            "id int8",
            "user_id int8",
            "total int4",
            "deleted_at timestamptz null implied",
        ],
    );
    orders.soft_delete = Some(only_at(Marker::Timestamp { at: 3 }));
    let mut notes = table(
        "notes",
        &["id int8", "body text", "deleted_at timestamptz null"],
    );
    notes.soft_delete = Some(only_at(Marker::Archive {
        table: "notes_archive".to_owned(),
        schema: None,
        at: 2,
    }));
    Schema {
        tables: vec![users, orders, notes],
        ..Schema::default()
    }
}

fn only_at(marker: Marker) -> SoftDelete {
    SoftDelete {
        marker,
        by: None,
        reason: None,
        id: None,
        created: None,
        retention: None,
        hold: None,
    }
}

/// What families of mixed modes are made of.
pub(crate) const FAMILY_DDL: &str = "
    create table authors (id int8 primary key, name text not null unique);
    create table authors_past (id int8, name text, deleted_at timestamptz, deletion_id uuid);
    create table books (id int8 primary key, author_id int8, deleted_at timestamptz not null default 'infinity', deletion_id uuid);
    create table pages (id int8 primary key, book_id int8, deleted_at timestamptz);
    create table pages_past (id int8, book_id int8, deleted_at timestamptz, deletion_id uuid, undeclared int8);
    alter table pages drop column deleted_at;
    create table fans (id int8 primary key, author_id int8);
    create table fans_past (deleted_at timestamptz, author_id int8, id int8);
    create table debts (id int8 primary key, author_id int8);
    create table debts_past (deleted_at timestamptz, author_id int8, id int8);
    create table nodes (id int8 primary key, up int8);
    create table nodes_past (id int8, up int8, deleted_at timestamptz, deletion_id uuid);
    insert into authors values (1, 'ann'), (2, 'bob');
    insert into books (id, author_id) values (10, 1), (11, 1), (12, 2);
    insert into pages values (100, 10), (101, 10), (102, 12);
    insert into fans values (1000, 1), (1001, 2);
    insert into debts values (5, 2);
    insert into nodes values (1, null), (2, 1), (3, 2), (4, 3), (5, null);
";

/// `authors` (archive) have `books` (sentinel), which have `pages` (archive); `fans` (archive) are cut off, `debts` (archive)
/// forbid. `nodes` (archive) refer to themselves.
pub(crate) fn families() -> Schema {
    let mut tables = Vec::new();
    let archived = |name: &str, columns: &[&str], id: bool| {
        let mut table = table(name, columns);
        let at = table.column("deleted_at").expect("it has one");
        table.soft_delete = Some(SoftDelete {
            id: id.then_some(at + 1),
            ..only_at(Marker::Archive {
                table: format!("{name}_past"),
                schema: None,
                at,
            })
        });
        table
    };
    let marks = [
        "deleted_at timestamptz null implied",
        "deletion_id uuid null implied",
    ];
    tables.push(archived(
        "authors",
        &["id int8", "name text", marks[0], marks[1]],
        true,
    ));
    tables[0].unique = vec![vec![1]];
    let mut books = table(
        "books",
        &[
            "id int8",
            "author_id int8 null",
            "deleted_at timestamptz implied",
            marks[1],
        ],
    );
    books.soft_delete = Some(SoftDelete {
        id: Some(3),
        ..only_at(Marker::Sentinel { at: 2 })
    });
    tables.push(books);
    tables.push(archived(
        "pages",
        &["id int8", "book_id int8 null", marks[0], marks[1]],
        true,
    ));
    tables.push(archived(
        "fans",
        &["id int8", "author_id int8 null", marks[0]],
        false,
    ));
    tables.push(archived(
        "debts",
        &["id int8", "author_id int8 null", marks[0]],
        false,
    ));
    tables.push(archived(
        "nodes",
        &["id int8", "up int8 null", marks[0], marks[1]],
        true,
    ));
    for (child, parent, on_delete) in [
        (1, 0, OnDelete::Cascade),
        (2, 1, OnDelete::Cascade),
        (3, 0, OnDelete::SetNull),
        (4, 0, OnDelete::Restrict),
        (5, 5, OnDelete::Cascade),
    ] {
        let path = tables[child].name.clone();
        tables[parent].children.push(Child {
            path,
            table: Some(child),
        });
        let target = tables[parent].name.clone();
        tables[child].references.push(Reference {
            columns: vec![1],
            table: target,
            parent: Some(parent),
            target: vec!["id".to_owned()],
            on_delete,
        });
    }
    Schema {
        tables,
        ..Schema::default()
    }
}

/// Compiles a statement of SQL text.
pub(crate) fn compiled(text: &str) -> Outcome {
    compiled_for(text, &schema())
}

fn compiled_for(text: &str, schema: &Schema) -> Outcome {
    let mut errors = Errors::new();
    let source = lex::sql(text, lex::ParamStyle::Named, &mut errors);
    assert!(errors.into_sorted().is_empty(), "`{text}` is no SQL");
    compile(&source, schema, &Options::default())
}

/// The text of a statement that must compile, with values in place of what the runtime fills in.
pub(crate) fn text_of(statement: &str) -> String {
    text_for(statement, &schema(), false)
}

/// The same with other tables; `plan` asks for the text of the dry run.
pub(crate) fn text_for(statement: &str, schema: &Schema, plan: bool) -> String {
    let outcome = compiled_for(statement, schema);
    let messages: Vec<_> = outcome.errors.iter().map(|it| &it.message).collect();
    let compiled = outcome
        .statement
        .unwrap_or_else(|| panic!("`{statement}` is refused: {messages:?}"));
    let mut text = if plan {
        compiled.plan.expect("it has a plan")
    } else {
        compiled.sql
    };
    for (index, param) in compiled.params.iter().enumerate().rev() {
        let value = match param.source {
            ParamSource::Actor => "'someone'",
            ParamSource::DeletionId => "uuid '00000000-0000-0000-0000-000000000001'",
            _ => panic!("`{statement}` has parameters of its own"),
        };
        text = text.replace(&format!("${}", index + 1), value);
    }
    text
}

/// A database with the tables.
pub(crate) struct World {
    client: Client,
    _database: Database,
}

impl World {
    pub(crate) async fn new() -> Self {
        let database = Database::create();
        let client = database.connect().await.expect("the server answers");
        client
            .batch_execute("set timezone = 'UTC'")
            .await
            .expect("a setting");
        client
            .batch_execute(DDL)
            .await
            .expect("the tables are made");
        client
            .batch_execute(FAMILY_DDL)
            .await
            .expect("the families are made");
        Self {
            client,
            _database: database,
        }
    }

    /// Runs plain SQL. Gives its rows, values apart by `|`, rows by a blank.
    pub(crate) async fn plain(&self, text: &str) -> String {
        match self.try_plain(text).await {
            Ok((rows, _)) => rows,
            Err(message) => panic!("{message}\n{text}"),
        }
    }

    /// Runs a statement on the families. Gives its rows, or what the server says.
    pub(crate) async fn family(&self, statement: &str) -> Result<String, String> {
        let rows = self
            .try_plain(&text_for(statement, &families(), false))
            .await;
        rows.map(|(rows, _)| rows)
    }

    /// What the dry run of a statement on the families says.
    pub(crate) async fn plan(&self, statement: &str) -> String {
        self.plain(&text_for(statement, &families(), true)).await
    }

    async fn try_plain(&self, text: &str) -> Result<(String, u64), String> {
        let messages = self.client.simple_query(text).await.map_err(|error| {
            error
                .as_db_error()
                .map_or_else(|| error.to_string(), ToString::to_string)
        })?;
        let mut rows = Vec::new();
        let mut affected = 0;
        for message in messages {
            match message {
                SimpleQueryMessage::Row(row) => {
                    let values = (0..row.len()).map(|index| row.get(index).unwrap_or("-"));
                    rows.push(values.collect::<Vec<_>>().join("|"));
                }
                SimpleQueryMessage::CommandComplete(count) => affected = count,
                _ => {}
            }
        }
        rows.sort();
        Ok((rows.join(" "), affected))
    }

    /// Compiles and runs a statement. Gives its rows in the order of their text.
    pub(crate) async fn rows(&self, statement: &str) -> String {
        self.plain(&text_of(statement)).await
    }

    /// Compiles and runs a statement. Gives the number of rows that the server says it affected.
    pub(crate) async fn affected(&self, statement: &str) -> u64 {
        let text = text_of(statement);
        match self.try_plain(&text).await {
            Ok((_, affected)) => affected,
            Err(message) => panic!("{message}\n{text}"),
        }
    }

    /// Compiles and runs a statement that the server refuses. Gives what it says.
    pub(crate) async fn failure(&self, statement: &str) -> String {
        self.try_plain(&text_of(statement))
            .await
            .expect_err("the server refuses it")
    }

    /// The ids of the live table, and those of the archive.
    pub(crate) async fn users(&self) -> String {
        let live = self.plain("select id from users order by 1").await;
        let archived = self
            .plain("select id from past.users_archive order by 1")
            .await;
        format!("{live} / {archived}")
    }
}
