//! What becomes of a row when the one it refers to is deleted: `restrict`, `set_null` and `keep`. `cascade` has a file of its own.

use softdelete::tokio_postgres::Client;
use softdelete::{Action, HistoryAction, Manager, Table, sd_query};
use softdelete_testing::Database;

use crate::support::*;

#[derive(Clone, Debug, PartialEq, Table)]
#[table(
    name = "teams",
    soft_delete,
    audit,
    children(players, games, trophies, seats)
)]
struct Team {
    #[column(primary_key)]
    id: i64,
}

/// A player without a team is a player still.
#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "players", soft_delete, audit)]
struct Player {
    #[column(primary_key)]
    id: i64,
    #[column(references(teams.id), on_delete = set_null)]
    team_id: Option<i64>,
    #[column(references(teams.id), on_delete = set_null)]
    former_id: Option<i64>,
}

/// A team with games cannot go.
#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "games", soft_delete)]
struct Game {
    #[column(primary_key)]
    id: i64,
    #[column(references(teams.id), on_delete = restrict)]
    home_id: i64,
    #[column(references(teams.id), on_delete = restrict)]
    guest_id: i64,
}

/// A trophy was won by whoever won it. It has no soft deletion.
#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "trophies")]
struct Trophy {
    #[column(primary_key)]
    id: i64,
    #[column(references(teams.id), on_delete = keep)]
    team_id: i64,
}

/// Seats go with their team, unless a ticket says no.
#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "seats", soft_delete, children(tickets))]
struct Seat {
    #[column(primary_key)]
    id: i64,
    #[column(references(teams.id), on_delete = cascade)]
    team_id: i64,
}

/// A table without soft deletion may forbid as well.
#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "tickets")]
struct Ticket {
    #[column(primary_key)]
    id: i64,
    #[column(references(seats.id), on_delete = restrict)]
    seat_id: i64,
}

