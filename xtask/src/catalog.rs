//! `cargo xtask catalog`: the facts of PostgreSQL's system catalogues, as the file that the compiler embeds.

use std::path::{Path, PathBuf};

use tokio_postgres::Client;

use crate::Result;

mod facts;
mod probe;
mod server;

/// The version whose catalogues are dumped.
const VERSION: u32 = 18;

/// Dumps the catalogues of a server into the compiler.
pub(crate) fn write() -> Result<()> {
    let text = server::with_client(dump)?;
    std::fs::write(path(), &text)?;
    eprintln!("wrote {} facts, {} bytes", text.lines().count(), text.len());
    Ok(())
}

/// Says whether the compiler's copy is what a fresh dump would be.
pub(crate) fn check() -> Result<()> {
    let text = server::with_client(dump)?;
    if std::fs::read_to_string(path())? == text {
        return Ok(());
    }
    Err("the catalogue differs from a fresh dump: run `cargo xtask catalog` and read the difference".into())
}

/// Where the compiler has its copy.
fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../compiler/src/catalog/builtin/catalog.txt")
}

/// All facts as sorted lines.
async fn dump(client: Client) -> Result<String> {
    let version = client
        .query_one("show server_version_num", &[])
        .await?
        .get::<_, String>(0);
    if version.parse::<u32>()? / 10_000 != VERSION {
        return Err(format!(
            "the catalogue is that of PostgreSQL {VERSION}, the server is {version}"
        )
        .into());
    }
    let facts = facts::read(&client).await?;
    let seen_null = probe::probe(&client, &facts).await?;
    let mut lines = Vec::new();
    for row in client.query(include_str!("catalog/dump.sql"), &[]).await? {
        let (function, strict, returns_set): (u32, bool, bool) =
            (row.get(0), row.get(1), row.get(2));
        let (before, after): (String, String) = (row.get(3), row.get(4));
        let nulls = if function == 0 {
            ""
        } else {
            facts.nulls(function, strict, returns_set, &seen_null)
        };
        lines.push(format!("{before}{nulls}{after}"));
    }
    lines.sort_unstable();
    Ok(lines.join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use softdelete_testing::Server;

    /// The compiler knows what the server knows. Skipped where there is no PostgreSQL 18.
    #[test]
    fn compilers_copy_is_a_fresh_dump() {
        if let Err(error) = Server::builder().version(super::VERSION).start() {
            eprintln!("skipped: {error}");
            return;
        }
        super::check().expect("the compiler's copy of the catalogue");
    }
}
