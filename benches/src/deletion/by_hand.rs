//! The same work as someone writes it who knows PostgreSQL and looks at plans.

use std::error::Error;

use bytes::BytesMut;
use softdelete::tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use softdelete::tokio_postgres::{self, Client};

/// How its answer is read.
pub(crate) enum Statement {
    /// No rows come back.
    Silent(tokio_postgres::Statement),
    /// One row of counts does.
    Counting(tokio_postgres::Statement),
}

/// The statements. Their parameters: the key or keys, the actor, the identifier of the deletion.
pub(crate) struct ByHand {
    pub(crate) note: Statement,
    pub(crate) notes: Statement,
    pub(crate) restore_notes: Statement,
    pub(crate) plan: Statement,
    pub(crate) delete: Statement,
    pub(crate) delete_many: Statement,
    pub(crate) delete_with_history: Statement,
    pub(crate) restore: Statement,
}

/// An identifier of a deletion, a `uuid`.
#[derive(Debug)]
pub(crate) struct Operation(pub(crate) u128);

impl ToSql for Operation {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        out.extend_from_slice(&self.0.to_be_bytes());
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::UUID
    }

    to_sql_checked!();
}

const MARKED: &str = "deleted_at = now(), deleted_by = $2, deletion_id = $3";
const ACTIVE: &str =
    "deleted_at = null, deleted_by = null, deletion_reason = null, deletion_id = null";

impl ByHand {
    pub(crate) async fn prepare(client: &Client) -> Result<ByHand, tokio_postgres::Error> {
        let silent = async |sql: String| client.prepare(&sql).await.map(Statement::Silent);
        let counting = async |sql: String| client.prepare(&sql).await.map(Statement::Counting);
        let cascade = |accounts: &str, projects: &str, tasks: &str, which: &str, more: &str| {
            format!(
                "with a as (update {accounts} set {MARKED} where {which} and deleted_at is null returning id),
                 p as (update {projects} p set {MARKED} from a where p.account_id = a.id and p.deleted_at is null returning p.id),
                 t as (update {tasks} t set {MARKED} from p where t.project_id = p.id and t.deleted_at is null returning t.id){more}
                 select (select count(*) from a), (select count(*) from p), (select count(*) from t)"
            )
        };
        Ok(ByHand {
            note: silent(format!("update notes set {MARKED} where id = $1 and deleted_at is null")).await?,
            notes: silent(format!("update notes set {MARKED} where id = any($1) and deleted_at is null")).await?,
            restore_notes: silent(format!("update notes set {ACTIVE} where id = any($1) and deleted_at is not null")).await?,
            plan: counting(
                "with a as (select id from accounts where id = $1 and deleted_at is null),
                 p as (select p.id from projects p join a on p.account_id = a.id where p.deleted_at is null),
                 t as (select from tasks t join p on t.project_id = p.id where t.deleted_at is null)
                 select (select count(*) from a), (select count(*) from p), (select count(*) from t)"
                    .to_owned(),
            )
            .await?,
            delete: counting(cascade("accounts", "projects", "tasks", "id = $1", "")).await?,
            delete_many: counting(cascade("accounts", "projects", "tasks", "id = any($1)", "")).await?,
            delete_with_history: counting(cascade(
                "clients",
                "offers",
                "steps",
                "id = $1",
                ", h as (insert into softdelete.history (operation, action, table_name, row_key, actor)
                   select $3, 'delete', 'clients', jsonb_build_object('id', id), $2 from a
                   union all select $3, 'delete', 'offers', jsonb_build_object('id', id), $2 from p
                   union all select $3, 'delete', 'steps', jsonb_build_object('id', id), $2 from t)",
            ))
            .await?,
            restore: counting(format!(
                "with o as (select id, deletion_id from accounts where id = $1 and deleted_at is not null for update),
                 a as (update accounts a set {ACTIVE} from o where a.id = o.id returning a.id, o.deletion_id),
                 p as (update projects p set {ACTIVE} from a where p.account_id = a.id and p.deletion_id = a.deletion_id returning p.id, a.deletion_id),
                 t as (update tasks t set {ACTIVE} from p where t.project_id = p.id and t.deletion_id = p.deletion_id returning t.id)
                 select (select count(*) from a), (select count(*) from p), (select count(*) from t)"
            ))
            .await?,
        })
    }
}
