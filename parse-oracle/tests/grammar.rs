//! Random statements of PostgreSQL's own grammar, against PostgreSQL's parser.
//!
//! `GRAMMAR_CASES=500000 GRAMMAR_SEED=7 cargo test -p parse-oracle --test grammar -- --nocapture` makes more, and others.

use std::collections::BTreeMap;

use parse_oracle::grammar::{Automaton, Grammar};
use parse_oracle::sentence::Sentences;
use parse_oracle::{Verdict, compare};

/// What a statement may be.
const STATEMENTS: [&str; 5] = [
    "SelectStmt",
    "InsertStmt",
    "UpdateStmt",
    "DeleteStmt",
    "MergeStmt",
];

fn setting(name: &str, default: usize) -> usize {
    let value = std::env::var(name).ok();
    value
        .and_then(|value| value.parse().ok())
        .unwrap_or(default)
}

#[test]
fn random_statements_have_the_same_tree() {
    let (cases, seed) = (setting("GRAMMAR_CASES", 20_000), setting("GRAMMAR_SEED", 1));
    let verbose = std::env::var_os("SOFTDELETE_ORACLE_VERBOSE").is_some();
    let grammar = Grammar::new(&Automaton::of_postgresql());
    let mut counts = BTreeMap::<Verdict, usize>::new();
    let mut faults = Vec::new();
    for (number, name) in STATEMENTS.into_iter().enumerate() {
        let start = grammar.symbol(name).expect("a nonterminal of this name");
        let seed = u64::try_from(seed + number).expect("a seed");
        let mut sentences = Sentences::new(&grammar, start, seed);
        for case in 0..cases / STATEMENTS.len() {
            let sentence = sentences.make(4 + case % 40);
            let (verdict, detail) = compare(&sentence.text);
            *counts.entry(verdict).or_default() += 1;
            if !matches!(verdict, Verdict::BothRefuse | Verdict::OnlyOurs) {
                sentences.accepted(&sentence);
            }
            if verdict.is_fault() {
                faults.push(format!("{verdict:?}: {}\n  {detail}", sentence.text));
            } else if verbose && verdict == Verdict::OnlyOurs {
                println!("{verdict:?}: {}\n  {detail}", sentence.text);
            }
        }
        let unused = sentences.unused();
        println!(
            "{name}: {} rules were in no statement that is read",
            unused.len()
        );
        if verbose {
            println!("  {}", unused.join("\n  "));
        }
    }
    println!("{counts:?}");
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}
