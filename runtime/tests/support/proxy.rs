//! A proxy before a server that counts round trips and can cut connections.

use std::str::FromStr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use softdelete_testing::Database;
use softdelete_testing::tokio_postgres::config::{Config, Host};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// How long the proxy waits for more from the client before it passes on what it has: two requests that are sent without waiting
/// for an answer in between then count as one round trip.
const PATIENCE: Duration = Duration::from_millis(15);

/// A proxy.
pub struct Proxy {
    port: u16,
    database: Config,
    traffic: Arc<Mutex<Traffic>>,
    cut: Arc<watch::Sender<u64>>,
}

#[derive(Debug, Default)]
struct Traffic {
    /// The types of the messages that clients sent, one string a round trip.
    sent: Vec<String>,
    answered: bool,
    /// When a client's message contains this, its connection is cut: before the server has it, or after.
    trap: Option<(Vec<u8>, Moment)>,
}

/// When a connection is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// The server never sees the message.
    BeforeSending,
    /// The server acts on the message, but its answer is lost.
    BeforeAnswer,
}

impl Proxy {
    /// A proxy before `database`.
    pub async fn before(database: &Database) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let config = Config::from_str(&database.url()).unwrap();
        let host = match &config.get_hosts()[0] {
            Host::Tcp(host) => host.clone(),
            Host::Unix(path) => {
                panic!("{} is not reached through the loopback", path.display())
            }
        };
        let server = (host, config.get_ports().first().copied().unwrap_or(5432));
        let traffic = Arc::new(Mutex::new(Traffic::default()));
        let cut = Arc::new(watch::Sender::new(0));
        let (shared, cuts) = (traffic.clone(), cut.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let Ok(server) = TcpStream::connect(server.clone()).await else {
                    continue;
                };
                client.set_nodelay(true).unwrap();
                server.set_nodelay(true).unwrap();
                tokio::spawn(carry(client, server, shared.clone(), cuts.subscribe()));
            }
        });
        Proxy {
            port,
            database: config,
            traffic,
            cut,
        }
    }

    /// How to connect through the proxy.
    pub fn config(&self) -> Config {
        let mut config = Config::new();
        config
            .host("127.0.0.1")
            .port(self.port)
            .dbname(self.database.get_dbname().unwrap());
        config.user(self.database.get_user().unwrap());
        if let Some(password) = self.database.get_password() {
            config.password(password);
        }
        config
    }

    /// The messages that clients have sent since the last time, one string of message types a round trip.
    pub fn round_trips(&self) -> Vec<String> {
        let mut traffic = self.traffic.lock().unwrap();
        traffic.answered = true;
        std::mem::take(&mut traffic.sent)
    }

    /// Cuts all connections.
    pub fn cut(&self) {
        self.cut.send_modify(|count| *count += 1);
    }

    /// Cuts the connection on which a message with `text` is sent, once.
    pub fn cut_at(&self, text: &str, moment: Moment) {
        self.traffic.lock().unwrap().trap = Some((text.as_bytes().to_vec(), moment));
    }
}

async fn carry(
    client: TcpStream,
    server: TcpStream,
    traffic: Arc<Mutex<Traffic>>,
    mut cut: watch::Receiver<u64>,
) {
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let mute = Arc::new(Mutex::new(false));
    tokio::select! {
        () = carry_requests(from_client, to_server, traffic.clone(), mute.clone()) => {}
        () = carry_answers(from_server, to_client, traffic, mute) => {}
        _ = cut.changed() => {}
    }
}

async fn carry_requests(
    mut client: OwnedReadHalf,
    mut server: OwnedWriteHalf,
    traffic: Arc<Mutex<Traffic>>,
    mute: Arc<Mutex<bool>>,
) {
    // The startup message has no type; what follows it is counted.
    let mut started = false;
    let mut buffer = vec![0; 1 << 16];
    while let Ok(read @ 1..) = client.read(&mut buffer).await {
        let mut bytes = buffer[..read].to_vec();
        while let Ok(Ok(read @ 1..)) =
            tokio::time::timeout(PATIENCE, client.read(&mut buffer)).await
        {
            bytes.extend_from_slice(&buffer[..read]);
        }
        let mut rest = bytes.as_slice();
        if !started {
            started = true;
            rest = &rest[length(rest)..];
        }
        let mut types = String::new();
        while rest.len() >= 5 {
            types.push(char::from(rest[0]));
            rest = rest.get(1 + length(&rest[1..])..).unwrap_or_default();
        }
        let trap = {
            let mut traffic = traffic.lock().unwrap();
            if !types.is_empty() {
                if traffic.answered || traffic.sent.is_empty() {
                    traffic.sent.push(types);
                } else {
                    traffic.sent.last_mut().unwrap().push_str(&types);
                }
                traffic.answered = false;
            }
            let trapped = traffic
                .trap
                .as_ref()
                .is_some_and(|(text, _)| bytes.windows(text.len()).any(|window| window == text));
            if trapped {
                traffic.trap.take().map(|(_, moment)| moment)
            } else {
                None
            }
        };
        match trap {
            Some(Moment::BeforeSending) => return,
            Some(Moment::BeforeAnswer) => *mute.lock().unwrap() = true,
            None => {}
        }
        if server.write_all(&bytes).await.is_err() {
            return;
        }
    }
}

async fn carry_answers(
    mut server: OwnedReadHalf,
    mut client: OwnedWriteHalf,
    traffic: Arc<Mutex<Traffic>>,
    mute: Arc<Mutex<bool>>,
) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(read @ 1..) = server.read(&mut buffer).await {
        if *mute.lock().unwrap() {
            return;
        }
        traffic.lock().unwrap().answered = true;
        if client.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}

fn length(bytes: &[u8]) -> usize {
    u32::from_be_bytes(bytes[..4].try_into().unwrap()) as usize
}
