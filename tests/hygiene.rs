//! Expansions mean the same wherever they stand: names in scope there do not reach into them, nor theirs out.
#![allow(missing_docs, unreachable_pub, dead_code, non_upper_case_globals)]

/// Everything that an expansion could be tempted to use means something else here.
mod shadowed {
    use softdelete::{SqlEnum, SqlType, Table, sd_query, sd_query_as};

    pub struct Result;
    pub struct Option;
    pub struct Vec;
    pub struct Box;
    pub struct Statement;
    pub struct Query;
    pub struct Typed;
    pub struct Error;
    pub trait FromRow {}
    pub trait Clone {}
    pub trait Debug {}
    #[allow(non_camel_case_types)]
    pub struct str;
    #[allow(non_camel_case_types)]
    pub struct usize;
    #[allow(non_snake_case)]
    pub fn Some() {}
    #[allow(non_snake_case)]
    pub fn Ok() {}
    #[allow(non_snake_case)]
    pub fn Err() {}
    pub const None: () = ();
    #[allow(unused_macros)]
    macro_rules! compile_error {
        () => {};
    }
    mod core {}
    mod std {}

    #[derive(::core::fmt::Debug, SqlEnum)]
    #[sql(name = "status")]
    pub enum Status {
        New,
    }

    #[derive(::core::fmt::Debug, SqlType)]
    pub struct Name(::std::string::String);

    #[derive(::core::fmt::Debug, SqlType)]
    #[sql(name = "mark")]
    pub struct Mark {
        pub status: Status,
        pub name: ::core::option::Option<Name>,
        pub numbers: ::std::vec::Vec<i64>,
    }

    softdelete::sql_function! {
        pub create function marked(mark) returns setof mark;
    }

    #[derive(::core::fmt::Debug, Table)]
    #[table(name = "users", soft_delete)]
    pub struct User {
        #[column(primary_key)]
        pub id: i64,
        pub name: ::core::option::Option<Name>,
        pub status: Status,
        pub before: ::std::vec::Vec<Status>,
    }

    struct Short {
        id: i64,
    }

    #[test]
    fn functions_and_composite_types() {
        let mark = Mark {
            status: Status::New,
            name: ::core::option::Option::None,
            numbers: ::std::vec::Vec::new(),
        };
        let query = sd_query!(select m.status, m.name, row("new", null, null)::mark as other from marked($mark) m);
        ::core::assert!(query.sql().contains("marked($1::mark)"));
    }

    #[test]
    fn shadowing_names_changes_nothing() {
        let row = 1_i64;
        let query = sd_query!(select from users where id = $row);
        let _ = query.sql();
        let _ = sd_query!(select id, name, u from users u where id = $row).sql();
        let _ = sd_query!(update users set name = null where id = $(row + 1) returning id).sql();
        let _ = sd_query_as!(Short, select id from users).sql();
    }
}

mod no_prelude {
    #![no_implicit_prelude]

    #[derive(::core::fmt::Debug, ::softdelete::SqlEnum)]
    #[sql(name = "status")]
    pub enum Status {
        New,
    }

    #[derive(::core::fmt::Debug, ::softdelete::SqlType)]
    pub struct Name(::std::string::String);

    #[derive(::core::fmt::Debug, ::softdelete::Table)]
    #[table(name = "users", soft_delete, children(users))]
    pub struct User {
        #[column(primary_key)]
        pub id: i64,
        #[column(references(users.id), on_delete = restrict)]
        pub parent: ::core::option::Option<i64>,
        pub name: ::core::option::Option<Name>,
        pub status: Status,
    }

    #[test]
    fn nothing_of_the_prelude_is_used() {
        let id = 1_i64;
        let _ = ::softdelete::sd_query!(select from users where id = $id).sql();
        let _ = ::softdelete::sd_query!(select u, p, u.id as number from users u left join users p on p.id = u.parent).sql();
        let users: [User; 0] = [];
        let _ = ::softdelete::sd_query!(insert into users (id, status) values $users).sql();
    }
}

/// Columns and tables of awkward names.
mod awkward {
    #![allow(clippy::struct_field_names)]

    use softdelete::{Table, sd_query};

