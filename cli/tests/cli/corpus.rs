//! PostgreSQL's own regression tests, and the queries of a real application.

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Value, json};
use softdelete_testing::Database;

use crate::support::{corpus, softdelete, softdelete_with};

fn lines(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).expect("the corpus");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect()
}

#[test]
fn every_statement_of_the_regression_tests_is_answered() {
    let Some(folder) = corpus() else { return };
    let path = folder.join("postgres-regress.jsonl");
    let statements = lines(&path);
    let answers =
        softdelete(&["parse", "--jsonl", "--file", path.to_str().expect("a path")]).answers();
    assert_eq!(answers.len(), statements.len());
    let (mut valid, mut parsed, mut lost) = (0, 0, HashMap::new());
    for (statement, answer) in statements.iter().zip(&answers) {
        assert_eq!(statement["id"], answer["id"]);
        assert_ne!(answer["code"], "SD0902", "{statement}");
        let error = statement["pg_error"].as_str().unwrap_or_default();
        // Besides those, its lexer and grammar refuse what they have other words for.
        if error.contains("syntax error")
            || error.contains("is not a valid")
            || error.contains("specified multiple times")
        {
            continue;
        }
        valid += 1;
        if answer["ok"] == true {
            parsed += 1;
        } else {
            *lost.entry(answer["code"].to_string()).or_insert(0) += 1;
        }
    }
    println!("{parsed} of {valid} statements that PostgreSQL can read; refused, by code: {lost:?}");
    // `SELECT … INTO` creates a table and is refused for that.
    assert!(valid - parsed <= 5, "{parsed} of {valid}: {lost:?}");
}

#[test]
fn types_of_a_real_application_agree_with_its_server() {
    let Some(folder) = corpus() else { return };
    let database = Database::create();
    database.run(&std::fs::read_to_string(folder.join("docs_rs.schema.sql")).expect("the schema"));
    let queries = lines(&folder.join("docs_rs.queries.jsonl"));
    let url = database.url();
    let describe = |requests: &str| {
        softdelete_with(
            &["describe", "--jsonl", "--database-url", &url],
            requests.as_bytes(),
        )
        .answers()
    };
    let requests: Vec<String> = queries
        .iter()
        .map(|query| json!({"id": query["id"], "sql": query["sql"]}).to_string())
        .collect();
    let mut differences = Vec::new();
    let (mut agreed, mut after_a_word) = (0, 0);
    for (query, answer) in queries.iter().zip(describe(&requests.join("\n"))) {
        let mut answer = answer;
        // The application has no soft deletion, and means what it says.
        if matches!(answer["code"].as_str(), Some("SD0401" | "SD0404")) {
            after_a_word += 1;
            answer =
                describe(&json!({"id": query["id"], "sql": meant(query)}).to_string()).remove(0);
        }
        let difference = difference(query, &answer);
        if difference.is_empty() {
            agreed += 1;
        } else {
            differences.push(format!("{}: {difference}", query["id"]));
        }
    }
    println!(
        "{agreed} of {} queries agree; {after_a_word} of them had to say `hard` or `all`",
        queries.len()
    );
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// The statement with the words that say that it means it.
fn meant(query: &Value) -> String {
    let sql = query["sql"].as_str().expect("a text").trim();
    let chooses = sql.to_lowercase().contains("where");
    let all = if chooses { "" } else { "all " };
    match sql.split_once(char::is_whitespace).expect("words") {
        (word, rest) if word.eq_ignore_ascii_case("delete") => format!("hard delete {all}{rest}"),
        (word, rest) => format!("{word} {all}{rest}"),
    }
}

fn difference(query: &Value, answer: &Value) -> String {
    if answer["ok"] == false {
        return answer.to_string();
    }
    let wanted: Vec<String> = query["params"]
        .as_array()
        .expect("a list")
        .iter()
        .map(type_name)
        .collect();
    if answer["params"] != json!(wanted) {
        return format!("parameters {wanted:?}, here {}", answer["params"]);
    }
    let column =
        |column: &Value, ty: String| (column["name"].as_str().unwrap_or_default().to_owned(), ty);
    let wanted: Vec<_> = query["columns"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|c| column(c, type_name(&c["type"])))
        .collect();
    let given: Vec<_> = answer["columns"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|c| column(c, c["type"].as_str().unwrap_or_default().to_owned()))
        .collect();
    if wanted == given {
        String::new()
    } else {
        format!("columns {wanted:?}, here {given:?}")
    }
}

/// The recorded type as the command names it.
fn type_name(recorded: &Value) -> String {
    match recorded {
        Value::String(name) => match name.strip_suffix("Array") {
            Some(element) => format!("{}[]", element.to_lowercase()),
            None => name.to_lowercase(),
        },
        other => other["Custom"]["name"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
    }
}
