//! Row-level security shows active rows only and does not stand in the way of who marks them.

use softdelete_compiler::ddl::{Policies, Unsuited, archive, policies};
use softdelete_testing::Database;
use tokio_postgres::Client;

use crate::world::*;

/// Roles belong to the server, so that they are dropped by hand.
struct Roles {
    database: Database,
    names: Vec<String>,
}

impl Drop for Roles {
    fn drop(&mut self) {
        for name in &self.names {
            self.database
                .run(&format!("DROP OWNED BY \"{name}\"; DROP ROLE \"{name}\""));
        }
    }
}

impl Roles {
    /// The name of a role on this server.
    fn name(&self, role: &str) -> &str {
        let end = format!("_{role}");
        let found = self.names.iter().find(|it| it.ends_with(&end));
        found.expect("it was made")
    }

    async fn become_role(&self, client: &Client, role: &str) {
        runs(
            client,
            &format!("RESET ROLE; SET ROLE \"{}\"", self.name(role)),
        )
        .await;
    }
}

/// A database whose table `parent` has policies, with a role `app`, one `keeper` that may see deleted rows, and one `purger` that may
/// remove rows as well.
async fn restricted(mode: Mode, show_the_rest: bool) -> (Roles, Client) {
    let schema = family(mode, mode);
    let database = family_database(mode, mode);
    let client = database.connect().await.expect("connects");
    run_twice(&client, &archive(&schema, 0).unwrap_or_default()).await;
    let names: Vec<String> = ["app", "keeper", "purger"]
        .iter()
        .map(|role| format!("{}_{role}", database.name()))
        .collect();
    for name in &names {
        runs(
            &client,
            &format!(
                "CREATE ROLE \"{name}\";
                 GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO \"{name}\""
            ),
        )
        .await;
    }
    let roles = Roles { database, names };
    let options = Policies {
        may_see_deleted: vec![
            roles.name("keeper").to_owned(),
            roles.name("purger").to_owned(),
        ],
        may_remove: vec![roles.name("purger").to_owned()],
        show_the_rest,
        force: false,
    };
    run_twice(
        &client,
        &policies(&schema, 0, &options).expect("it is suited"),
    )
    .await;
    runs(
        &client,
        "INSERT INTO parent (id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')",
    )
    .await;
    (roles, client)
}

const COLUMNS: &str = "id, name";
const MARKED: [Mode; 3] = [Mode::Timestamp, Mode::Flag, Mode::Sentinel];

#[tokio::test]
async fn deleted_rows_are_not_seen() {
    for mode in MARKED {
        let (roles, client) = restricted(mode, true).await;
        runs(&client, &mode.delete("parent", COLUMNS, "id = 1")).await;
        let count = "SELECT count(*) FROM parent";
        roles.become_role(&client, "app").await;
        assert_eq!(number(&client, count).await, 3, "{mode:?}");
        roles.become_role(&client, "keeper").await;
        assert_eq!(number(&client, count).await, 4, "{mode:?}");
    }
}

#[tokio::test]
async fn a_role_that_sees_no_deleted_rows_deletes() {
    for mode in MARKED {
        let (roles, client) = restricted(mode, true).await;
        roles.become_role(&client, "app").await;
        let delete = mode.delete("parent", COLUMNS, "id = 1");
        runs(&client, &delete).await;
        // With RETURNING, which reads the row that is left; in a transaction, in which the row is seen to its end.
        let rows = client
            .query(
                &format!(
                    "{} RETURNING id, deleted_at",
                    mode.delete("parent", COLUMNS, "id = 2")
                ),
                &[],
            )
            .await
            .expect("it is marked");
        assert_eq!(rows.len(), 1, "{mode:?}");
        runs(
            &client,
            &format!(
                "BEGIN; {}; {}; COMMIT",
                mode.delete("parent", COLUMNS, "id = 3"),
                mode.delete("parent", COLUMNS, "id = 4")
            ),
        )
        .await;
        assert_eq!(number(&client, "SELECT count(*) FROM parent").await, 0);
        runs(&client, "RESET ROLE").await;
        assert_eq!(number(&client, "SELECT count(*) FROM parent").await, 4);
    }
}

#[tokio::test]
async fn the_usual_policy_is_the_one_that_refuses() {
    let database = family_database(Mode::Timestamp, Mode::None);
    let client = database.connect().await.expect("connects");
    let name = format!("{}_app", database.name());
    let _roles = Roles {
        database,
        names: vec![name.clone()],
    };
    runs(
        &client,
        &format!(
            "CREATE ROLE \"{name}\"; GRANT SELECT, UPDATE ON parent TO \"{name}\";
             ALTER TABLE parent ENABLE ROW LEVEL SECURITY;
             CREATE POLICY see ON parent FOR SELECT USING (deleted_at IS NULL);
             CREATE POLICY change ON parent FOR UPDATE USING (true) WITH CHECK (true);
             INSERT INTO parent (id) VALUES (1);
             SET ROLE \"{name}\""
        ),
    )
    .await;
    let delete = "UPDATE parent SET deleted_at = now() WHERE id = 1";
    assert_eq!(state(&client, delete).await, "42501");
}

