//! Compares the Markdown with the code, or writes it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The regions of all files, by `file name`.
fn regions() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for path in files(&root().join("tests/docs"), "rs") {
        let file = path.file_stem().unwrap().to_str().unwrap();
        // This file speaks of markers without being one.
        if file == "snippets" || file == "main" {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let mut open: Option<(String, Vec<&str>)> = None;
        for line in text.lines() {
            let comment = line.trim().trim_start_matches(['/', '-']).trim();
            match (&mut open, comment) {
                (None, _) => {
                    open = comment
                        .strip_prefix("snippet: ")
                        .map(|name| (format!("{file} {name}"), Vec::new()));
                }
                (Some((name, lines)), "end") => {
                    let known = found.insert(name.clone(), dedent(lines));
                    assert!(known.is_none(), "two snippets are called `{name}`");
                    open = None;
                }
                (Some((_, lines)), _) => lines.push(line),
            }
        }
        assert!(
            open.is_none(),
            "the last snippet of {} does not end",
            path.display()
        );
    }
    found
}

fn dedent(lines: &[&str]) -> String {
    let filled = lines.iter().filter(|line| !line.trim().is_empty());
    let margin = filled
        .map(|line| line.len() - line.trim_start().len())
        .min()
        .unwrap_or(0);
    let mut text = String::new();
    for line in lines {
        text += line.get(margin..).unwrap_or("").trim_end();
        text.push('\n');
    }
    text
}

/// The Markdown with the regions put in. Blocks of code that are neither regions nor harmless are reported.
fn with_regions(
    name: &str,
    text: &str,
    regions: &BTreeMap<String, String>,
    used: &mut BTreeSet<String>,
) -> String {
    let mut out = String::new();
    let mut lines = text.lines();
    let mut marker: Option<&str> = None;
    while let Some(line) = lines.next() {
        out += line;
        out.push('\n');
        let named = line
            .strip_prefix("<!-- snippet: ")
            .and_then(|rest| rest.strip_suffix(" -->"));
        if named.is_some() {
            marker = named;
        } else if let Some(language) = line.strip_prefix("```") {
            let block: Vec<_> = lines.by_ref().take_while(|line| *line != "```").collect();
            if let Some(marker) = marker.take() {
                let Some(region) = regions.get(marker) else {
                    panic!("{name} names the snippet `{marker}`, which does not exist");
                };
                used.insert(marker.to_owned());
                out += region;
            } else {
                let harmless = matches!(language, "text" | "toml" | "console");
                assert!(
                    harmless,
                    "{name} has a block of {language} that is no snippet: {block:?}"
                );
                out += &dedent(&block);
            }
            out += "```\n";
        }
    }
    out
}

#[test]
fn the_manual_shows_code_that_runs() {
    let (regions, mut used) = (regions(), BTreeSet::new());
    let mut pages = files(&root().join("docs/src"), "md");
    pages.push(root().join("README.md"));
    for page in pages {
        let name = page.strip_prefix(root()).unwrap().display().to_string();
        let text = fs::read_to_string(&page).unwrap();
        let updated = with_regions(&name, &text, &regions, &mut used);
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&page, updated).unwrap();
        } else {
            assert!(
                text == updated,
                "{name} differs from the code in tests/docs: run `UPDATE=1 cargo test --test docs`"
            );
        }
    }
    let unused: Vec<_> = regions
        .keys()
        .filter(|name| !used.contains(*name))
        .collect();
    assert!(unused.is_empty(), "no page shows {unused:?}");
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(directory: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found: Vec<_> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    found.sort();
    found
}
