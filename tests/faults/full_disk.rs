//! A disk that is full: the tables are in a tablespace on a small file system in memory, which only root may mount.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use softdelete::tokio_postgres::error::SqlState;
use softdelete_testing::Server;

use crate::family::*;

/// Mounts a file system of 2 MB at `$1` for the user `$2`, and takes it away when its input ends, which it does with the test in whatever way that ends.
const SUPERVISOR: &str = r#"
    trap '' HUP INT QUIT TERM PIPE
    mkdir "$1" || exit 1
    if mount -t tmpfs -o "size=2m,mode=700,uid=$2,gid=$3" softdelete "$1" 2>/dev/null; then
        echo mounted
        read -r _
        umount -l "$1"
    else
        echo refused
    fi
    rmdir "$1"
"#;

/// A small disk. Dropping it takes it away.
struct Disk {
    path: PathBuf,
    supervisor: Child,
}

impl Disk {
    /// A disk that the server can write to, unless we are not allowed to mount one.
    fn for_server(server: &Server) -> Option<Disk> {
        let directory = server.directory()?;
        let owner = std::fs::metadata(directory).ok()?;
        // Not among the server's files, which are removed while the disk is still there.
        let name = directory.file_name()?.to_string_lossy().into_owned();
        let path = Path::new("/tmp").join(format!("{name}-disk"));
        let mut supervisor = Command::new("/bin/sh")
            .args(["-c", SUPERVISOR, "small-disk"])
            .arg(&path)
            .args([owner.uid().to_string(), owner.gid().to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let mut word = String::new();
        BufReader::new(supervisor.stdout.take()?)
            .read_line(&mut word)
            .ok()?;
        let disk = Disk { path, supervisor };
        (word.trim() == "mounted").then_some(disk)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        drop(self.supervisor.stdin.take());
        let _ = self.supervisor.wait();
    }
}

/// Inserts until there is no room for another page.
const FILL: &str = "
    create table filler (what text) tablespace small;
    alter table filler alter column what set storage plain;
    do $$ begin
        loop
            begin
                insert into filler select repeat('x', 7000) from generate_series(1, 16);
            exception when disk_full then exit;
            end;
        end loop;
        loop
            begin
                insert into filler values (repeat('x', 7000));
            exception when disk_full then exit;
            end;
        end loop;
    end $$";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_disk_is_full() {
    let server = Server::start().expect("a server of its own");
    let Some(disk) = Disk::for_server(&server) else {
        println!("skipped: a small disk can be mounted by root only");
        return;
    };
    let path = disk.path.display();
    for change in Change::ALL {
        let family = Family::on(&server, change).await;
        family
            .database
            .run(&format!("create tablespace small location '{path}'"));
        family
            .database
            .run("alter table tasks set tablespace small");
        family.database.run(FILL);
        let pool = family.pool().await;
        let error = change.run(&pool).await.expect_err("there is no room");
        assert_eq!(error.code().map(SqlState::code), Some("53100"), "{error}");
        assert!(
            !error.is_commit_unknown() && !error.is_connection_lost(),
            "{error}"
        );
        family.holds(&family.before).await;
        family.database.run("drop table filler");
        family.is_as_before(&pool).await;
        family
            .database
            .run("alter table tasks set tablespace pg_default");
        family.database.run("drop tablespace small");
    }
    drop(server);
    let path = disk.path.clone();
    drop(disk);
    assert!(!path.exists(), "nothing is left behind");
}
