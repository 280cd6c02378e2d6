//! Random statements are made of all that the language has.

use softdelete_compiler::diagnostic::Errors;
use softdelete_compiler::parse;
use softdelete_leak_oracle::constructs::{ALL, Counts, count};
use softdelete_leak_oracle::generate::{Features, Generator};
use softdelete_leak_oracle::random::Random;
use softdelete_leak_oracle::world::World;

/// What no random statement has, and why.
const NEVER: &[(&str, &str)] = &[
    ("Statement::Restore", OURS),
    ("Statement::Erase", OURS),
    ("Restore.with", OURS),
    ("Restore.all", OURS),
    ("Restore.where_clause", OURS),
    ("Restore.with_parents", OURS),
    ("Restore.returning", OURS),
    ("Erase.with", OURS),
    ("Erase.all", OURS),
    ("Erase.where_clause", OURS),
    ("Erase.returning", OURS),
    ("ConflictAction::Restore", OURS),
    ("InsertSource::Struct", RUST),
    ("InsertSource::Rows", RUST),
    ("ExprKind::Bytes", RUST),
    ("FromItemKind::Error", MISTAKE),
    ("ExprKind::Error", MISTAKE),
    ("ConflictElement.order", MISTAKE),
    ("TypeName.setof", MISTAKE),
    ("TypeName.pct_type", MISTAKE),
    ("Select.into", INTO),
    ("Persistence::Permanent", INTO),
    ("Persistence::Temporary", INTO),
    ("Persistence::Unlogged", INTO),
    ("ExprKind::CurrentOf", "there are no cursors"),
    (
        "InsertColumn.indirection",
        "no column of a world is an array or a composite",
    ),
];
/// PostgreSQL has nothing like it; the life oracle tries it.
const OURS: &str = "not of PostgreSQL";
const RUST: &str = "values of Rust are tried by the tests of the whole";
const MISTAKE: &str = "no valid statement has it";
const INTO: &str = "SELECT INTO makes a table, and is refused";

fn counts() -> Counts {
    let mut counts = Counts::new();
    let features = Features {
        version: 18,
        xml: true,
    };
    for seed in 0..400 {
        let mut random = Random::new(seed);
        let world = World::new(&mut random);
        let mut generator = Generator::new(&world, features, random);
        for _ in 0..60 {
            let statement = generator.statement();
            let mut errors = Errors::new();
            let source = statement.source(&mut errors);
            if let Some(parsed) = parse::statement(&source, &mut errors) {
                count(&parsed.statement, &mut counts);
            }
            let mistakes: Vec<_> = errors.into_sorted();
            assert!(mistakes.is_empty(), "{}: {mistakes:?}", statement.text());
        }
    }
    counts
}

#[test]
fn statements_are_made_of_all_constructs() {
    let counts = counts();
    let missing: Vec<_> = ALL
        .iter()
        .filter(|construct| !counts.contains_key(**construct))
        .filter(|construct| NEVER.iter().all(|(never, _)| never != *construct))
        .collect();
    assert!(missing.is_empty(), "never made: {missing:#?}");
    let made: Vec<_> = NEVER
        .iter()
        .map(|(never, _)| never)
        .filter(|never| counts.contains_key(*never) || !ALL.contains(never))
        .collect();
    assert!(made.is_empty(), "made all the same, or unknown: {made:#?}");
}
