//! A database with declared tables, on which statements are compiled and run.

use softdelete_compiler::catalog::Schema;
use softdelete_compiler::compile::{Action, Compiled, Options, ParamSource, compile};
use softdelete_compiler::diagnostic::Errors;
use softdelete_compiler::lex;
use softdelete_testing::Database;
use softdelete_testing::tokio_postgres::{Client, SimpleQueryMessage};
use tokio::runtime::Runtime;

use crate::schema::{ddl, name_of};

/// The operation of every statement that these tests run.
pub(crate) const OPERATION: &str = "99999999-9999-9999-9999-999999999999";

/// Rows as text.
pub(crate) type Rows = Vec<Vec<String>>;

pub(crate) struct World {
    schema: Schema,
    runtime: Runtime,
    client: Client,
    _database: Database,
}

/// The mistakes that are found in a statement.
pub(crate) fn mistakes(schema: &Schema, text: &str) -> Vec<&'static str> {
    match compiled(schema, text, Options::default()) {
        Ok(_) => Vec::new(),
        Err(mistakes) => mistakes,
    }
}

fn compiled(schema: &Schema, text: &str, options: Options) -> Result<Compiled, Vec<&'static str>> {
    let mut errors = Errors::new();
    let source = lex::sql(text, lex::ParamStyle::Named, &mut errors);
    let outcome = compile(&source, schema, &options);
    let codes = outcome.errors.iter().map(|error| error.entry.code);
    outcome.statement.ok_or(codes.collect())
}

impl World {
    /// A database with the tables, in which `setup` was run. `d(1)` there is the id of the first deletion.
    #[track_caller]
    pub(crate) fn new(schema: Schema, setup: &str) -> Self {
        let database = Database::create();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let client = runtime.block_on(database.connect()).expect("a connection");
        let world = Self {
            schema,
            runtime,
            client,
            _database: database,
        };
        world.batch(
            "create function d(n int8) returns uuid language sql immutable
             return ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid",
        );
        world.batch(crate::system::SYSTEM_SQL);
        world.batch(&ddl(&world.schema));
        world.batch(setup);
        world
    }

    #[track_caller]
    pub(crate) fn batch(&self, sql: &str) {
        if let Err(error) = self.runtime.block_on(self.client.batch_execute(sql)) {
            panic!("{error:?}\n{sql}");
        }
    }

