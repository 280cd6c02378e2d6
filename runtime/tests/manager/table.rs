//! Tables with statements written by hand, as `#[derive(Table)]` makes them.

use softdelete_runtime::__private::{
    Action, BytesMut, Effect, Encode, EncodeError, HistoryStatements, IsNull, Lifecycle, Row, Slot,
    Statement, StatementKind, Statements, Table, Type, get, sql,
};
use softdelete_runtime::{Error, Pool};
use softdelete_testing::Database;
use tokio_postgres::{Client, NoTls};

/// A row of `accounts`: soft deletion with all columns, history and outbox, and `orders` that go with it.
pub(crate) struct Account;

impl Table for Account {
    const NAME: &'static str = "accounts";
    const SCHEMA: Option<&'static str> = None;
    const COLUMNS: &'static [&'static str] = &["id", "email"];
}

const fn effect(action: Action, table: &'static str, cause: Option<usize>) -> Effect {
    Effect {
        action,
        schema: None,
        table,
        cause,
        columns: &[],
        parent: None,
    }
}

const fn statement(
    kind: StatementKind,
    sql: &'static str,
    params: &'static [Type],
    slots: &'static [Slot],
) -> Statement {
    Statement {
        kind,
        tables: &["accounts"],
        sql,
        params,
        slots,
        ..Statement::PLAIN
    }
}

