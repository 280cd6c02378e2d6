//! The schema `softdelete` of the database: what has happened to rows, and what others are to be told of it.
//!
//! Nothing needs it but tables declared with `audit` or `outbox`. [`SYSTEM`] makes all of it, statement by statement,
//! and may run again on a database that has it; [`SYSTEM_SQL`] is the same as one script. [`grants_to`] gives a role
//! what statements need of it and nothing more.
//!
//! # History is append-only
//!
//! Rows of `softdelete.history` and `softdelete.history_content` are written and read, and neither changed nor removed: the role of the application
//! is granted only that, and a trigger refuses the rest to everyone, the owner of the table too, with the SQLSTATE
//! [`HISTORY_IS_APPEND_ONLY`]. Whoever must remove history after all (its own retention has passed, a court has said
//! so) says it in a transaction as the table's owner:
//!
//! ```sql
//! BEGIN;
//! SET LOCAL softdelete.history_maintenance = 'on';
//! WITH old AS (DELETE FROM softdelete.history WHERE at < now() - interval '10 years' RETURNING id)
//! DELETE FROM softdelete.history_content WHERE history IN (SELECT id FROM old);
//! COMMIT;
//! ```
//!
//! The setting does nothing for a role that neither owns the table nor is a member of the role that does.

/// The SQLSTATE of an UPDATE, DELETE or TRUNCATE of `softdelete.history` or `softdelete.history_content`.
pub const HISTORY_IS_APPEND_ONLY: &str = "SD002";

/// Constants of one statement each, and the two that have them all.
macro_rules! statements {
    ($($(#[$doc:meta])+ $name:ident = $sql:literal;)+) => {
        $($(#[$doc])+ pub const $name: &str = $sql;)+

        /// Every statement that makes the schema, in the order in which they can run. Each may run again, alone or in a
        /// transaction with the others.
        pub const SYSTEM: &[&str] = &[$($name),+];

        /// [`SYSTEM`] as one script, for `batch_execute` and `psql`.
        pub const SYSTEM_SQL: &str = concat!($($sql, ";\n\n"),+);
    };
}

statements! {
    /// The schema.
    CREATE_SCHEMA = "CREATE SCHEMA IF NOT EXISTS softdelete";

    /// What has happened to rows: a row for each row and change of state.
    ///
    /// All rows that one statement writes have one `operation`, which is the deletion id of the rows it marked.
    /// `schema_name` is as the table was declared, NULL if it was declared without. `row_key` has the columns of the
    /// primary key in the order in which they are declared. `detail` of an `unlink` has the key that became NULL.
    CREATE_HISTORY = "CREATE TABLE IF NOT EXISTS softdelete.history (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    operation uuid NOT NULL,
    action text NOT NULL CHECK (action IN ('delete', 'restore', 'unlink', 'relink', 'purge', 'erase')),
    schema_name text,
    table_name text NOT NULL,
    row_key jsonb NOT NULL,
    actor text,
    reason text,
    at timestamptz NOT NULL DEFAULT now(),
    detail jsonb
)";

    /// Finds what one operation did, for a restoration that ties links again.
    CREATE_HISTORY_BY_OPERATION =
        "CREATE INDEX IF NOT EXISTS history_operation ON softdelete.history (operation)";

    /// Finds what has happened to one row. It is a hash because a key may be longer than a B-tree takes.
    CREATE_HISTORY_BY_ROW =
        "CREATE INDEX IF NOT EXISTS history_row_key ON softdelete.history USING hash (row_key)";

    /// Finds old history. Rows come in the order of time, so that a few pages do.
    CREATE_HISTORY_BY_TIME =
        "CREATE INDEX IF NOT EXISTS history_at ON softdelete.history USING brin (at)";

    /// What others are to be told of: a row for each row and change of state, for a worker that takes them in the order of
    /// `id` and deletes what it has passed on.
    CREATE_OUTBOX = "CREATE TABLE IF NOT EXISTS softdelete.outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    operation uuid NOT NULL,
    action text NOT NULL,
    schema_name text,
    table_name text NOT NULL,
    row_key jsonb NOT NULL,
    actor text,
    at timestamptz NOT NULL DEFAULT now()
)";

    /// The data keys that content is sealed with, each wrapped by a master key that the database does not have: a row for each subject, which is an array of schema,
    /// table and key, or the name that the application gives it. To remove one is to make its content unreadable for good.
    ///
    /// Subjects exclude each other by a hash because they may be longer than a B-tree takes.
    CREATE_SUBJECT_KEYS = "CREATE TABLE IF NOT EXISTS softdelete.subject_keys (
    id uuid PRIMARY KEY,
    subject jsonb NOT NULL,
    master text NOT NULL,
    wrapped bytea NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    EXCLUDE USING hash (subject WITH =)
)";

    /// What rows held when history was written of them, each sealed with the data key `key`, which may be gone.
    /// `history` is the record's `id`; that it is no foreign key keeps TRUNCATE and partitions of history possible.
    CREATE_HISTORY_CONTENT = "CREATE TABLE IF NOT EXISTS softdelete.history_content (
    history bigint PRIMARY KEY,
    key uuid NOT NULL,
    content bytea NOT NULL
)";

    /// The trigger's function, which refuses to change or remove history.
    CREATE_HISTORY_GUARD = "CREATE OR REPLACE FUNCTION softdelete.history_is_append_only() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $guard$
BEGIN
    IF current_setting('softdelete.history_maintenance', true) = 'on'
        AND pg_has_role(
            current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER')
    THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'history is append-only: % of %.% is refused', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'SD002',
            HINT = 'The owner of the table may SET LOCAL softdelete.history_maintenance = ''on'' first.';
END
$guard$";

    /// The trigger. It fires once a statement and before it, so that it refuses what would meet no row as well.
    CREATE_HISTORY_TRIGGER = "DO $make$
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_trigger
        WHERE tgrelid = 'softdelete.history'::regclass AND tgname = 'history_is_append_only'
    ) THEN
        CREATE TRIGGER history_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON softdelete.history
            FOR EACH STATEMENT EXECUTE FUNCTION softdelete.history_is_append_only();
    END IF;
END
$make$";

    /// The same trigger for the content of history.
    CREATE_HISTORY_CONTENT_TRIGGER = "DO $make$
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_trigger
        WHERE tgrelid = 'softdelete.history_content'::regclass AND tgname = 'history_is_append_only'
    ) THEN
        CREATE TRIGGER history_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON softdelete.history_content
            FOR EACH STATEMENT EXECUTE FUNCTION softdelete.history_is_append_only();
    END IF;
