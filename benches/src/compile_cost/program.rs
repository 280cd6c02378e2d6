//! The two programs that are compared.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// A way to write the program.
#[derive(Clone, Copy)]
pub(crate) enum Program {
    /// With `sd_query!`.
    Macros,
    /// With SQL strings and structs for the rows.
    ByHand,
}

impl Program {
    /// The name of its crate.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Program::Macros => "with-macros",
            Program::ByHand => "by-hand",
        }
    }

    /// Writes the crate below `folder` and returns its manifest.
    pub(crate) fn write(
        self,
        folder: &Path,
        repository: &Path,
        queries: usize,
    ) -> Result<PathBuf, String> {
        let root = folder.join(self.name());
        let name = self.name();
        let path = repository.display();
        let manifest = format!(
            "[workspace]\n\n[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             softdelete = {{ path = \"{path}\" }}\ntokio-postgres = \"0.7\"\n"
        );
        let write = |file: PathBuf, text: &str| {
            fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))
        };
        fs::create_dir_all(root.join("src"))
            .map_err(|error| format!("{}: {error}", root.display()))?;
        // The versions that the repository was tested with, and no network.
        fs::copy(repository.join("Cargo.lock"), root.join("Cargo.lock"))
            .map_err(|error| error.to_string())?;
        write(root.join("src/lib.rs"), &self.source(queries))?;
        write(root.join("Cargo.toml"), &manifest)?;
        Ok(root.join("Cargo.toml"))
    }

    fn source(self, queries: usize) -> String {
        let mut source = String::from(TABLES);
        for number in 0..queries {
            let result = match self {
                Program::Macros => write!(source, "{}", macro_query(number)),
                Program::ByHand => write!(source, "{}", hand_query(number)),
            };
            result.expect("writing to a string does not fail");
        }
        source
    }
}

/// Declarations that both programs have, so that only the queries differ.
const TABLES: &str = r#"//! Made by the benchmark `compile-cost`.
use softdelete::Table;

/// A customer.
#[derive(Debug, Table)]
#[table(name = "customers", soft_delete)]
pub struct Customer {
    #[column(primary_key)]
    pub id: i64,
    pub email: String,
    pub name: Option<String>,
}

/// An order.
#[derive(Debug, Table)]
#[table(name = "purchases", soft_delete)]
pub struct Purchase {
    #[column(primary_key)]
    pub id: i64,
    pub customer_id: i64,
    pub total: i32,
    pub note: Option<String>,
}

/// A line of an order.
#[derive(Debug, Table)]
#[table(name = "lines", soft_delete)]
pub struct Line {
    #[column(primary_key)]
    pub id: i64,
    pub purchase_id: i64,
    pub product: String,
    pub amount: i32,
}
"#;

/// One query; the number in it makes each a different statement.
fn macro_query(number: usize) -> String {
    format!(
        r"
pub async fn query_{number}(db: &tokio_postgres::Client, least: i32, email: &str) -> Result<usize, softdelete::Error> {{
    let rows = softdelete::sd_query!(
        select c.id, c.name, p.total, l.product, l.amount + {number} as amount
        from customers c
        join purchases p on p.customer_id = c.id
        left join lines l on l.purchase_id = p.id
        where p.total > $least and c.email = $email
        order by p.total desc
        limit {limit}
    ).fetch_all(db).await?;
    Ok(rows.iter().filter(|row| row.id > 0 && row.name.is_some() && row.total > 0 && row.product.is_some() && row.amount.is_some()).count())
}}
",
        limit = number % 50 + 1,
    )
}

fn hand_query(number: usize) -> String {
    format!(
        r#"
pub async fn query_{number}(db: &tokio_postgres::Client, least: i32, email: &str) -> Result<usize, tokio_postgres::Error> {{
    #[derive(Debug)]
    pub struct Row {{
        pub id: i64,
        pub name: Option<String>,
        pub total: i32,
        pub product: Option<String>,
        pub amount: Option<i32>,
    }}
    let rows = db.query_typed(
        "SELECT c.id, c.name, p.total, l.product, l.amount + {number} AS amount FROM customers c \
         JOIN purchases p ON p.customer_id = c.id AND p.deleted_at IS NULL \
         LEFT JOIN lines l ON l.purchase_id = p.id AND l.deleted_at IS NULL \
         WHERE p.total > $1 AND c.email = $2 AND c.deleted_at IS NULL ORDER BY p.total DESC LIMIT {limit}",
        &[(&least, tokio_postgres::types::Type::INT4), (&email, tokio_postgres::types::Type::TEXT)],
    ).await?;
    let rows = rows.iter().map(|row| Ok(Row {{
        id: row.try_get(0)?,
        name: row.try_get(1)?,
        total: row.try_get(2)?,
        product: row.try_get(3)?,
        amount: row.try_get(4)?,
    }})).collect::<Result<Vec<_>, tokio_postgres::Error>>()?;
    Ok(rows.iter().filter(|row| row.id > 0 && row.name.is_some() && row.total > 0 && row.product.is_some() && row.amount.is_some()).count())
}}
"#,
        limit = number % 50 + 1,
    )
}