static ACCOUNTS: Statements = Statements {
    takes_reason: true,
    takes_reason_to_restore: true,
    timed: true,
    delete: Statement {
        effects: &[
            effect(Action::Delete, "accounts", None),
            effect(Action::Delete, "orders", Some(0)),
            effect(Action::Named, "accounts", None),
        ],
        reports: true,
        plan: Some(
            "SELECT (SELECT count(*) FROM accounts WHERE deleted_at IS NULL AND id = ANY ($1)), \
             (SELECT count(*) FROM orders o JOIN accounts a ON a.id = o.account_id \
              WHERE o.deleted_at IS NULL AND a.deleted_at IS NULL AND a.id = ANY ($1)), \
             (SELECT count(*) FROM accounts WHERE id = ANY ($1)) \
             WHERE ($2::text, $3::text, $4::uuid) IS DISTINCT FROM ('', '', '00000000-0000-0000-0000-000000000000'::uuid)",
        ),
        ..statement(
            StatementKind::Delete,
            "WITH gone AS (UPDATE accounts SET deleted_at = now(), deletion_reason = $2, deleted_by = $3, deletion_id = $4 \
                WHERE deleted_at IS NULL AND id = ANY ($1) RETURNING id), \
             children AS (UPDATE orders AS o SET deleted_at = now(), deletion_id = $4 FROM gone \
                WHERE o.account_id = gone.id AND o.deleted_at IS NULL RETURNING o.id), \
             noted AS (INSERT INTO softdelete.history (operation, action, table_name, row_key, actor, reason) \
                SELECT $4, 'delete', 'accounts', jsonb_build_object('id', id), $3, $2 FROM gone), \
             told AS (INSERT INTO softdelete.outbox (operation, action, table_name, row_key, actor) \
                SELECT $4, 'delete', 'accounts', jsonb_build_object('id', id), $3 FROM gone) \
             SELECT (SELECT count(*) FROM gone), (SELECT count(*) FROM children), \
                (SELECT count(*) FROM accounts WHERE id = ANY ($1))",
            &[Type::INT8_ARRAY, Type::TEXT, Type::TEXT, Type::UUID],
            &[Slot::Actor, Slot::DeletionId],
        )
    },
    restore: Statement {
        effects: &[
            effect(Action::Restore, "accounts", None),
            effect(Action::Named, "accounts", None),
        ],
        reports: true,
        ..statement(
            StatementKind::Restore,
            "WITH back AS (UPDATE accounts SET deleted_at = NULL, deletion_reason = NULL, deleted_by = NULL, deletion_id = NULL \
                WHERE deleted_at IS NOT NULL AND id = ANY ($1) RETURNING id), \
             noted AS (INSERT INTO softdelete.history (operation, action, table_name, row_key, actor, reason) \
                SELECT $4, 'restore', 'accounts', jsonb_build_object('id', id), $3, $2 FROM back) \
             SELECT (SELECT count(*) FROM back), (SELECT count(*) FROM accounts WHERE id = ANY ($1))",
            &[Type::INT8_ARRAY, Type::TEXT, Type::TEXT, Type::UUID],
            &[Slot::Actor, Slot::DeletionId],
        )
    },
    restore_with_parents: None,
    erase: Some(Statement {
        effects: &[
            effect(Action::Erase, "accounts", None),
            effect(Action::Named, "accounts", None),
        ],
        reports: true,
        ..statement(
            StatementKind::Erase,
            "WITH erased AS (UPDATE accounts SET email = 'erased' || id WHERE id = ANY ($1) \
                AND ($2::text, $3::text, $4::uuid) IS DISTINCT FROM ('', '', '00000000-0000-0000-0000-000000000000'::uuid) RETURNING id) \
             SELECT (SELECT count(*) FROM erased), (SELECT count(*) FROM accounts WHERE id = ANY ($1))",
            &[Type::INT8_ARRAY, Type::TEXT, Type::TEXT, Type::UUID],
            &[Slot::Actor, Slot::DeletionId],
        )
    }),
    hard_delete: Statement {
        effects: &[
            effect(Action::Remove, "accounts", None),
            effect(Action::Named, "accounts", None),
        ],
        reports: true,
        ..statement(
            StatementKind::HardDelete,
            "WITH named AS (SELECT count(*) FROM accounts WHERE id = ANY ($1)), \
             gone AS (DELETE FROM accounts WHERE id = ANY ($1) AND deleted_at <= now() - interval '30 days' \
                AND deleted_at <= now() - $2 RETURNING id) \
             SELECT (SELECT count(*) FROM gone), (SELECT count FROM named)",
            &[Type::INT8_ARRAY, Type::INTERVAL],
            &[],
        )
    },
    hard_delete_before: Some(Statement {
        effects: &[effect(Action::Remove, "accounts", None)],
        reports: true,
        ..statement(
            StatementKind::HardDelete,
            "WITH gone AS (DELETE FROM accounts WHERE deleted_at < $1 AND deleted_at <= now() - interval '30 days' \
                AND deleted_at <= now() - $2 RETURNING id) SELECT count(*) FROM gone",
            &[Type::TIMESTAMPTZ, Type::INTERVAL],
            &[],
        )
    }),
    state: Statement {
        columns: &["id", "deleted"],
        ..statement(
            StatementKind::Select,
            "SELECT id, deleted_at IS NOT NULL FROM accounts WHERE id = ANY ($1)",
            &[Type::INT8_ARRAY],
            &[],
        )
    },
    history: Some(HistoryStatements {
        of_keys: Statement {
            columns: &["id"],
            ..statement(
                StatementKind::Select,
                "SELECT h.id, h.operation, h.action, h.actor, h.reason, h.at, h.detail::text, (h.row_key ->> 'id')::int8 \
                 FROM softdelete.history AS h WHERE h.schema_name IS NULL AND h.table_name = 'accounts' \
                 AND h.row_key = ANY (ARRAY(SELECT jsonb_build_object('id', k.c1) FROM unnest($1::int8[]) AS k(c1))) \
                 AND h.id > $2 ORDER BY h.id LIMIT $3",
                &[Type::INT8_ARRAY, Type::INT8, Type::INT8],
                &[],
            )
        },
        since: Statement {
            columns: &["id"],
            ..statement(
                StatementKind::Select,
                "SELECT h.id, h.operation, h.action, h.actor, h.reason, h.at, h.detail::text, (h.row_key ->> 'id')::int8 \
                 FROM softdelete.history AS h WHERE h.schema_name IS NULL AND h.table_name = 'accounts' \
                 AND h.at >= $1 AND h.id > $2 ORDER BY h.id LIMIT $3",
                &[Type::TIMESTAMPTZ, Type::INT8, Type::INT8],
                &[],
            )
        },
    }),
};

impl Lifecycle for Account {
    type Key = i64;

    const KEY_COLUMNS: usize = 1;

    fn statements() -> &'static Statements {
        &ACCOUNTS
    }

    fn encode_key(
        key: &i64,
        _: usize,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, EncodeError> {
        key.encode(ty, out)
    }

    fn decode_key(row: &Row, first: usize) -> Result<i64, Error> {
        get::<sql::Int8, _>(row, first)
    }
}

/// A row of `seats`: a key of two columns, a flag for a marker, and nothing else.
pub(crate) struct Seat;

impl Table for Seat {
    const NAME: &'static str = "seats";
    const SCHEMA: Option<&'static str> = None;
    const COLUMNS: &'static [&'static str] = &["hall", "number"];
}