END
$make$";

    /// Nobody but the owner has any right by default; [`grants_to`] gives what statements need.
    REVOKE_FROM_PUBLIC =
        "REVOKE ALL ON softdelete.history, softdelete.outbox, softdelete.subject_keys, softdelete.history_content FROM PUBLIC";
}

/// Statements that give a role what the statements of an application need of the schema: to write and read history, and to
/// write and read the outbox and take from it what was passed on; to write and read sealed content, and to make, read and destroy the keys of
/// subjects. To wrap those anew (`softdelete::sealed::rotate`) takes UPDATE on `softdelete.subject_keys` as well, which this does not give.
///
/// The role is taken as it is named in the database, whatever characters it has.
///
/// ```
/// let grants = softdelete_runtime::schema::grants_to("shop \"web\"");
/// assert_eq!(grants[0], r#"GRANT USAGE ON SCHEMA softdelete TO "shop ""web""""#);
/// ```
pub fn grants_to(role: &str) -> [String; 5] {
    let role = role.replace('"', "\"\"");
    [
        format!("GRANT USAGE ON SCHEMA softdelete TO \"{role}\""),
        format!("GRANT SELECT, INSERT ON softdelete.history TO \"{role}\""),
        // To lock messages takes the right to update some column; this one's value PostgreSQL does not let anybody choose.
        format!("GRANT SELECT, INSERT, UPDATE (id), DELETE ON softdelete.outbox TO \"{role}\""),
        format!("GRANT SELECT, INSERT ON softdelete.history_content TO \"{role}\""),
        format!("GRANT SELECT, INSERT, DELETE ON softdelete.subject_keys TO \"{role}\""),
    ]
}