    #[derive(Debug, Table)]
    #[table(name = "types", soft_delete)]
    pub struct Type {
        #[column(primary_key)]
        pub r#type: i64,
        /// The name of the crate that its type comes from.
        pub softdelete: softdelete::Uuid,
        pub row: i32,
        pub first: i32,
        pub core: i32,
        #[column(name = "Some Name")]
        pub some_name: Option<String>,
        #[column(name = "self")]
        pub this: Option<bool>,
    }

    #[derive(Debug, Table)]
    #[table(name = "mod")]
    pub struct Module {
        #[column(primary_key)]
        pub id: i64,
        pub r#fn: String,
    }

    #[test]
    fn names_may_be_rust_keywords() {
        let r#type = 1_i64;
        let sql = sd_query!(select r#type, row, first, core, softdelete from types where type = $type and first = 2).sql();
        assert!(sql.contains("type"), "{sql}");
        let sql = sd_query!(select m.fn from mod m).sql();
        assert!(sql.contains("fn"), "{sql}");
        let sql = sd_query!("select \"Some Name\" as some from types where self").sql();
        assert!(sql.contains("\"Some Name\""), "{sql}");
        let _ = sd_query!(select from types).sql();
    }
}

mod imports {
    use super::awkward::types as kinds;
    use super::shadowed::*;
    use softdelete::sd_query as sql;

    #[test]
    fn tables_and_macros_may_be_renamed_or_come_from_globs() {
        let text = sql!(select k.type, u.id from kinds k join users u on u.id = k.type).sql();
        assert!(text.contains("types"), "{text}");
        assert!(!text.contains("kinds"), "{text}");
    }

    #[test]
    fn tables_may_be_imported_in_a_function() {
        use super::awkward::r#mod as modules;
        let _ = sql!(select from modules).sql();
        let _ = sql!(select id from modules).sql();
    }
}

mod in_macros {
    use softdelete::{Table, sd_query};

    /// Two tables of one declaration.
    macro_rules! declare {
        ($row:ident, $name:literal, $key:ty) => {
            #[derive(Debug, Table)]
            #[table(name = $name, soft_delete)]
            pub struct $row {
                #[column(primary_key)]
                pub id: $key,
                pub name: Option<String>,
            }
        };
    }
    declare!(Left, "lefts", i64);
    declare!(Right, "rights", i64);

    macro_rules! find {
        ($table:ident, $column:ident, $value:expr, $least:literal) => {
            sd_query!(select id, $column from $table where $column = $value and id > $least).sql()
        };
    }

    macro_rules! own_parameter {
        ($table:ident) => {{
            let local = 5_i64;
            sd_query!(select from $table where id = $local).sql()
        }};
    }

    #[test]
    fn statements_may_be_made_by_macros() {
        let name = "x".to_owned();
        let sql = find!(lefts, name, name.trim(), 7);
        assert!(sql.contains("> 7") && sql.contains("$1"), "{sql}");
        let sql = find!(rights, name, name.as_str(), 7);
        assert!(sql.contains("rights"), "{sql}");
        let local = "not this one";
        let sql = own_parameter!(rights);
        assert!(sql.contains("$1"), "{sql}{local}");
    }
}

mod in_functions {
    use super::no_prelude::users;
    use softdelete::{Bind, Error, Executor, sd_query, sql};

    fn generic<T: Bind<sql::Int8>>(id: &T) -> &'static str {
        sd_query!(select from users where id = $id).sql()
    }

    async fn names(db: &impl Executor, id: i64) -> Result<Vec<i64>, Error> {
        let rows = sd_query!(select id, name from users where id > $id)
            .fetch_all(db)
            .await?;
        Ok(rows.into_iter().map(|row| row.id).collect())
    }

    fn is_send<T: Send>(_: T) {}

    #[test]
    fn statements_stand_in_generic_and_asynchronous_functions() {
        assert!(generic(&1_i64).contains("$1"));
        let future = |db: softdelete::Pool| {
            is_send(async move {
                let ids = names(&db, 1).await?;
                let first = ids[0];
                sd_query!(update users set name = null where id = $first)
                    .execute(&db)
                    .await
            });
        };
        is_send(future);
        is_send(|id: i64| sd_query!(select from users where id = $id).sql().len());
    }

    #[test]
    fn temporaries_live_to_the_end_of_the_statement() {
        let make = || vec![1_i64, 2];
        let sql =
            sd_query!(select id from users where id in $(make()) and id <> $(make()[0])).sql();
        assert!(sql.contains("ANY"), "{sql}");
    }
}
