//! What a server says of a statement's result, without running it.

use std::sync::OnceLock;

use softdelete_testing::Server;

use crate::world::DDL;

/// Prepares each statement and gives the type of its first column, or the server's refusal.
const DESCRIBE: &str = "
    create function pg_temp.describe_column(statement text) returns text language plpgsql as $$
    declare result text;
    begin
        execute 'prepare probe as ' || statement;
        select coalesce(result_types[1]::text, '') into result from pg_prepared_statements where name = 'probe';
        deallocate probe;
        return '+' || result;
    exception when others then
        return sqlstate || ' ' || sqlerrm;
    end $$;
";

/// A server of version 18, if one can be had. All tests share it.
fn server() -> Result<&'static Server, String> {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    let start = || {
        Server::builder()
            .version(18)
            .start()
            .map_err(|error| error.to_string())
    };
    SERVER.get_or_init(start).as_ref().map_err(Clone::clone)
}

/// The type of the first column of each statement as the server spells it (empty if it returns none), or its refusal.
pub(crate) fn describe(
    tables: &str,
    statements: &[&str],
) -> Result<Vec<Result<String, String>>, String> {
    let database = server()?.create_database();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    runtime.block_on(async {
        let client = database.connect().await.map_err(|error| error.to_string())?;
        client.batch_execute(DDL).await.expect("the declared types of the tests");
        client.batch_execute(tables).await.expect("the tables of the tests");
        client.batch_execute(DESCRIBE).await.expect("the functions of the test");
        let mut all = Vec::new();
        for chunk in statements.chunks(2_000) {
            let rows = client
                .query("select pg_temp.describe_column(s) from unnest($1::text[]) with ordinality as x (s, n) order by n", &[&chunk])
                .await
                .expect("the server describes statements");
            all.extend(rows.iter().map(|row| {
                let text: String = row.get(0);
                text.strip_prefix('+').map(str::to_owned).ok_or(text)
            }));
        }
        Ok(all)
    })
}
