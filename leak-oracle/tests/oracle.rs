//! The oracle, as often as a test may.

use softdelete_leak_oracle::mutate::Mutation;
use softdelete_leak_oracle::{Settings, Tally, run};

const SETTINGS: Settings = Settings {
    seed: 20_260,
    cases: 1_000,
    per_world: 40,
    mutate: None,
    keep_going: false,
    show: false,
};

fn tally(settings: Settings) -> Tally {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.expect("a runtime starts");
    runtime.block_on(run(settings)).expect("the server answers")
}

fn check(settings: Settings) {
    let tally = tally(settings);
    assert!(
        tally.differences.is_empty(),
        "{}",
        tally.differences.join("\n\n")
    );
    // Statements that are refused or fail show nothing.
    assert!(
        tally.refusals() * 50 < settings.cases,
        "refused: {:#?}",
        tally.refused
    );
    assert!(
        tally.mistakes() * 50 < settings.cases,
        "invalid: {:#?}",
        tally.invalid
    );
    assert!(
        tally.failures() * 20 < settings.cases,
        "failed: {:#?}",
        tally.failed
    );
    assert!(
        tally.telling * 2 > settings.cases,
        "only {} statements had rows",
        tally.telling
    );
}

// Two tests of 1,000 cases each, so that two processors share them.
#[test]
fn deleted_rows_are_never_seen() {
    check(SETTINGS);
}

#[test]
fn deleted_rows_are_never_seen_in_other_worlds() {
    check(Settings {
        seed: 4_000_000,
        ..SETTINGS
    });
}

/// How many of a hundred statements that were broken on purpose behave otherwise.
fn noticed(mutation: Mutation, cases: usize) -> usize {
    let tally = tally(Settings {
        seed: 77,
        cases,
        mutate: Some(mutation),
        keep_going: true,
        ..SETTINGS
    });
    tally.differences.len() * 100 / (tally.equal + tally.differences.len())
}

// Not every broken statement can behave otherwise: its deleted rows may meet nothing, or another condition leaves them out. A quarter of the
// tables has an archive, where no condition keeps deleted rows out that could be lost.

#[test]
fn a_lost_condition_is_noticed() {
    let percent = noticed(Mutation::Lose, 600);
    assert!(percent > 8, "{percent} of a hundred");
}

// Only one statement in seven has a condition in ON.
#[test]
fn a_condition_in_where_instead_of_on_is_noticed() {
    let percent = noticed(Mutation::Misplace, 2_400);
    assert!(percent > 2, "{percent} of a hundred");
}
