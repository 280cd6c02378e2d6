//! Compares what was compiled into a program with a live database.
//!
//! `sd_query!` and the derives believe the declarations: nothing is asked of a database at compile time. One test says
//! whether a database is as it was declared. It is used as `softdelete::testing`, behind the cargo feature `testing`:
//!
//! ```no_run
//! # async fn connect() -> tokio_postgres::Client { unimplemented!() }
//! // #[tokio::test]
//! async fn statements_fit_the_database() -> Result<(), softdelete_verify::Error> {
//!     let db = connect().await; // to a database that your migrations made
//!     let report = softdelete_verify::verify_all(&db).await?;
//!     println!("{report}");
//!     Ok(())
//! }
//! ```
//!
//! The statements and tables are those of the test's own binary: the test stands in the crate whose statements are meant, or in one of
//! its integration tests that uses it. The manual's chapter "Verifying against a database" says what is compared.

mod cast;
mod catalogue;
mod database;
mod error;
mod function;
mod report;
mod results;
mod statement;
mod table;
mod variants;

use softdelete_runtime::registry::{Registered, What, registered};

pub use database::Database;
pub use error::Error;
pub use report::{Disagreement, Place, Report};

use catalogue::Catalogue;

/// Compares every statement and every table that was compiled into this program with a database.
///
/// Every declared function, operator and composite type is looked up: its arguments, result and whether NULL is passed to it; its fields.
/// Every table is looked up in the catalogue: its columns with their types and nullability, its keys, its foreign keys, the marks of deletion, and the tables
/// that go with it. Every statement is parsed and described by the server, in all its variants, and nothing of it is run: the methods' and
/// the purge's own statements as well.
///
/// # Errors
/// With all disagreements at once ([`Error::report`]); or when the server cannot be asked.
pub async fn verify_all(db: &impl Database) -> Result<Report, Error> {
    let lent = db.lend().await?;
    let mut catalogue = Catalogue::new(database::client(&lent));
    let mut entries: Vec<&'static Registered> = registered().collect();
    entries.sort_by_key(|entry| (entry.file, entry.line, entry.column));
    let soft_deleted = table::soft_deleted(&catalogue, &entries).await?;
    let mut report = Report::default();
    // Tables first: what is wrong with a column is said again where a statement relies on it.
    for entry in &entries {
        if let What::Table {
            description,
            parents,
        } = entry.what
        {
            table::verify(
                Place::of(entry),
                description,
                parents,
                &entries,
                &soft_deleted,
                &mut catalogue,
                &mut report,
            )
            .await?;
        }
    }
    for entry in &entries {
        let place = Place::of(entry);
        match entry.what {
            What::Functions { description } => {
                function::verify_functions(place, description, &mut catalogue, &mut report).await?;
            }
            What::Type { description } => {
                function::verify_type(place, description, &mut catalogue, &mut report).await?;
            }
            What::Table { .. }
            | What::Statement { .. }
            | What::Lifecycle { .. }
            | What::Purge { .. } => {}
        }
    }
    for entry in &entries {
        statement::verify(entry, &catalogue, &mut report).await?;
    }
    report.finish()
}
