//! A question at a place of a document, and whether the answer is the expected one.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::client::{Client, uri};
use crate::Result;

/// What is asked and expected.
pub(super) enum Expected {
    /// These are offered, and nothing else but what `Also` names.
    Completion(&'static [&'static str]),
    /// These are offered, perhaps among others.
    Offered(&'static [&'static str]),
    /// The text shown has each of these parts.
    Hover(&'static [&'static str]),
    /// All places that it leads to are this name, if one is given, in a line that contains this text.
    Definition(&'static str, &'static str),
    /// So many places of the name are found in the cases and in the tables.
    References(usize, usize),
    /// The name is changed at so many places of the cases and of the tables.
    Rename(usize, usize),
    /// The name is not changed at all.
    NotRenamed,
}

/// One question.
pub(super) struct Case {
    pub(super) group: &'static str,
    pub(super) name: &'static str,
    /// The body of a function, with the place marked.
    pub(super) text: &'static str,
    pub(super) expected: Expected,
}

/// The place in the text of a case.
const MARK: char = '‸';

const HEAD: &str = "\
#![allow(unused)]
use softdelete::{Pool, Result, sd_query, sd_query_as};
use crate::tables::{User, Order, Status, users, orders};
struct Named { id: i64, name: Option<String> }
async fn case(db: &Pool, user: User, id: i64, search: Option<String>, rows: Vec<Order>) -> Result<()> {
";
const TAIL: &str = "\nOk(())\n}\n";

/// The document in which all questions are asked, one after the other.
pub(super) struct Document<'a> {
    client: &'a mut Client,
    path: PathBuf,
    text: String,
}

impl<'a> Document<'a> {
    pub(super) fn open(client: &'a mut Client, path: PathBuf) -> Result<Self> {
        let text = format!("{HEAD}{TAIL}");
        client.write(&path, &text)?;
        Ok(Self { client, path, text })
    }

    pub(super) fn wait_until_ready(&mut self) -> Result<Option<String>> {
        self.client.wait_until_ready()
    }

    /// Asks; the inner error says what was answered instead.
    pub(super) fn ask(&mut self, case: &Case) -> Result<std::result::Result<(), String>> {
        let marked = format!("{HEAD}{}{TAIL}", case.text);
        let (before, after) = marked.split_once(MARK).ok_or("a case has no mark")?;
        self.text = format!("{before}{after}");
        self.client.write(&self.path, &self.text)?;
        let line = before.matches('\n').count();
        let column = before.len() - before.rfind('\n').map_or(0, |at| at + 1);
        let mut place = json!({
            "textDocument": { "uri": uri(&self.path) },
            "position": { "line": line, "character": column },
        });
        Ok(match &case.expected {
            Expected::Completion(names) => {
                let offered = self.offered(&place)?;
                let mut names: Vec<&str> = names.to_vec();
                names.sort_unstable();
                compare(offered == names, || offered.join(" "))
            }
            Expected::Offered(names) => {
                let offered = self.offered(&place)?;
                let all = names.iter().all(|name| offered.iter().any(|it| it == name));
                compare(all, || offered.join(" "))
            }
            Expected::Hover(parts) => {
                let answer = self.client.request("textDocument/hover", &place)?;
                let text = answer["contents"]["value"].as_str().unwrap_or("nothing");
                compare(parts.iter().all(|part| text.contains(part)), || {
                    text.replace('\n', " ")
                })
            }
            Expected::Definition(name, line) => {
                let answer = self.client.request("textDocument/definition", &place)?;
                let places = self.places(&answer)?;
                let right = |place: &(String, String)| {
                    (name.is_empty() || place.0 == *name) && place.1.contains(line)
                };
                compare(!places.is_empty() && places.iter().all(right), || {
                    format!("{places:?}")
                })
            }
            Expected::References(here, tables) => {
                place["context"] = json!({ "includeDeclaration": true });
                let answer = self.client.request("textDocument/references", &place)?;
                let found = answer.as_array().map_or(&[][..], Vec::as_slice);
                self.count(found.iter().map(|it| &it["uri"]), *here, *tables)
            }
            Expected::NotRenamed => {
                place["newName"] = json!("renamed");
                let answer = self.client.request("textDocument/rename", &place);
                compare(answer.is_err(), || format!("{answer:?}"))
            }
            Expected::Rename(here, tables) => {
                place["newName"] = json!("renamed");
                // Not every name can be changed: the refusal is an answer.
                match self.client.request("textDocument/rename", &place) {
                    Err(refusal) => Err(refusal.to_string()),
                    Ok(answer) => {
                        let documents = answer["documentChanges"]
                            .as_array()
                            .map_or(&[][..], Vec::as_slice);
                        let edits = documents.iter().flat_map(|document| {
                            let edits = document["edits"].as_array().map_or(0, Vec::len);
                            std::iter::repeat_n(&document["textDocument"]["uri"], edits)
                        });
                        self.count(edits, *here, *tables)
                    }
                }
            }
        })
    }

    /// The names that are offered, in their order.
    fn offered(&mut self, place: &Value) -> Result<Vec<String>> {
        let answer = self.client.request("textDocument/completion", place)?;
        let items = answer.get("items").unwrap_or(&answer);
        let items = items.as_array().map_or(&[][..], Vec::as_slice);
        let mut names: Vec<String> = items
            .iter()
            .filter_map(|item| {
                Some(
                    item["filterText"]
                        .as_str()
                        .or(item["label"].as_str())?
                        .to_owned(),
                )
            })
            .collect();
        names.sort_unstable();
        names.dedup();
        Ok(names)
    }

    /// Each place of an answer as the name there and its line.
    fn places(&self, answer: &Value) -> Result<Vec<(String, String)>> {
        let links = answer.as_array().map_or(&[][..], Vec::as_slice);
        let mut places = Vec::new();
        for link in links {
            let address = link["targetUri"]
                .as_str()
                .ok_or("a link without a target")?;
            let range = &link["targetSelectionRange"];
            let path = address
                .strip_prefix("file://")
                .ok_or("a target that is no file")?;
            let text = if path == self.path.to_str().unwrap_or_default() {
                // The document is only in the editor.
                self.text.clone()
            } else {
                std::fs::read_to_string(path)?
            };
            let number = |value: &Value| usize::try_from(value.as_u64().unwrap_or(0)).unwrap_or(0);
            let line = text
                .lines()
                .nth(number(&range["start"]["line"]))
                .unwrap_or("");
            let name =
                line.get(number(&range["start"]["character"])..number(&range["end"]["character"]));
            places.push((name.unwrap_or("").to_owned(), line.trim().to_owned()));
        }
        Ok(places)
    }

    fn count<'v>(
        &self,
        documents: impl Iterator<Item = &'v Value>,
        here: usize,
        tables: usize,
    ) -> std::result::Result<(), String> {
        let own = uri(&self.path);
        let (own, other): (Vec<_>, Vec<_>) = documents.partition(|it| **it == *own);
        compare((own.len(), other.len()) == (here, tables), || {
            format!(
                "{} places in the cases, {} in the tables",
                own.len(),
                other.len()
            )
        })
    }
}

fn compare(right: bool, found: impl FnOnce() -> String) -> std::result::Result<(), String> {
    if right { Ok(()) } else { Err(found()) }
}