static SEATS: Statements = Statements {
    takes_reason: false,
    takes_reason_to_restore: false,
    timed: false,
    delete: Statement {
        effects: &[
            effect(Action::Delete, "seats", None),
            effect(Action::Named, "seats", None),
        ],
        reports: true,
        ..statement(
            StatementKind::Delete,
            "WITH k AS (SELECT * FROM unnest($1, $2) AS k (hall, number)), \
             gone AS (UPDATE seats AS s SET is_deleted = true FROM k \
                WHERE s.hall = k.hall AND s.number = k.number AND NOT s.is_deleted RETURNING 1) \
             SELECT (SELECT count(*) FROM gone), (SELECT count(*) FROM seats WHERE (hall, number) IN (SELECT * FROM k))",
            &[Type::TEXT_ARRAY, Type::INT4_ARRAY],
            &[],
        )
    },
    restore: Statement {
        effects: &[
            effect(Action::Restore, "seats", None),
            effect(Action::Named, "seats", None),
        ],
        reports: true,
        ..statement(
            StatementKind::Restore,
            "WITH k AS (SELECT * FROM unnest($1, $2) AS k (hall, number)), \
             back AS (UPDATE seats AS s SET is_deleted = false FROM k \
                WHERE s.hall = k.hall AND s.number = k.number AND s.is_deleted RETURNING 1) \
             SELECT (SELECT count(*) FROM back), (SELECT count(*) FROM seats WHERE (hall, number) IN (SELECT * FROM k))",
            &[Type::TEXT_ARRAY, Type::INT4_ARRAY],
            &[],
        )
    },
    restore_with_parents: None,
    erase: None,
    hard_delete: Statement {
        effects: &[
            effect(Action::Remove, "seats", None),
            effect(Action::Named, "seats", None),
        ],
        reports: true,
        ..statement(
            StatementKind::HardDelete,
            "WITH k AS (SELECT * FROM unnest($1, $2) AS k (hall, number)), \
             gone AS (DELETE FROM seats AS s USING k WHERE s.hall = k.hall AND s.number = k.number AND s.is_deleted RETURNING 1) \
             SELECT (SELECT count(*) FROM gone), (SELECT count(*) FROM seats WHERE (hall, number) IN (SELECT * FROM k))",
            &[Type::TEXT_ARRAY, Type::INT4_ARRAY],
            &[],
        )
    },
    hard_delete_before: None,
    state: Statement {
        columns: &["hall", "number", "deleted"],
        ..statement(
            StatementKind::Select,
            "SELECT hall, number, is_deleted FROM seats WHERE (hall, number) IN (SELECT * FROM unnest($1, $2))",
            &[Type::TEXT_ARRAY, Type::INT4_ARRAY],
            &[],
        )
    },
    history: None,
};

impl Lifecycle for Seat {
    type Key = (String, i32);

    const KEY_COLUMNS: usize = 2;

    fn statements() -> &'static Statements {
        &SEATS
    }

    fn encode_key(
        key: &(String, i32),
        column: usize,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, EncodeError> {
        match column {
            0 => key.0.encode(ty, out),
            _ => key.1.encode(ty, out),
        }
    }

    fn decode_key(row: &Row, first: usize) -> Result<(String, i32), Error> {
        Ok((
            get::<sql::Text, _>(row, first)?,
            get::<sql::Int4, _>(row, first + 1)?,
        ))
    }
}

/// A database with 1,000 accounts, each with two orders, and 20 seats; and a pool to it.
pub(crate) async fn accounts() -> (Database, Pool) {
    let database = Database::create();
    database.run(softdelete_runtime::schema::SYSTEM_SQL);
    database.run(
        "create table accounts (id bigint primary key, email text not null, \
            deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid); \
         create table orders (id bigint primary key, account_id bigint not null references accounts on delete cascade, \
            deleted_at timestamptz, deletion_id uuid); \
         insert into accounts (id, email) select n, 'mail' || n from generate_series(1, 1000) n; \
         insert into orders (id, account_id) select n, (n + 1) / 2 from generate_series(1, 2000) n; \
         create table seats (hall text, number int, is_deleted bool not null default false, primary key (hall, number)); \
         insert into seats select hall, n from unnest('{main,side}'::text[]) hall, generate_series(1, 10) n",
    );
    let pool = pool_of(&database).await;
    (database, pool)
}

pub(crate) async fn pool_of(database: &Database) -> Pool {
    let builder = Pool::builder().max_size(6);
    builder
        .connect_with(database.config(), NoTls)
        .await
        .unwrap()
}

/// The number that a query of the test's own returns.
pub(crate) async fn count(client: &Client, sql: &str) -> i64 {
    client.query_one(sql, &[]).await.unwrap().get(0)
}
