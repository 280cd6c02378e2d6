//! The oracle, as often as a test may.

use softdelete_leak_oracle::{Settings, Tally, run};

const SETTINGS: Settings = Settings {
    seed: 20_260,
    cases: 1_000,
    per_world: 40,
    mutate: false,
    keep_going: false,
    show: false,
};

fn tally(settings: Settings) -> Tally {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime starts");
    runtime.block_on(run(settings)).expect("the server answers")
}

fn check(settings: Settings) {
    let tally = tally(settings);
    assert!(tally.differences.is_empty(), "{}", tally.differences.join("\n\n"));
    // Statements that are refused or fail show nothing.
    assert!(tally.refusals() * 50 < settings.cases, "refused: {:#?}", tally.refused);
    assert!(tally.mistakes() * 50 < settings.cases, "invalid: {:#?}", tally.invalid);
    assert!(tally.failures() * 20 < settings.cases, "failed: {:#?}", tally.failed);
    assert!(tally.telling * 2 > settings.cases, "only {} statements had rows", tally.telling);
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

#[test]
fn a_lost_condition_is_noticed() {
    let tally = tally(Settings {
        seed: 77,
        cases: 600,
        mutate: true,
        keep_going: true,
        ..SETTINGS
    });
    let broken = tally.equal + tally.differences.len();
    // A condition may be lost without harm where a join or an empty table hides its rows.
    assert!(tally.differences.len() * 4 > broken, "{} of {broken} noticed", tally.differences.len());
}
