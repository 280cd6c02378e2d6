//! What is wrong is said, nothing is lost, no password is shown.

use std::time::Duration;

use crate::support::{softdelete, softdelete_with};

#[test]
fn an_input_without_a_statement() {
    for input in ["", " \n", "-- nothing\n;;"] {
        let run = softdelete_with(&["parse"], input.as_bytes());
        assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""));
        assert!(
            run.stderr
                .starts_with("error: there is no statement in the input\n"),
            "{}",
            run.stderr
        );
    }
    assert_eq!(softdelete_with(&["parse", "--jsonl"], b"").succeeded(), "");
}

#[test]
fn bytes_that_are_no_text() {
    let run = softdelete_with(&["parse"], b"select 1;\nselect '\xff'");
    assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""));
    assert!(
        run.stderr
            .starts_with("error: <stdin>: line 2 (byte 18) is not UTF-8\n"),
        "{}",
        run.stderr
    );
    let run = softdelete_with(
        &["parse", "--jsonl"],
        b"{\"id\":1,\"sql\":\"\xff\"}\n{\"id\":2,\"sql\":\"select 1\"}\n",
    );
    let answers = run.answers();
    assert_eq!(
        (&answers[0]["id"], &answers[0]["code"]),
        (&serde_json::Value::Null, &"SD0901".into())
    );
    assert_eq!(
        answers[0]["error"],
        "the line is no request: byte 15 is not UTF-8"
    );
    assert_eq!(answers[1]["sql"], "SELECT 1");
}

#[test]
fn lines_that_are_no_requests() {
    let lines = "{\"id\":1,\"sql\":\n\n[]\n{}\n{\"id\":5}\n{\"id\":6,\"sql\":null}\n{\"id\":7,\"sql\":[\"select 1\"]}\nnull\n{\"id\":9,\"sql\":\"select 1\"}";
    let answers = softdelete_with(&["parse", "--jsonl"], lines.as_bytes()).answers();
    assert_eq!(answers.len(), 9);
    for answer in &answers[..8] {
        assert_eq!(
            (&answer["ok"], &answer["code"]),
            (&false.into(), &"SD0901".into()),
            "{answer}"
        );
    }
    let ids: Vec<_> = answers.iter().map(|answer| answer["id"].as_i64()).collect();
    assert_eq!(
        ids,
        [
            None,
            None,
            None,
            None,
            Some(5),
            Some(6),
            Some(7),
            None,
            Some(9)
        ]
    );
    assert_eq!(answers[8]["sql"], "SELECT 1");
}

#[test]
fn characters_that_are_no_sql() {
    let run = softdelete_with(
        &["parse"],
        b"select 'a\0b'; select \0 1; select \x1b[31m; select 2",
    );
    assert_eq!(run.status, Some(1));
    assert!(run.stdout.ends_with("SELECT 2;\n"), "{}", run.stdout);
    // A terminal would obey them.
    assert!(!run.stderr.contains(['\0', '\x1b']), "{:?}", run.stderr);
    let answers =
        softdelete_with(&["parse", "--jsonl"], br#"{"id":1,"sql":"select \u0000"}"#).answers();
    assert_eq!(answers[0]["ok"], false);
}

#[test]
fn nesting_without_end() {
    for (open, close) in [
        ("(", ")"),
        ("array[", "]"),
        ("(select ", ")"),
        ("case when ", " then 1 end"),
        ("not ", ""),
        ("- ", ""),
    ] {
        let sql = format!("select {}1{}", open.repeat(10_000), close.repeat(10_000));
        let request = serde_json::json!({"id": open, "sql": sql}).to_string();
        let answers = softdelete_with(&["parse", "--jsonl"], request.as_bytes()).answers();
        assert_eq!((answers.len(), &answers[0]["id"]), (1, &open.into()));
        assert_ne!(answers[0]["code"], "SD0902", "{open}");
    }
}

#[test]
fn files_that_are_not_there() {
    let run = softdelete(&["parse", "--file", "/nowhere/at all.sql"]);
    assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""));
    assert!(
        run.stderr
            .starts_with("error: cannot read /nowhere/at all.sql: "),
        "{}",
        run.stderr
    );
}

#[test]
fn arguments_that_do_not_fit_together() {
    assert_eq!(
        softdelete(&["parse", "--jsonl", "select 1"]).status,
        Some(2)
    );
    let run = softdelete(&["rewrite", "select 1"]);
    assert!(
        run.status == Some(2) && run.stderr.contains("--database-url"),
        "{}",
        run.stderr
    );
}

#[test]
fn servers_that_do_not_answer() {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a port")
        .port();
    for command in ["rewrite", "describe"] {
        let url = format!("postgres://app:s3cret@127.0.0.1:{port}/shop");
        let run = softdelete(&[command, "--database-url", &url, "select 1"]);
        assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""));
        assert!(
            run.stderr
                .starts_with("error: cannot connect to the database: "),
            "{}",
            run.stderr
        );
        assert!(!run.stderr.contains("s3cret"), "{}", run.stderr);
    }
}

#[test]
fn a_server_that_says_nothing_is_given_up() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let accepted = std::thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a connection");
        std::thread::sleep(Duration::from_millis(200));
        drop(stream);
    });
    let url = format!("postgres://app:s3cret@127.0.0.1:{port}/shop");
    let run = softdelete(&["describe", "--database-url", &url, "select 1"]);
    accepted.join().expect("it was asked");
    assert_eq!(run.status, Some(2));
    assert!(
        run.stderr
            .starts_with("error: cannot connect to the database: "),
        "{}",
        run.stderr
    );
}

#[test]
fn no_message_shows_the_password() {
    for url in [
        "postgres://app:s3cret@[/shop",
        "postgres://app:s3cret/s3cret@h/shop",
        "postgres://app:s3cret@h/shop?sslmode=require",
    ] {
        let run = softdelete(&["rewrite", "--database-url", url, "select 1"]);
        assert_eq!(run.status, Some(2));
        assert!(!run.stderr.contains("s3cret"), "{}", run.stderr);
    }
    let mut help = std::process::Command::new(env!("CARGO_BIN_EXE_softdelete"));
    let help = help
        .args(["rewrite", "--help"])
        .env("DATABASE_URL", "postgres://app:s3cret@h/shop")
        .output()
        .expect("help");
    assert!(!String::from_utf8_lossy(&help.stdout).contains("s3cret"));
}
