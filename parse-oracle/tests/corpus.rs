//! The statements of PostgreSQL's regression tests and of a real application, against PostgreSQL's parser.

use parse_oracle::{corpus, survey};

/// The `sql` of every line.
fn statements(file: &str) -> Option<Vec<String>> {
    let Some(folder) = corpus() else {
        eprintln!(
            "skipped: there is no ../shared/corpus beside the repository; SOFTDELETE_CORPUS may name another folder"
        );
        return None;
    };
    let text = std::fs::read_to_string(folder.join(file)).expect("the corpus can be read");
    let sql = |line: &str| {
        let line: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
        line["sql"].as_str().expect("a line has sql").to_owned()
    };
    Some(text.lines().map(sql).collect())
}

#[track_caller]
fn check(file: &str) {
    let Some(statements) = statements(file) else {
        return;
    };
    let (counts, faults) = survey(statements.iter().map(String::as_str));
    println!("{file}: {} statements, {counts:?}", statements.len());
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

#[test]
fn regression_tests_of_postgresql() {
    check("postgres-regress.jsonl");
}

#[test]
fn queries_of_a_real_application() {
    check("docs_rs.queries.jsonl");
}
