//! A server of `DATABASE_URL` is used as it is, and is left as it was.
//!
//! The process that uses it is this test binary again, running only the test `victim`.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use softdelete_testing::{Database, Server};

/// What the victim does.
const END: &str = "SOFTDELETE_TESTING_END";

/// Not a test: creates a database on the server of `DATABASE_URL`, says its name and ends as it is told.
#[test]
#[ignore = "run by the other tests"]
fn victim() {
    let Ok(end) = std::env::var(END) else { return };
    let database = Database::create();
    assert!(database.server().directory().is_none());
    assert!(database.server().stop().is_err());
    println!("\nvictim {}", database.name());
    if end == "wait" {
        std::thread::sleep(Duration::from_mins(1));
    }
}

/// A running victim, the end of its output still open, and its database.
struct Victim {
    process: Child,
    output: BufReader<ChildStdout>,
    database: String,
}

impl Victim {
    fn start(url: &str, end: &str) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "victim",
                "--ignored",
                "--nocapture",
                "--test-threads=1",
            ])
            .env(END, end)
            .env("DATABASE_URL", url)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let mut lines = output.by_ref().lines().map_while(Result::ok);
        let database = lines
            .find_map(|line| line.strip_prefix("victim ").map(str::to_owned))
            .expect("the victim creates a database");
        Self {
            process,
            output,
            database,
        }
    }

    fn finish(mut self) {
        std::io::copy(&mut self.output, &mut std::io::sink()).unwrap();
        assert!(self.process.wait().unwrap().success());
    }

    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

async fn exists(home: &Database, name: &str) -> bool {
    let client = home.connect().await.unwrap();
    let sql = "select exists (select from pg_database where datname = $1)";
    client.query_one(sql, &[&name]).await.unwrap().get(0)
}

#[tokio::test]
async fn databases_are_dropped_also_those_of_a_process_that_was_killed() {
    let server = Server::start().unwrap();
    let home = server.create_database();

    let normal = Victim::start(&home.url(), "return");
    let dropped = normal.database.clone();
    normal.finish();
    assert!(!exists(&home, &dropped).await);

    let alive = Victim::start(&home.url(), "wait");
    let killed = Victim::start(&home.url(), "wait");
    let left_over = killed.database.clone();
    killed.kill();
    assert!(exists(&home, &left_over).await);
    Victim::start(&home.url(), "return").finish();
    assert!(
        !exists(&home, &left_over).await,
        "the next process drops what a killed one left"
    );
    assert!(
        exists(&home, &alive.database).await,
        "but not what another one uses"
    );
    alive.kill();
}
