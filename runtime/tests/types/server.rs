//! A server to ask what it makes of a value.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use softdelete_runtime::__private::{
    Bind, BindNullable, FromColumn, Param, Query, Row, Statement, StatementKind, Type, Typed, bind,
    bind_nullable, get,
};
use softdelete_runtime::sql::{self, Array, SqlType};
use softdelete_runtime::{Error, FromRow};
use softdelete_testing::Database;
use tokio_postgres::Client;

/// A row of one column of type `S`.
struct Value<S, T>(T, std::marker::PhantomData<fn() -> S>);

impl<S: SqlType, T: FromColumn<S>> FromRow for Value<S, T> {
    const COLUMNS: usize = 1;

    fn from_row(row: &Row, first: usize) -> Result<Self, Error> {
        Ok(Value(get::<S, T>(row, first)?, std::marker::PhantomData))
    }
}

/// A database to ask in.
pub(crate) struct Server {
    client: Client,
    _database: Database,
}

impl Server {
    pub(crate) async fn start() -> Server {
        let database = Database::create();
        Server {
            client: database.connect().await.unwrap(),
            _database: database,
        }
    }

    /// The value of an expression of type `S`, with parameters of the types given.
    async fn ask<S: SqlType, U: FromColumn<S>, const N: usize>(
        &self,
        expression: &str,
        types: [Type; N],
        params: [Param<'_>; N],
    ) -> Result<U, Error> {
        // Statements live as long as programs; a test can afford to leak one.
        let statement: &'static Statement = Box::leak(Box::new(Statement {
            kind: StatementKind::Select,
            sql: format!("select {expression} as value").leak(),
            params: Vec::from(types).leak(),
            columns: &["value"],
            ..Statement::PLAIN
        }));
        Query::new(Typed::<Value<S, U>>::new(statement), params)
            .fetch_one(&self.client)
            .await
            .map(|value| value.0)
    }

    /// Sends `value` as `S` and reads back what the server makes of it.
    pub(crate) async fn echo<S: SqlType, T: Bind<S>, U: FromColumn<S>>(
        &self,
        value: &T,
    ) -> Result<U, Error> {
        self.ask::<S, U, 1>("$1", [S::TYPE], [bind::<S, T>(value)])
            .await
    }

    /// Reads an expression as `S`.
    pub(crate) async fn read<S: SqlType, U: FromColumn<S>>(
        &self,
        expression: &str,
    ) -> Result<U, Error> {
        self.ask::<S, U, 0>(expression, [], []).await
    }

    /// `value`, sent as `S`, as the server writes it.
    pub(crate) async fn text<S: SqlType, T: Bind<S>>(&self, value: &T) -> Result<String, Error> {
        self.ask::<sql::Text, String, 1>("$1::text", [S::TYPE], [bind::<S, T>(value)])
            .await
    }

    /// Values as the server writes them.
    pub(crate) async fn texts<S: SqlType, T: Bind<S>>(&self, values: &Vec<T>) -> Vec<String> {
        self.ask::<Array<sql::Text>, Vec<String>, 1>(
            "(select array_agg(value::text order by nth) from unnest($1) with ordinality as list (value, nth))",
            [S::ARRAY],
            [bind::<Array<S>, Vec<T>>(values)],
        )
        .await
        .unwrap()
    }

    /// Whether the server finds `value`, sent as `S`, equal to an expression of its own.
    pub(crate) async fn equals<S: SqlType, T: BindNullable<S>>(
        &self,
        value: &T,
        expression: &str,
    ) -> bool {
        let expression = format!("($1 is not distinct from ({expression}))");
        let param = bind_nullable::<S, T>(value);
        self.ask::<sql::Bool, bool, 1>(&expression, [S::TYPE], [param])
            .await
            .unwrap()
    }

    /// `value` is what `expression` is, there and back, alone and in an array, as the server writes it and as Rust does, if it does.
    ///
    /// For all types, also those that the server cannot compare.
    pub(crate) async fn writes<S, T>(&self, value: T, expression: &str)
    where
        S: SqlType,
        T: Bind<S> + FromColumn<S> + PartialEq + Clone + Debug,
    {
        let text: String = self
            .read::<sql::Text, _>(&format!("({expression})::text"))
            .await
            .unwrap();
        assert_eq!(self.text::<S, T>(&value).await.unwrap(), text);
        let list = self.comes_back::<S, T>(value, expression).await;
        let text: String = self
            .read::<sql::Text, _>(&format!("array[{expression}, null, {expression}]::text"))
            .await
            .unwrap();
        assert_eq!(self.text::<Array<S>, _>(&list).await.unwrap(), text);
    }

    /// `expression` is read as `value`, which comes back as it went, alone and in the array that is returned, beside a NULL.
    async fn comes_back<S, T>(&self, value: T, expression: &str) -> Vec<Option<T>>
    where
        S: SqlType,
        T: Bind<S> + FromColumn<S> + PartialEq + Clone + Debug,
    {
        assert_eq!(
            self.read::<S, T>(expression).await.unwrap(),
            value,
            "{expression}"
        );
        assert_eq!(self.echo::<S, T, T>(&value).await.unwrap(), value);
        let list = vec![Some(value.clone()), None, Some(value)];
        assert_eq!(
            self.echo::<Array<S>, _, Vec<Option<T>>>(&list)
                .await
                .unwrap(),
            list
        );
        list
    }

    /// The same, and Rust writes and reads it as the server writes it.
    pub(crate) async fn prints<S, T>(&self, value: T, expression: &str)
    where
        S: SqlType,
        T: Bind<S> + FromColumn<S> + PartialEq + Clone + Debug + Display + FromStr,
        T::Err: Debug,
    {
        let text: String = self
            .read::<sql::Text, _>(&format!("({expression})::text"))
            .await
            .unwrap();
        assert_eq!(value.to_string(), text);
        assert_eq!(text.parse::<T>().unwrap(), value);
        self.writes::<S, T>(value, expression).await;
    }

    /// `value` is what `expression` is, there and back, alone, in an array, and beside a NULL.
    pub(crate) async fn same<S, T>(&self, value: T, expression: &str)
    where
        S: SqlType,
        T: Bind<S> + FromColumn<S> + PartialEq + Clone + Debug,
    {
        assert!(
            self.equals::<S, T>(&value, expression).await,
            "{value:?} is not what the server calls {expression}"
        );
        let list = self.comes_back::<S, T>(value, expression).await;
        assert!(
            self.equals::<Array<S>, _>(&list, &format!("array[{expression}, null, {expression}]"))
                .await
        );
        assert!(self.equals::<S, Option<T>>(&None, "null").await);
        assert_eq!(
            self.read::<S, Option<T>>(&format!("nullif({expression}, {expression})"))
                .await
                .unwrap_or(None),
            None
        );
    }

    pub(crate) async fn refused<S: SqlType, T: FromColumn<S> + Debug>(
        &self,
        expression: &str,
    ) -> String {
        let error = self.read::<S, T>(expression).await.unwrap_err();
        assert!(error.is_invalid_value(), "{error}");
        error.to_string()
    }

    /// Why an expression cannot be read as the type of `like`.
    #[allow(dead_code, reason = "only crates of dates need it")]
    pub(crate) async fn refused_as<S: SqlType, T: FromColumn<S> + Debug>(
        &self,
        expression: &str,
        _like: &mut Option<T>,
    ) -> String {
        self.refused::<S, T>(expression).await
    }
}
