//! `softdelete parse`

use crate::support::{softdelete, softdelete_with};

#[test]
fn arguments_are_rendered_back() {
    let run = softdelete(&[
        "parse",
        "select a+1 as \"B\" from t; table t",
        "DELETE from t where x = $1",
    ]);
    assert_eq!(
        run.succeeded(),
        "SELECT a + 1 AS \"B\" FROM t;\nTABLE t;\nDELETE FROM t WHERE x = $1;\n"
    );
}

#[test]
fn standard_input_and_files_are_read() {
    let run = softdelete_with(
        &["parse"],
        "\u{FEFF}select ';' -- ;\n; select $$;$$".as_bytes(),
    );
    assert_eq!(run.succeeded(), "SELECT ';';\nSELECT ';';\n");
    let file = std::env::temp_dir().join(format!("softdelete-cli-{}.sql", std::process::id()));
    std::fs::write(&file, "select 1;").expect("a temporary file");
    let run = softdelete_with(
        &[
            "parse",
            "--file",
            file.to_str().expect("a path"),
            "--file",
            "-",
        ],
        b"select 2",
    );
    std::fs::remove_file(&file).expect("the file is there");
    assert_eq!(run.succeeded(), "SELECT 1;\nSELECT 2;\n");
}

#[test]
fn own_forms_are_kept() {
    let own = "SELECT FROM users WITH DELETED WHERE id = $1;\nRESTORE users WHERE id = $1;\nHARD DELETE FROM users WHERE id = $1;\n";
    assert_eq!(
        softdelete(&["parse", own]).succeeded().to_lowercase(),
        own.to_lowercase()
    );
}

#[test]
fn a_refusal_shows_the_place_and_the_others_go_on() {
    let run = softdelete_with(&["parse"], b"select 1;\nselect a\n  from where;\nselect 3");
    assert_eq!(
        (run.status, run.stdout.as_str()),
        (Some(1), "SELECT 1;\nSELECT 3;\n")
    );
    let expected = "error[SD0001]: expected a table name, found `where`\n --> <stdin>:3:8\n  |\n3 |   from where;\n  |        ^^^^^\n";
    assert!(run.stderr.starts_with(expected), "{}", run.stderr);
}

#[test]
fn lines_are_answered_one_by_one() {
    let lines = concat!(
        r#"{"id":7,"sql":"select 1","more":[]}"#,
        "\n",
        r#"{"id":{"a":"\u00e4"},"sql":"select"}"#,
        "\n",
        r#"{"id":"x","sql":"select from where"}"#,
        "\n",
        r#"{"sql":"select 2;"}"#,
        "\r\n",
        r#"{"id":8,"sql":"select 1; select 2"}"#,
    );
    let run = softdelete_with(&["parse", "--jsonl"], lines.as_bytes());
    let answers: Vec<&str> = run.succeeded().lines().collect();
    assert_eq!(answers[0], r#"{"id":7,"ok":true,"sql":"SELECT 1"}"#);
    assert_eq!(
        answers[1],
        r#"{"id":{"a":"\u00e4"},"ok":true,"sql":"SELECT"}"#
    );
    assert!(answers[2].starts_with(r#"{"id":"x","ok":false,"code":"SD0001","error":"expected a table name, found `where`","span":[12,17],"#));
    assert_eq!(answers[3], r#"{"id":null,"ok":true,"sql":"SELECT 2"}"#);
    assert!(answers[4].contains(r#""ok":false,"code":"SD0004""#));
    assert_eq!(answers.len(), 5);
}

#[test]
fn each_answer_is_there_before_the_next_question() {
    use std::io::{BufRead, BufReader, Write};
    use std::process::{Command, Stdio};
    let mut command = Command::new(env!("CARGO_BIN_EXE_softdelete"));
    let mut child = command
        .args(["parse", "--jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let (mut stdin, stdout) = (
        child.stdin.take().expect("a pipe"),
        child.stdout.take().expect("a pipe"),
    );
    let mut stdout = BufReader::new(stdout);
    for number in 0..3 {
        writeln!(stdin, r#"{{"id":{number},"sql":"select {number}"}}"#).expect("it reads");
        let mut line = String::new();
        stdout.read_line(&mut line).expect("it answers");
        assert_eq!(
            line,
            format!("{{\"id\":{number},\"ok\":true,\"sql\":\"SELECT {number}\"}}\n")
        );
    }
    drop(stdin);
    assert!(child.wait().expect("it ends").success());
}
