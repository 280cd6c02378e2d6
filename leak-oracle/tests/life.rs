//! The model oracle, as often as a test may.

use softdelete_leak_oracle::life::{Settings, Tally, run};

const SETTINGS: Settings = Settings {
    seed: 20_260,
    sequences: 2_500,
    per_world: 50,
    lose: false,
    keep_going: false,
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
    // Sequences in which nothing happens show nothing.
    let (telling, statements) = (tally.telling, tally.statements());
    assert!(telling * 3 > statements, "{telling} of {statements}");
    for verb in [
        "Insert",
        "Delete",
        "Restore",
        "HardDelete",
        "Erase",
        "Purge",
    ] {
        let done = tally.done.get(verb).copied().unwrap_or(0);
        assert!(done * 100 > settings.sequences, "{verb}: {done}");
    }
}

// Two tests of 2,500 sequences each, so that two processors share them.
#[test]
fn the_database_is_as_the_model_says() {
    check(SETTINGS);
}

#[test]
fn other_databases_are_as_the_model_says() {
    check(Settings {
        seed: 4_000_000,
        ..SETTINGS
    });
}

#[test]
fn a_lost_condition_is_noticed() {
    let tally = tally(Settings {
        seed: 77,
        sequences: 600,
        per_world: 20,
        lose: true,
        keep_going: true,
    });
    // Not every condition matters to the rows that are there; where a statement is broken in vain, the world shows nothing.
    let percent = tally.differences.len() * 100 / tally.broken.max(1);
    assert!(percent > 10, "{percent} of a hundred");
}