static LEAGUE: Template = Template::of(
    "create table teams (id bigint primary key, deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
     create table players (id bigint primary key, team_id bigint, former_id bigint,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
     create table games (id bigint primary key, home_id bigint not null, guest_id bigint not null,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
     create table trophies (id bigint primary key, team_id bigint not null);
     create table seats (id bigint primary key, team_id bigint not null,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
     create table tickets (id bigint primary key, seat_id bigint not null);
     insert into teams (id) values (1), (2), (3), (4), (5);
     insert into players (id, team_id, former_id, deleted_at) values
        (10, 1, null, null), (11, 1, 4, null), (12, 1, null, '2020-01-01'), (13, 4, 1, null), (14, 1, 1, null);
     insert into games (id, home_id, guest_id, deleted_at) values (20, 2, 3, null), (21, 4, 1, '2020-01-01');
     insert into trophies values (30, 1), (31, 2);
     insert into seats (id, team_id) values (40, 1), (41, 5), (42, 5);
     insert into tickets values (50, 42)",
);

async fn league() -> (Database, Client) {
    LEAGUE.copy().await
}

const PLAYERS: &str = "select id, team_id as t, former_id as f from players order by id";

#[tokio::test]
async fn restrict_forbids() {
    let (_database, db) = league().await;
    let error = refused!(&db, delete from teams where id = 2);
    assert!(error.is_restricted(), "{error}");
    let refusal = error.refusal().unwrap();
    assert_eq!((refusal.table, refusal.rows), ("games", 1));
    assert_eq!(ids!(&db, select id from teams order by id), [1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn either_of_two_references_forbids() {
    let (_database, db) = league().await;
    assert_eq!(
        refused!(&db, delete from teams where id = 3)
            .refusal()
            .unwrap()
            .columns,
        ["guest_id"]
    );
    assert_eq!(
        refused!(&db, delete from teams where id = 2)
            .refusal()
            .unwrap()
            .columns,
        ["home_id"]
    );
}

#[tokio::test]
async fn a_deleted_row_forbids_nothing() {
    let (_database, db) = league().await;
    assert_eq!(done!(&db, delete from teams where id = 4), 1);
    assert_eq!(done!(&db, delete from games where id = 20), 1);
    assert_eq!(done!(&db, delete from teams where id in (2, 3)), 2);
}

#[tokio::test]
async fn one_that_is_forbidden_keeps_the_others() {
    let (_database, db) = league().await;
    assert!(refused!(&db, delete from teams where id in (1, 2)).is_restricted());
    assert_eq!(ids!(&db, select id from teams order by id), [1, 2, 3, 4, 5]);
    assert_eq!(
        keys(&db, "select count(*) from players where team_id = 1").await,
        [4]
    );
}

#[tokio::test]
async fn a_grandchild_forbids_through_a_cascade() {
    let (_database, db) = league().await;
    let refusal = refused!(&db, delete from teams where id = 5)
        .refusal()
        .unwrap();
    assert_eq!(
        (refusal.action, refusal.table, refusal.parent),
        (Action::Restrict, "tickets", Some("seats"))
    );
    assert_eq!(ids!(&db, select id from seats order by id), [40, 41, 42]);
    done!(&db, hard delete from tickets where id = 50);
    assert_eq!(done!(&db, delete from teams where id = 5), 1);
    assert_eq!(ids!(&db, select id from seats), [40]);
}

#[tokio::test]
async fn a_plan_counts_what_forbids() {
    let (_database, db) = league().await;
    let plan = sd_query!(delete from teams where id in (2, 5))
        .plan(&db)
        .await
        .unwrap();
    assert!(!plan.is_possible());
    let found: Vec<_> = plan
        .obstacles()
        .map(|counted| (counted.effect.table, counted.rows))
        .collect();
    assert_eq!(found, [("games", 1), ("tickets", 1)]);
}

#[tokio::test]
async fn set_null_cuts_the_link_and_keeps_the_row() {
    let (_database, db) = league().await;
    done!(&db, delete from teams where id = 1);
    assert_eq!(
        ids!(&db, select id from players order by id),
        [10, 11, 13, 14]
    );
    assert_eq!(
        raw(&db, PLAYERS).await,
        [
            r#"{"id":10,"t":null,"f":null}"#,
            r#"{"id":11,"t":null,"f":4}"#,
            r#"{"id":12,"t":1,"f":null}"#,
            r#"{"id":13,"t":4,"f":null}"#,
            r#"{"id":14,"t":null,"f":null}"#
        ]
    );
}

#[tokio::test]
async fn set_null_does_not_touch_deleted_rows() {
    let (_database, db) = league().await;
    let before = raw(&db, "select * from players where id = 12").await;
    done!(&db, delete from teams where id = 1);
    assert_eq!(
        raw(&db, "select * from players where id = 12").await,
        before
    );
}

#[tokio::test]
async fn effects_count_links_that_were_cut() {
    let (_database, db) = league().await;
    let effects = sd_query!(delete from teams where id = 1)
        .effects(&db)
        .await
        .unwrap();
    // 10, 11 and 14 lose their team, 13 and 14 their former one.
    assert_eq!(effects.by(Action::Unlink), 5);
    assert_eq!(effects.by(Action::Delete), 2);
}

#[tokio::test]
async fn a_restoration_ties_the_links_again() {
    let (_database, db) = league().await;
    let before = raw(&db, PLAYERS).await;
    done!(&db, delete from teams where id = 1);
    let effects = sd_query!(restore teams where id = 1)
        .effects(&db)
        .await
        .unwrap();
    assert!(effects.by(Action::Relink) > 0, "{effects}");
    assert_eq!(raw(&db, PLAYERS).await, before);
}

#[tokio::test]
async fn a_link_that_was_made_anew_is_left_as_it_is() {
    let (_database, db) = league().await;
    done!(&db, delete from teams where id = 1);
    done!(&db, update players set team_id = 4 where id = 10);
    done!(&db, restore teams where id = 1);
    assert_eq!(
        rows!(&db, row => row.team_id, select team_id from players where id in (10, 11) order by id),
        [Some(4), Some(1)]
    );
}

#[tokio::test]
async fn history_tells_which_links_were_cut() {
    let (_database, db) = league().await;
    done!(&db, delete from teams where id = 1 by "admin");
    let player = Manager::<Player, _>::new(&db);
    let records = player.history_of(&10).collect().await.unwrap();
    assert_eq!(records.len(), 1);
    assert_eq!(
        (&records[0].action, records[0].actor.as_deref()),
        (&HistoryAction::Unlink, Some("admin"))
    );
    assert!(
        records[0]
            .detail
            .as_ref()
            .unwrap()
            .to_string()
            .contains("\"team_id\": 1")
    );
}

#[tokio::test]
async fn keep_leaves_rows_and_links() {
    let (_database, db) = league().await;
    done!(&db, delete from teams where id = 1);
    assert_eq!(
        rows!(&db, row => (row.id, row.team_id), select id, team_id from trophies order by id),
        [(30, 1), (31, 2)]
    );
    let found = rows!(&db, row => (row.id, row.team), select t.id, x.id as team from trophies t left join teams x on x.id = t.team_id order by t.id);
    assert_eq!(found, [(30, None), (31, Some(2))]);
}

#[tokio::test]
async fn a_hard_delete_is_forbidden_by_rows_that_refer() {
    let (_database, db) = league().await;
    done!(&db, delete from teams where id = 1);
    let error = refused!(&db, hard delete from teams only deleted where id = 1);
    assert!(error.is_referenced(), "{error}");
    assert_eq!(keys(&db, "select id from teams where id = 1").await, [1]);
}
