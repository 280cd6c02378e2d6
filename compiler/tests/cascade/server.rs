//! Statements compiled for a world, run on a server.

use std::error::Error;
use std::sync::OnceLock;

use softdelete_compiler::catalog::Schema;
use softdelete_compiler::compile::{Action, Compiled, Options, ParamSource, compile};
use softdelete_compiler::diagnostic::Errors;
use softdelete_compiler::lex;
use softdelete_testing::{Database, Server};
use tokio_postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};
use tokio_postgres::{Client, SimpleQueryMessage};

use crate::world::{self, Made};

/// A database with the tables of a world.
pub(crate) struct Session {
    pub(crate) client: Client,
    pub(crate) schema: Schema,
    /// How many statements that delete have run: each has another number.
    deletions: u8,
    database: Database,
}

/// A UUID as bytes.
#[derive(Debug)]
struct Uuid([u8; 16]);

impl ToSql for Uuid {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        out.extend_from_slice(&self.0);
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::UUID
    }

    to_sql_checked!();
}

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| Server::builder().start().expect("a PostgreSQL server"))
}

impl Session {
    /// A database with the tables of a world, and rows.
    pub(crate) async fn new(made: &[Made], rows: &str) -> Self {
        let database = server().create_database();
        let client = database.connect().await.expect("a connection");
        client
            .batch_execute(&world::definitions(made))
            .await
            .expect("the tables of the test");
        client
            .batch_execute(rows)
            .await
            .expect("the rows of the test");
        Self {
            client,
            schema: world::schema(made),
            deletions: 0,
            database,
        }
    }

    /// Another connection to the same database.
    pub(crate) async fn connect(&self) -> Client {
        self.database.connect().await.expect("a connection")
    }

    /// Compiles a statement that has no mistake.
    #[track_caller]
    pub(crate) fn compile(&self, text: &str) -> Compiled {
        self.compile_with(text, Options::default())
    }

    /// Compiles a statement that has no mistake.
    #[track_caller]
    pub(crate) fn compile_with(&self, text: &str, options: Options) -> Compiled {
        let mut errors = Errors::new();
        let source = lex::sql(text, lex::ParamStyle::Named, &mut errors);
        let outcome = compile(&source, &self.schema, &options);
        assert!(outcome.errors.is_empty(), "{text}: {:#?}", outcome.errors);
        outcome.statement.expect("a statement")
    }

    /// What a statement does to how many rows of which table, as text: `delete users 1, delete orders 2`. What did nothing is left
    /// out. What its plan says beforehand must be the same, and change nothing.
    #[track_caller]
    pub(crate) fn run(&mut self, text: &str) -> impl Future<Output = Result<String, String>> {
        self.run_with(text, Options::default())
    }

    /// The same, of a statement that is compiled in another way.
    #[track_caller]
    pub(crate) fn run_with(
        &mut self,
        text: &str,
        options: Options,
    ) -> impl Future<Output = Result<String, String>> {
        let compiled = self.compile_with(text, options);
        self.deletions += 1;
        let text = text.to_owned();
        async move {
            let plan = compiled.plan.clone().expect("a plan");
            let before = self.snapshot().await;
            let planned = self
                .counts(&plan, &compiled)
                .await
                .expect("a plan never fails");
            assert_eq!(
                before,
                self.snapshot().await,
                "the plan of {text} changes something"
            );
            assert!(compiled.reports, "{text}\n{}", compiled.sql);
            let done = self.counts(&compiled.sql, &compiled).await;
            match &done {
                Ok(done) => assert_eq!(*done, planned, "{text}: the plan was another"),
                Err(_) => assert_eq!(before, self.snapshot().await, "half of {text} was done"),
            }
            let counts = done?;
            Ok(shown(&self.schema, &compiled, &counts))
        }
    }

    /// What the plan of a statement says.
    pub(crate) async fn plan(&self, text: &str) -> String {
        let compiled = self.compile(text);
        let plan = compiled.plan.clone().expect("a plan");
        let counts = self
            .counts(&plan, &compiled)
            .await
            .expect("a plan never fails");
        shown(&self.schema, &compiled, &counts)
    }

    /// The values of the parameters that a statement has.
    fn params(&self, compiled: &Compiled) -> Vec<(Box<dyn ToSql + Sync>, Type)> {
        let mut bytes = [0; 16];
        bytes[15] = self.deletions;
        let params = compiled.params.iter().map(|param| match &param.source {
            ParamSource::Actor => (Box::new("tester") as Box<dyn ToSql + Sync>, Type::TEXT),
            ParamSource::DeletionId => (Box::new(Uuid(bytes)) as Box<dyn ToSql + Sync>, Type::UUID),
            other => panic!("the tests use constants, not {other:?}"),
        });
        params.collect()
    }

    /// The one row of counts.
    async fn counts(&self, sql: &str, compiled: &Compiled) -> Result<Vec<i64>, String> {
        let rows = self.rows(sql, compiled).await?;
        Ok((0..compiled.effects.len())
            .map(|column| rows[0].get(column))
            .collect())
    }

    /// The rows that a statement returns, or what the server says against it.
    pub(crate) async fn rows(
        &self,
        sql: &str,
        compiled: &Compiled,
    ) -> Result<Vec<tokio_postgres::Row>, String> {
        let params = self.params(compiled);
        let params: Vec<(&(dyn ToSql + Sync), Type)> = params
            .iter()
            .map(|(value, ty)| (value.as_ref(), ty.clone()))
            .collect();
        let rows = self.client.query_typed(sql, &params).await;
        rows.map_err(|error| match error.as_db_error() {
            Some(error) => error.message().to_owned(),
            None => panic!("{error}: {sql}"),
        })
    }

    /// The rows of a query, as text.
    pub(crate) async fn select(&self, query: &str) -> Vec<String> {
        let messages = self.client.simple_query(query).await.expect(query);
        let rows = messages.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => {
                let fields = (0..row.len()).map(|field| row.get(field).unwrap_or("-"));
                Some(fields.collect::<Vec<_>>().join(" "))
            }
            _ => None,
        });
        rows.collect()
    }

    /// Every row of every table.
    async fn snapshot(&self) -> Vec<String> {
        let tables = self
            .select("select schemaname || '.' || tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1")
            .await;
        let mut all = Vec::new();
        for table in tables {
            all.extend(
                self.select(&format!(
                    "select '{table}', t, t.xmin from {table} t order by 2"
                ))
                .await,
            );
        }
        all
    }
}

fn shown(schema: &Schema, compiled: &Compiled, counts: &[i64]) -> String {
    let effects = compiled.effects.iter().zip(counts);
    let named = |action| action == Action::Named;
    let shown = effects
        .filter(|(effect, count)| **count != 0 || named(effect.action))
        .map(|(effect, count)| {
            let table = &schema.tables[effect.table];
            let columns: Vec<&str> = effect
                .columns
                .iter()
                .map(|column| table.columns[*column].name.as_str())
                .collect();
            let columns = if columns.is_empty() {
                String::new()
            } else {
                format!(".{}", columns.join("+"))
            };
            format!("{:?} {}{columns} {count}", effect.action, table.name)
        });
    shown.collect::<Vec<_>>().join(", ")
}
