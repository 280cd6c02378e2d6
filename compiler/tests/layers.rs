//! A module uses only modules above it in the table of `lib.rs`.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules in the order of the table, lowest first.
fn order() -> Vec<String> {
    let lib = fs::read_to_string(source().join("lib.rs")).expect("lib.rs is there");
    let rows = lib
        .lines()
        .filter_map(|line| line.strip_prefix("//! | "))
        .filter(|row| row.starts_with('['));
    let cells = rows.filter_map(|row| row.split(" | ").next());
    let modules = cells.flat_map(|cell| cell.split(", "));
    let name = |module: &str| {
        module
            .trim_matches(['[', ']'])
            .split(']')
            .next()
            .map(|name| name.trim_matches('`').to_owned())
    };
    modules.filter_map(name).collect()
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files(under: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(under)
        .expect("the folder can be read")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The modules that a line names with `crate::`, also in a list: `use crate::{lower, parse::cursor}`.
fn named(line: &str) -> Vec<String> {
    let code = line.split("//").next().unwrap_or_default();
    let mut names = Vec::new();
    for (at, prefix) in code.match_indices("crate::") {
        let rest = &code[at + prefix.len()..];
        let list = rest.strip_prefix('{').map_or(rest, |list| list);
        let is_list = rest.starts_with('{');
        for part in list
            .split([',', '}'])
            .take(if is_list { usize::MAX } else { 1 })
        {
            let name: String = part
                .trim()
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            if name.chars().next().is_some_and(char::is_lowercase) {
                names.push(name);
            }
        }
    }
    names
}

/// The text without test modules, which may use what they like to make their input.
fn without_tests(path: &Path, text: &str) -> String {
    if path.file_stem().is_some_and(|stem| stem == "tests")
        || path.components().any(|part| part.as_os_str() == "tests")
    {
        return String::new();
    }
    text.split("#[cfg(test)]")
        .next()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn modules_use_only_those_above_them_in_the_table() {
    let order = order();
    assert!(
        order.len() > 10,
        "the table of lib.rs was not understood: {order:?}"
    );
    let place = |name: &str| order.iter().position(|module| module == name);
    let mut found = Vec::new();
    files(&source(), &mut found);
    let mut wrong = Vec::new();
    for path in found {
        let below = path.strip_prefix(source()).expect("it is below src");
        let first = below
            .components()
            .next()
            .expect("it has a name")
            .as_os_str()
            .to_string_lossy()
            .into_owned();
        let module = first.trim_end_matches(".rs").to_owned();
        if module == "lib" {
            continue;
        }
        let Some(own) = place(&module) else {
            wrong.push(format!("{module} is not in the table of lib.rs"));
            continue;
        };
        let text = fs::read_to_string(&path).expect("the file can be read");
        for (number, line) in without_tests(&path, &text).lines().enumerate() {
            for name in named(line) {
                if place(&name).is_some_and(|used| used > own) {
                    wrong.push(format!(
                        "{}:{}: {module} uses {name}",
                        below.display(),
                        number + 1
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
