//! After an erasure nothing personal is left: neither in any table, nor in a dump, nor in the files of tables and indexes.

use std::path::PathBuf;
use std::process::Command;

use softdelete::sealed::{Contents, Opened, Sealer, StaticKeys};
use softdelete::tokio_postgres::{Client, NoTls};
use softdelete::{HistoryAction, Manager, Outbox, Pool, Table, schema};
use softdelete_testing::Database;

#[derive(Debug, Table)]
#[table(
    name = "clients",
    soft_delete,
    audit,
    outbox,
    children(parcels, contracts)
)]
struct Customer {
    #[column(primary_key)]
    id: i64,
    #[column(personal = "'erased ' || id")]
    name: String,
    #[column(unique, personal)]
    email: Option<String>,
}

#[derive(Debug, Table)]
#[table(name = "parcels", soft_delete, audit)]
struct Parcel {
    #[column(primary_key)]
    id: i64,
    #[column(references(clients.id), on_delete = cascade)]
    client_id: Option<i64>,
    #[column(personal = "''")]
    address: String,
}

#[derive(Debug, Table)]
#[table(
    name = "contracts",
    soft_delete(flag = "is_deleted", id = "deletion_id"),
    audit
)]
struct Contract {
    #[column(primary_key)]
    id: i64,
    #[column(references(clients.id), on_delete = set_null)]
    client_id: Option<i64>,
    #[column(personal)]
    signature: Option<String>,
}