    /// The rows that a query gives, or the server's message.
    pub(crate) fn query(&self, sql: &str) -> Result<Rows, String> {
        let messages = self.runtime.block_on(self.client.simple_query(sql));
        let messages = messages.map_err(|error| match error.as_db_error() {
            Some(error) => format!("{} {}", error.code().code(), error.message()),
            None => error.to_string(),
        })?;
        let rows = messages.into_iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(
                (0..row.len())
                    .map(|column| row.get(column).unwrap_or("-").to_owned())
                    .collect(),
            ),
            _ => None,
        });
        Ok(rows.collect())
    }

    /// The rows of a query, each its values with spaces between.
    #[track_caller]
    pub(crate) fn rows(&self, sql: &str) -> Vec<String> {
        match self.query(sql) {
            Ok(rows) => rows.into_iter().map(|row| row.join(" ")).collect(),
            Err(error) => panic!("{error}\n{sql}"),
        }
    }

    /// Everything that is in the tables, and what was recorded.
    #[track_caller]
    pub(crate) fn state(&self) -> Vec<String> {
        let mut all = Vec::new();
        for table in &self.schema.tables {
            let name = name_of(table);
            let rows = self.rows(&format!("select t::text from {name} t order by 1"));
            all.extend(rows.into_iter().map(|row| format!("{name} {row}")));
        }
        all.extend(self.rows("select h::text from softdelete.history h order by id"));
        all.extend(self.rows("select o::text from softdelete.outbox o order by id"));
        all
    }

    #[track_caller]
    fn compiled(&self, text: &str, options: Options) -> Compiled {
        compiled(&self.schema, text, options)
            .unwrap_or_else(|mistakes| panic!("{text}: {mistakes:?}"))
    }

    /// What a statement does by its plan and in fact, as `restore users 1`; effects that concern no row are left out.
    #[track_caller]
    pub(crate) fn does(&self, text: &str, expected: &[&str]) {
        self.does_with(text, Options::default(), expected);
    }

    #[track_caller]
    pub(crate) fn does_with(&self, text: &str, options: Options, expected: &[&str]) {
        let statement = self.compiled(text, options);
        assert_eq!(self.planned(&statement), expected, "plan of {text}");
        let sql = with_values(&statement.sql, &statement);
        let rows = self
            .query(&sql)
            .unwrap_or_else(|error| panic!("{error}\n{sql}"));
        if statement.reports {
            let counts = self.effects(&statement, &rows[0]);
            assert_eq!(counts, expected, "{text}\n{sql}");
        }
    }

    /// The rows that a statement returns.
    #[track_caller]
    pub(crate) fn returns(&self, text: &str) -> Vec<String> {
        let options = Options {
            struct_rows: false,
            ..Options::default()
        };
        let statement = self.compiled(text, options);
        self.rows(&with_values(&statement.sql, &statement))
    }

    /// A statement that is refused when it is run, for a rule that its plan tells, and changes nothing.
    #[track_caller]
    pub(crate) fn refuses(&self, text: &str, expected: &[&str], rule: Action) {
        let statement = self.compiled(text, Options::default());
        let before = self.state();
        assert_eq!(self.planned(&statement), expected, "plan of {text}");
        let sql = with_values(&statement.sql, &statement);
        let message = match self.query(&sql) {
            Ok(rows) => panic!("{text} was not refused: {rows:?}\n{sql}"),
            Err(message) => message,
        };
        if rule == Action::Conflict {
            assert!(message.starts_with("23505"), "{message}");
        } else {
            let number = message
                .split("softdelete ")
                .nth(1)
                .and_then(|rest| rest.split(' ').next())
                .and_then(|number| number.parse::<usize>().ok())
                .unwrap_or_else(|| panic!("{message}\n{sql}"));
            assert_eq!(statement.effects[number].action, rule, "{message}");
        }
        assert_eq!(self.state(), before, "{text} changed something");
    }

    #[track_caller]
    fn planned(&self, statement: &Compiled) -> Vec<String> {
        let Some(plan) = &statement.plan else {
            panic!("there is no plan of {}", statement.sql);
        };
        let before = self.state();
        let sql = with_values(plan, statement);
        let rows = self
            .query(&sql)
            .unwrap_or_else(|error| panic!("{error}\n{sql}"));
        assert_eq!(self.state(), before, "the plan changed something");
        self.effects(statement, &rows[0])
    }

    fn effects(&self, statement: &Compiled, counts: &[String]) -> Vec<String> {
        assert_eq!(counts.len(), statement.effects.len());
        for (index, effect) in statement.effects.iter().enumerate() {
            assert!(
                effect.cause.is_none_or(|cause| cause < index),
                "{:?}",
                statement.effects
            );
        }
        let effects = statement.effects.iter().zip(counts);
        let effects = effects
            .filter(|(_, count)| *count != "0")
            .map(|(effect, count)| {
                let table = &self.schema.tables[effect.table];
                let columns = effect
                    .columns
                    .iter()
                    .map(|column| table.columns[*column].name.as_str());
                let columns: Vec<&str> = columns.collect();
                let dot = if columns.is_empty() { "" } else { "." };
                format!(
                    "{:?} {}{dot}{} {count}",
                    effect.action,
                    table.name,
                    columns.join("+")
                )
            });
        effects.collect()
    }
}

/// The text with values in place of its parameters, which are those that the runtime fills in.
fn with_values(sql: &str, statement: &Compiled) -> String {
    let mut text = sql.to_owned();
    for (index, param) in statement.params.iter().enumerate().rev() {
        let value = match param.source {
            ParamSource::DeletionId => format!("'{OPERATION}'::uuid"),
            ParamSource::Actor => "'context'::text".to_owned(),
            ParamSource::User(_)
            | ParamSource::Field(..)
            | ParamSource::Rows(..)
            | ParamSource::Elements(..) => panic!("these tests write values into the text"),
        };
        text = text.replace(&format!("${}", index + 1), &value);
    }
    text
}