#[tokio::test]
async fn restoring_and_removing_are_for_those_who_may() {
    for mode in MARKED {
        let (roles, client) = restricted(mode, true).await;
        runs(&client, &mode.delete("parent", COLUMNS, "id <= 2")).await;
        let restore = mode.restore("parent", COLUMNS, "id = 1");
        let remove = "DELETE FROM parent WHERE id = 2";
        let there = "SELECT count(*) FROM parent WHERE id <= 2";
        for (role, restored, removed) in [("app", 0, 0), ("keeper", 1, 0), ("purger", 1, 1)] {
            roles.become_role(&client, role).await;
            runs(&client, "BEGIN").await;
            let done = client.execute(&restore, &[]).await.expect("no error");
            assert_eq!(done, restored, "{mode:?} {role}");
            let done = client.execute(remove, &[]).await.expect("no error");
            assert_eq!(done, removed, "{mode:?} {role}");
            runs(&client, "ROLLBACK; RESET ROLE").await;
            assert_eq!(number(&client, there).await, 2);
        }
    }
}

#[tokio::test]
async fn nothing_is_marked_with_another_time() {
    let (roles, client) = restricted(Mode::Timestamp, true).await;
    roles.become_role(&client, "app").await;
    for time in ["'2020-01-01'", "now() - interval '1 day'", "'infinity'"] {
        let sql = format!("UPDATE parent SET deleted_at = {time} WHERE id = 1");
        assert_eq!(state(&client, &sql).await, "42501", "{time}");
    }
    // Nor is a deleted row changed by a statement that reads nothing.
    runs(&client, "RESET ROLE").await;
    runs(&client, "UPDATE parent SET deleted_at = now() WHERE id = 1").await;
    roles.become_role(&client, "app").await;
    let changed = client
        .execute("UPDATE parent SET name = 'x'", &[])
        .await
        .expect("no error");
    assert_eq!(changed, 3);
}

#[tokio::test]
async fn the_tables_own_policies_keep_their_say() {
    let (roles, client) = restricted(Mode::Timestamp, false).await;
    let app = roles.name("app");
    runs(
        &client,
        &format!(
            "CREATE POLICY own ON parent TO \"{app}\" USING (name = current_setting('app.tenant'))"
        ),
    )
    .await;
    runs(&client, "SET app.tenant = 'b'").await;
    roles.become_role(&client, "app").await;
    assert_eq!(number(&client, "SELECT count(*) FROM parent").await, 1);
    let deleted = client
        .execute(
            "UPDATE parent SET deleted_at = now() WHERE id IN (1, 2, 3)",
            &[],
        )
        .await
        .expect("its own row is marked");
    assert_eq!(deleted, 1);
    assert_eq!(number(&client, "SELECT count(*) FROM parent").await, 0);
    // Without a permissive policy for it a role sees nothing, whatever it may see of deleted rows.
    roles.become_role(&client, "keeper").await;
    assert_eq!(number(&client, "SELECT count(*) FROM parent").await, 0);
}

#[tokio::test]
async fn rows_move_to_an_archive_that_is_not_read() {
    let mode = Mode::Archive;
    let (roles, client) = restricted(mode, true).await;
    roles.become_role(&client, "app").await;
    runs(&client, &mode.delete("parent", COLUMNS, "id <= 2")).await;
    let archived = "SELECT count(*) FROM parent_archive";
    assert_eq!(number(&client, archived).await, 0);
    let restore = mode.restore("parent", COLUMNS, "id = 1");
    assert_eq!(client.execute(&restore, &[]).await.expect("no error"), 0);
    roles.become_role(&client, "keeper").await;
    assert_eq!(number(&client, archived).await, 2);
    assert_eq!(client.execute(&restore, &[]).await.expect("no error"), 1);
    roles.become_role(&client, "app").await;
    assert_eq!(number(&client, "SELECT count(*) FROM parent").await, 3);
}

#[tokio::test]
async fn times_of_other_types_tell_as_well() {
    for ty in ["timestamp", "timestamptz(3)", "timestamp(0)"] {
        let mut schema = family(Mode::Timestamp, Mode::None);
        let at = schema.tables[0].column("deleted_at").expect("it is there");
        schema.tables[0].columns[at].ty =
            softdelete_compiler::catalog::ColumnType::Builtin(ty.to_owned());
        let database = family_database(Mode::Timestamp, Mode::None);
        database.run(&format!(
            "ALTER TABLE parent ALTER deleted_at TYPE {ty}; INSERT INTO parent (id) VALUES (1)"
        ));
        let client = database.connect().await.expect("connects");
        let options = Policies {
            show_the_rest: true,
            ..Policies::default()
        };
        run_twice(
            &client,
            &policies(&schema, 0, &options).expect("it is suited"),
        )
        .await;
        let name = format!("{}_app", database.name());
        let _roles = Roles {
            database,
            names: vec![name.clone()],
        };
        runs(
            &client,
            &format!(
                "CREATE ROLE \"{name}\"; GRANT SELECT, UPDATE ON parent TO \"{name}\"; SET ROLE \"{name}\""
            ),
        )
        .await;
        runs(&client, "UPDATE parent SET deleted_at = now() WHERE id = 1").await;
    }
}

#[test]
fn a_flag_alone_does_not_tell_who_marks() {
    let mut schema = family(Mode::Flag, Mode::None);
    if let Some(soft_delete) = &mut schema.tables[0].soft_delete
        && let softdelete_compiler::catalog::Marker::Flag { at, .. } = &mut soft_delete.marker
    {
        *at = None;
    }
    let refused = policies(&schema, 0, &Policies::default());
    assert!(matches!(refused, Err(Unsuited::NoTime { .. })));
}