const TABLES: &str = "
    create table clients (id bigint primary key, name text not null, email text,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
    create unique index on clients (email) where deleted_at is null;
    create index on clients (lower(name));
    create table parcels (id bigint primary key, client_id bigint references clients, address text not null,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
    create index on parcels using gin (to_tsvector('simple', address));
    create table contracts (id bigint primary key, client_id bigint references clients, signature text,
        is_deleted bool not null default false, deletion_id uuid);
    insert into clients values (1, 'SECRETANN', 'secretann@example.org'), (2, 'OTHERBOB', 'otherbob@example.org');
    insert into parcels values (1, 1, 'Secretstreet 1'), (2, 2, 'Otherstreet 2'), (3, 1, 'Secretstreet 3');
    insert into contracts values (1, 1, 'SECRETSIGN'), (2, 2, 'OTHERSIGN');
";

/// What must not be found of client 1, in any case of letters; and what must of client 2.
const ERASED: [&str; 4] = ["secretann", "secretstreet", "secretsign", "secret"];
const KEPT: [&str; 3] = ["otherbob", "otherstreet", "othersign"];

/// All rows of all tables as text, with bytes as they are where they are text.
async fn rows(client: &Client) -> String {
    let sql = "select quote_ident(n.nspname) || '.' || quote_ident(c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'm', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')";
    let mut all = String::new();
    for table in client.query(sql, &[]).await.expect("lists tables") {
        let table: String = table.get(0);
        let sql = format!("set bytea_output = 'escape'; select t::text from {table} as t");
        for message in client.simple_query(&sql).await.expect("reads a table") {
            if let softdelete::tokio_postgres::SimpleQueryMessage::Row(row) = message {
                all.push_str(row.get(0).unwrap_or_default());
                all.push('\n');
            }
        }
    }
    all.to_lowercase()
}

/// What `pg_dump` writes, where it stands beside the server.
async fn dump(database: &Database, client: &Client) -> Option<String> {
    let directory = "select setting from pg_catalog.pg_config() where name = 'BINDIR'";
    let row = client.query_one(directory, &[]).await.ok()?;
    let program = PathBuf::from(row.get::<_, String>(0)).join("pg_dump");
    let written = Command::new(program)
        .args(["--inserts", &database.url()])
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&written.stdout).to_lowercase();
    text.contains("create table public.clients").then_some(text)
}

/// The relations whose files hold a text, in any case of letters; `None` where the server does not let its files be read.
async fn files_with(client: &Client, text: &str) -> Option<Vec<String>> {
    let may = "select rolsuper from pg_roles where rolname = current_user";
    if !client.query_one(may, &[]).await.ok()?.get::<_, bool>(0) {
        return None;
    }
    let sql = "select c.relname::text from pg_class c where not c.relisshared and c.relkind in ('r', 'i', 't', 'm')
        and exists (select from unnest(array[$1, upper($1), initcap($1)]) as form
            where position(convert_to(form, 'UTF8') in pg_read_binary_file(pg_relation_filepath(c.oid))) > 0)";
    let found = client.query(sql, &[&text]).await.expect("reads files");
    Some(found.iter().map(|row| row.get(0)).collect())
}

/// Rewrites the files, so that they hold what the tables do and no more.
async fn written_down(client: &Client) {
    // ANALYZE replaces what it has noted of values, and the last VACUUM what it has replaced.
    for sql in [
        "vacuum full",
        "analyze",
        "vacuum full pg_catalog.pg_statistic",
        "checkpoint",
    ] {
        let _ = client.batch_execute(sql).await;
    }
}

#[tokio::test]
async fn nothing_personal_is_left() {
    let database = Database::create();
    database.run(schema::SYSTEM_SQL);
    database.run(TABLES);
    let pool = Pool::builder().max_size(2);
    let pool = pool.connect_with(database.config(), NoTls).await.unwrap();
    let client = database.connect().await.unwrap();
    let keys = StaticKeys::new("one", &[1; 32]);
    let (of_clients, of_parcels, of_contracts) = (
        Sealer::<Customer, _>::new(&keys),
        Sealer::<Parcel, _>::new(&keys),
        Sealer::<Contract, _>::new(&keys),
    );
    let clients = Manager::<Customer>::new(&pool).sealing(&of_clients);
    let parcels = Manager::<Parcel>::new(&pool).sealing(&of_parcels);
    let contracts = Manager::<Contract>::new(&pool).sealing(&of_contracts);

    // A life: deleted, restored, untied and tied again, known to the statistics.
    parcels.delete_strict(&3).await.unwrap();
    contracts.delete_strict(&2).await.unwrap();
    clients.delete_many([1, 2]).await.unwrap();
    clients.restore_strict(&1).await.unwrap();
    written_down(&client).await;
    // The search finds what is there.
    let before = rows(&client).await;
    for text in ERASED.iter().chain(&KEPT) {
        assert!(before.contains(text), "{text}");
    }
    if let Some(found) = files_with(&client, "secretann").await {
        assert!(found.contains(&"clients".to_owned()), "{found:?}");
        assert!(found.contains(&"pg_statistic".to_owned()), "{found:?}");
        assert!(found.contains(&"clients_lower_idx".to_owned()), "{found:?}");
    }

    clients.erase_strict(&1).await.unwrap();
    Outbox::new(&pool).drain(async |_| Ok(())).await.unwrap();
    written_down(&client).await;

    let after = rows(&client).await;
    let dumped = dump(&database, &client).await;
    for text in ERASED {
        assert!(!after.contains(text), "{text} is in a table");
        if let Some(dumped) = &dumped {
            assert!(!dumped.contains(text), "{text} is in the dump");
        }
        if let Some(found) = files_with(&client, text).await {
            assert_eq!(found, Vec::<String>::new(), "{text} is in files");
        }
    }
    for text in KEPT {
        assert!(after.contains(text), "{text}");
    }

    // That it was done is left, and so are the others.
    let contents = Contents::new(&pool, &keys);
    let records = clients.history_of(&1).collect().await.unwrap();
    let last = records.last().unwrap();
    assert_eq!(last.action, HistoryAction::Erase);
    let opened = contents.open_all(&records[..2]).await.unwrap();
    assert_eq!(opened, [Opened::Shredded, Opened::Shredded]);
    let records = parcels.history_of(&3).collect().await.unwrap();
    assert_eq!(contents.open(&records[0]).await.unwrap(), Opened::Shredded);
    let records = clients.history_of(&2).collect().await.unwrap();
    let other = contents.open(&records[0]).await.unwrap().content().unwrap();
    assert!(other.as_str().contains("OTHERBOB"));
}
