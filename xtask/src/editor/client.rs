//! A client of the Language Server Protocol, as small as the check needs it: one document that is rewritten for each question.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::Result;

/// How long the server may take for an answer before it counts as stuck. Loading a project builds it.
const PATIENCE: Duration = Duration::from_mins(15);

/// A running server.
pub(super) struct Client {
    server: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    requests: i64,
    /// What the server said of itself last: whether it is idle, and what is wrong with the project.
    status: Option<Value>,
    /// How often each document was written.
    versions: i64,
}

impl Client {
    /// Starts the server on a folder.
    pub(super) fn start(program: &Path, folder: &Path, settings: &Value) -> Result<Self> {
        let mut server = Command::new(program)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let input = server.stdin.take().ok_or("the server has no input")?;
        let output = server.stdout.take().ok_or("the server has no output")?;
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let mut client = Self {
            server,
            input,
            messages,
            requests: 0,
            status: None,
            versions: 0,
        };
        let capabilities = json!({
            "experimental": { "serverStatusNotification": true },
            "textDocument": {
                "completion": { "completionItem": { "snippetSupport": false } },
                "definition": { "linkSupport": true },
                "hover": { "contentFormat": ["markdown"] },
                "rename": { "prepareSupport": true },
            },
            "workspace": { "workspaceEdit": { "documentChanges": true } },
            "general": { "positionEncodings": ["utf-8"] },
        });
        client.request(
            "initialize",
            &json!({
                "processId": std::process::id(),
                "rootUri": uri(folder),
                "capabilities": capabilities,
                "initializationOptions": settings,
            }),
        )?;
        client.notify("initialized", &json!({}))?;
        Ok(client)
    }

    /// Waits until the server has loaded the project, and gives what it found wrong with it.
    pub(super) fn wait_until_ready(&mut self) -> Result<Option<String>> {
        let deadline = Instant::now() + PATIENCE;
        // It is idle for a moment between two steps of loading.
        let settled = Duration::from_secs(2);
        loop {
            let quiescent = self
                .status
                .as_ref()
                .is_some_and(|it| it["quiescent"] == true);
            let patience = if quiescent {
                settled
            } else {
                deadline.saturating_duration_since(Instant::now())
            };
            match self.messages.recv_timeout(patience) {
                Ok(message) => self.handle(&message)?,
                Err(RecvTimeoutError::Timeout) if quiescent => break,
                Err(RecvTimeoutError::Timeout) => return Err("the server never became idle".into()),
                Err(RecvTimeoutError::Disconnected) => return Err("the server ended".into()),
            }
        }
        let status = self
            .status
            .as_ref()
            .filter(|status| status["health"] != "ok");
        Ok(status.map(|status| {
            status["message"]
                .as_str()
                .unwrap_or("it did not say what")
                .to_owned()
        }))
    }

    /// Gives a document a text, whether it was open before or not.
    pub(super) fn write(&mut self, document: &Path, text: &str) -> Result<()> {
        self.versions += 1;
        let (uri, version) = (uri(document), self.versions);
        if version == 1 {
            let document =
                json!({ "uri": uri, "languageId": "rust", "version": version, "text": text });
            self.notify("textDocument/didOpen", &json!({ "textDocument": document }))
        } else {
            self.notify(
                "textDocument/didChange",
                &json!({
                    "textDocument": { "uri": uri, "version": version },
                    "contentChanges": [{ "text": text }],
                }),
            )
        }
    }

    /// Asks and waits for the answer.
    pub(super) fn request(&mut self, method: &str, params: &Value) -> Result<Value> {
        self.requests += 1;
        let id = self.requests;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))?;
        let deadline = Instant::now() + PATIENCE;
        loop {
            let patience = deadline.saturating_duration_since(Instant::now());
            let message = self
                .messages
                .recv_timeout(patience)
                .map_err(|_| format!("no answer to {method}"))?;
            if message["id"] == id && message.get("method").is_none() {
                // Content that changed in between is asked for again by real editors; here nothing changes by itself.
                return match message.get("error") {
                    Some(error) => Err(format!("{method}: {}", error["message"]).into()),
                    None => Ok(message["result"].clone()),
                };
            }
            self.handle(&message)?;
        }
    }

    /// Ends the server.
    pub(super) fn stop(mut self) -> Result<()> {
        self.request("shutdown", &Value::Null)?;
        self.notify("exit", &Value::Null)?;
        self.server.wait()?;
        Ok(())
    }

    fn notify(&mut self, method: &str, params: &Value) -> Result<()> {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    fn send(&mut self, message: &Value) -> Result<()> {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len())?;
        self.input.flush()?;
        Ok(())
    }

    /// What the server sends without being asked: its status is kept, its questions have the same answer.
    fn handle(&mut self, message: &Value) -> Result<()> {
        let Some(method) = message["method"].as_str() else {
            return Ok(());
        };
        if method == "experimental/serverStatus" {
            self.status = Some(message["params"].clone());
        }
        let Some(id) = message.get("id") else {
            return Ok(());
        };
        let result = match message["params"]["items"].as_array() {
            Some(items) if method == "workspace/configuration" => {
                json!(vec![Value::Null; items.len()])
            }
            _ => Value::Null,
        };
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "result": result }))
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // Where `stop` was not reached; a server that has ended is not killed again.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The address of a file.
pub(super) fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// The next message; none when the server has closed its output.
fn read(output: &mut BufReader<ChildStdout>) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", text)) => length = text.parse::<usize>().ok(),
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length?];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
