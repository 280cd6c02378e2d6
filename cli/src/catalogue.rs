//! What the database holds, read once and kept as the compiler's schema.

use std::borrow::Cow;

use softdelete_compiler::catalog::Schema;
use softdelete_compiler::compile::Compiled;
use softdelete_compiler::diagnostic::{Diagnostic, Errors};
use softdelete_compiler::visit::TableRef;

use crate::arguments::DatabaseArguments;
use crate::failure::Failure;
use crate::mistake::UNCLEAR_MARKER;

mod advice;
mod build;
mod casts;
mod connect;
mod facts;
mod functions;
mod keys;
mod marker;
mod operators;
mod tables;
mod types;

/// The tables, types, functions, operators and casts of a database.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    /// As the compiler wants them. Every table has its schema; those that the search path finds come first.
    schema: Schema,
    /// How many tables the search path finds.
    visible: usize,
    /// How each user-declared type is shown.
    types: Vec<types::Shown>,
    /// The tables whose marker column marks nothing.
    unclear: Vec<Unclear>,
}

/// A table whose marker column marks nothing.
#[derive(Debug)]
struct Unclear {
    table: usize,
    column: String,
    ty: String,
}

impl Catalogue {
    /// Reads it.
    ///
    /// # Errors
    /// The server cannot be reached, or does not answer as PostgreSQL does.
    pub(crate) fn read(database: &DatabaseArguments) -> Result<Self, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let runtime = runtime
            .map_err(|error| Failure::new(format!("cannot wait for the network: {error}")))?;
        let facts = runtime.block_on(async {
            let mut client = connect::connect(&database.database_url).await?;
            let facts = facts::Facts::read(&mut client).await;
            facts.map_err(|error| {
                Failure::new(format!(
                    "cannot read the database's catalogue: {}",
                    connect::reason(&error)
                ))
            })
        })?;
        Ok(build::catalogue(&facts, &database.marker))
    }

    /// As the compiler wants it.
    pub(crate) fn schema(&self) -> &Schema {
        &self.schema
    }

    /// How a user-declared type is shown.
    pub(crate) fn shown(&self, index: usize) -> &types::Shown {
        &self.types[index]
    }

    /// What a statement over these tables is compiled with.
    ///
    /// The compiler finds a table by its bare name in whatever schema it is; the server does so only on the search path. So
    /// a table that the search path does not find loses its name where a statement uses that name alone.
    pub(crate) fn schema_for(&self, tables: &[TableRef]) -> Cow<'_, Schema> {
        let (visible, hidden) = self.schema.tables.split_at(self.visible);
        let bare = tables
            .iter()
            .filter(|table| table.name.parts.len() == 1)
            .map(|table| table.name.last().text.as_str());
        let lost: Vec<&str> = bare
            .filter(|name| !visible.iter().any(|table| table.name == *name))
            .collect();
        if !hidden
            .iter()
            .any(|table| lost.contains(&table.name.as_str()))
        {
            return Cow::Borrowed(&self.schema);
        }
        let mut schema = self.schema.clone();
        for table in &mut schema.tables[self.visible..] {
            if lost.contains(&table.name.as_str()) {
                table.name.clear();
                table.local_name.clear();
            }
        }
        Cow::Owned(schema)
    }

    /// Refuses tables of which nobody can say which rows are deleted: to show them all would show deleted ones.
    pub(crate) fn refuse_unclear(
        &self,
        compiled: &Compiled,
        tables: &[TableRef],
        errors: &mut Errors,
    ) {
        for unclear in self
            .unclear
            .iter()
            .filter(|unclear| compiled.tables.contains(&unclear.table))
        {
            let table = &self.schema.tables[unclear.table];
            let place = tables
                .iter()
                .find(|written| written.name.last().text == table.name);
            let (name, column, ty) = (&table.local_name, &unclear.column, &unclear.ty);
            errors.push(
                Diagnostic::new(
                    &UNCLEAR_MARKER,
                    place.map(|place| place.span).unwrap_or_default(),
                    format!("`{column}` of `{name}` is of type `{ty}`, which does not tell active rows from deleted ones"),
                )
                .help("a time or a boolean marks rows; name the column that does with `--marker`"),
            );
        }
    }
}
