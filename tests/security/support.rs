//! Difficult texts, and roles of a test.

use softdelete::tokio_postgres::Client;
use softdelete_testing::Database;

/// Texts that mean something where they get out of their place.
pub(crate) const TEXTS: &[&str] = &[
    "",
    "'",
    "''; drop table accounts; --",
    "\"",
    "\\",
    "\\' or true --",
    "-- comment",
    "/* open",
    "*/ close",
    "$1",
    "$$",
    "$sd$; drop table accounts; $sd$",
    "%s %I %L %",
    "{1,2}",
    "{\"a\": null}",
    "null",
    "softdelete 0 7",
    "new\nline\r\n\ttab",
    "\u{1}\u{7f}\u{80}\u{9f}",
    "größe",
    "e\u{301} é",
    "\u{202e}right to left",
    "\u{feff}mark",
    "名前 🐘 \u{10ffff}",
];

/// A role that is dropped with its database, as roles belong to the server.
pub(crate) struct Role {
    pub(crate) database: Database,
    pub(crate) name: String,
}

impl Role {
    /// A role with a difficult name, which may do `grants` (of SQL, to be followed by TO).
    pub(crate) async fn make(database: Database, client: &Client, grants: &[&str]) -> Self {
        let name = format!("it's \"{}\" -- é", database.name());
        let role = Self { database, name };
        run(client, &format!("create role {}", role.quoted())).await;
        for grant in grants {
            run(client, &format!("{grant} to {}", role.quoted())).await;
        }
        role
    }

    /// Its name in SQL.
    pub(crate) fn quoted(&self) -> String {
        format!("\"{}\"", self.name.replace('"', "\"\""))
    }

    pub(crate) async fn take(&self, client: &Client) {
        run(client, &format!("set role {}", self.quoted())).await;
    }
}

impl Drop for Role {
    fn drop(&mut self) {
        let role = self.quoted();
        self.database
            .run(&format!("drop owned by {role}; drop role {role}"));
    }
}

pub(crate) async fn run(client: &Client, sql: &str) {
    let done = client.batch_execute(sql).await;
    assert!(done.is_ok(), "{sql}: {done:?}");
}

/// The SQLSTATE that a statement is refused with.
pub(crate) async fn refused(client: &Client, sql: &str) -> String {
    let error = client.batch_execute(sql).await;
    let error = error.expect_err(sql);
    let _ = client.batch_execute("rollback").await;
    error.code().expect("the server refuses").code().to_owned()
}
