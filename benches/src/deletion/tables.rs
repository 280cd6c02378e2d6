//! The tables: notes by themselves; accounts with projects with tasks; the same with history under other names.
#![allow(
    unreachable_pub,
    reason = "what the derive makes of a table is as public as the table"
)]

use softdelete::Table;

/// Nothing refers to it.
#[derive(Debug, Table)]
#[table(name = "notes", soft_delete)]
pub struct Note {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// What makes a row as long as rows are.
    pub body: String,
}

/// Has projects.
#[derive(Debug, Table)]
#[table(name = "accounts", soft_delete, children(projects))]
pub struct Account {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
}

/// Has tasks.
#[derive(Debug, Table)]
#[table(name = "projects", soft_delete, children(tasks))]
pub struct Project {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// The account.
    #[column(references(accounts.id), on_delete = cascade)]
    pub account_id: i64,
}

/// The lowest level.
#[derive(Debug, Table)]
#[table(name = "tasks", soft_delete)]
pub struct Task {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// The project.
    #[column(references(projects.id), on_delete = cascade)]
    pub project_id: i64,
    /// What makes a row as long as rows are.
    pub body: String,
}

/// An account with history.
#[derive(Debug, Table)]
#[table(name = "clients", soft_delete, audit, children(offers))]
pub struct Client {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
}

/// A project with history.
#[derive(Debug, Table)]
#[table(name = "offers", soft_delete, audit, children(steps))]
pub struct Offer {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// The account.
    #[column(references(clients.id), on_delete = cascade)]
    pub account_id: i64,
}

/// A task with history.
#[derive(Debug, Table)]
#[table(name = "steps", soft_delete, audit)]
pub struct Step {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// The project.
    #[column(references(offers.id), on_delete = cascade)]
    pub project_id: i64,
    /// What makes a row as long as rows are.
    pub body: String,
}

const MARKS: &str =
    "deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid";

/// The statements that make the tables, each to be sent by itself, with rows for so many rounds.
pub(crate) fn tables(rounds: usize, singles: usize, keys: usize) -> Vec<String> {
    let small = (rounds + 1) * singles / 2 + 1_000;
    let notes = (rounds + 1) * singles * 2;
    let mut statements = vec![
        format!("create table notes (id bigint primary key, body text not null, {MARKS})"),
        format!("insert into notes select n, repeat('x', 100) from generate_series(1, {notes}) n"),
        format!(
            "insert into notes select 1000000 + n, repeat('x', 100) from generate_series(1, {keys}) n"
        ),
        "vacuum analyze notes".to_owned(),
    ];
    let families = [
        ("accounts", "projects", "tasks"),
        ("clients", "offers", "steps"),
    ];
    for (accounts, projects, tasks) in families {
        statements.extend([
            format!("create table {accounts} (id bigint primary key, {MARKS})"),
            format!("create table {projects} (id bigint primary key, account_id bigint not null references {accounts}, {MARKS})"),
            format!("create table {tasks} (id bigint primary key, project_id bigint not null references {projects}, body text not null, {MARKS})"),
            // 1 and 2 are large, the others small.
            format!(
                "insert into {accounts} select 1 union all select 2 union all select generate_series(1001, {small}) union all select generate_series(100001, 101000)"
            ),
            format!("insert into {projects} select id * 1000 + n, id from {accounts}, generate_series(1, case when id <= 2 then 100 else 2 end) n"),
            format!(
                "insert into {tasks} select id * 1000 + n, id, repeat('x', 100) from {projects}, generate_series(1, case when account_id <= 2 then 100 else 5 end) n"
            ),
            format!("create index on {projects} (account_id)"),
            format!("create index on {tasks} (project_id)"),
            format!("vacuum analyze {accounts}, {projects}, {tasks}"),
        ]);
    }
    statements
}
