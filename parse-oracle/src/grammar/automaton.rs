//! The arrays of a parser that bison generated.

use std::path::PathBuf;
use std::process::Command;

/// A parser's states and what it does in each.
#[derive(Debug)]
pub struct Automaton {
    /// The names of the symbols, terminals first.
    pub names: Vec<String>,
    /// How many of the symbols are terminals.
    pub terminals: usize,
    /// How many states there are.
    pub states: usize,
    /// The symbol that each rule derives.
    pub left: Vec<usize>,
    /// How many symbols each rule has on its right side.
    pub length: Vec<usize>,
    /// The symbol by which each state is reached.
    pub reached_by: Vec<usize>,
    /// Where the actions of a state begin in `table`.
    actions: Vec<i64>,
    /// The rule that is reduced in a state if nothing else is said.
    default_reduction: Vec<usize>,
    /// Where the steps after a nonterminal begin in `table`.
    gotos: Vec<i64>,
    /// The step after a nonterminal if nothing else is said.
    default_goto: Vec<i64>,
    table: Vec<i64>,
    /// For whom an entry of `table` is meant.
    check: Vec<i64>,
    /// The value in `actions` for none.
    no_actions: i64,
    /// The value in `table` for a mistake.
    mistake: i64,
}

impl Automaton {
    /// The automaton of PostgreSQL's parser, from the sources that `pg_query` is built from.
    ///
    /// # Panics
    /// If cargo does not say where they are, or they are not what bison 2 writes.
    pub fn of_postgresql() -> Self {
        let path = sources().join("libpg_query/src/postgres/src_backend_parser_gram.c");
        let text = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{} cannot be read: {error}", path.display()));
        Self::read(&text)
    }

    fn read(text: &str) -> Self {
        let unsigned = |name: &str| -> Vec<usize> {
            let numbers = array(text, name).into_iter();
            numbers
                .map(|number| usize::try_from(number).expect("no negative number"))
                .collect()
        };
        let count = |name: &str| usize::try_from(constant(text, name)).expect("a count");
        let mut names = strings(text, "yytname");
        names.truncate(count("YYNTOKENS") + count("YYNNTS"));
        Self {
            names,
            terminals: count("YYNTOKENS"),
            states: count("YYNSTATES"),
            left: unsigned("yyr1"),
            length: unsigned("yyr2"),
            reached_by: unsigned("yystos"),
            actions: array(text, "yypact"),
            default_reduction: unsigned("yydefact"),
            gotos: array(text, "yypgoto"),
            default_goto: array(text, "yydefgoto"),
            table: array(text, "yytable"),
            check: array(text, "yycheck"),
            no_actions: constant(text, "YYPACT_NINF"),
            mistake: constant(text, "YYTABLE_NINF"),
        }
    }

    /// The states that follow a state after a terminal.
    pub fn shifts(&self, state: usize) -> impl Iterator<Item = usize> {
        let entries = self.entries(state);
        entries.filter_map(|entry| usize::try_from(entry).ok().filter(|&next| next > 0))
    }

    /// The rules that may be reduced in a state.
    pub fn reductions(&self, state: usize) -> impl Iterator<Item = usize> {
        let named = self.entries(state).filter(|&entry| entry != self.mistake);
        named
            .filter_map(|entry| usize::try_from(-entry).ok())
            .chain([self.default_reduction[state]])
            .filter(|&rule| rule > 0)
    }

    /// The state that follows a state after a nonterminal, if that can stand there.
    pub fn goto(&self, state: usize, nonterminal: usize) -> Option<usize> {
        let nonterminal = nonterminal - self.terminals;
        let owner = i64::try_from(state).ok()?;
        let entry = self.entry(self.gotos[nonterminal] + owner, owner);
        usize::try_from(entry.unwrap_or(self.default_goto[nonterminal])).ok()
    }

    /// What a state does for each terminal that it names.
    fn entries(&self, state: usize) -> impl Iterator<Item = i64> {
        let begin = self.actions[state];
        let terminals = if begin == self.no_actions {
            0
        } else {
            self.terminals
        };
        (0..terminals).filter_map(move |terminal| {
            let terminal = i64::try_from(terminal).ok()?;
            self.entry(begin + terminal, terminal)
        })
    }

    fn entry(&self, at: i64, owner: i64) -> Option<i64> {
        let at = usize::try_from(at).ok()?;
        (self.check.get(at) == Some(&owner)).then(|| self.table[at])
    }
}

/// Where the sources of `pg_query` are.
fn sources() -> PathBuf {
    let version = cargo(&["--version", "--verbose"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    // Without the host, the packages of all platforms would have to be there.
    let metadata = cargo(&[
        "metadata",
        "--locked",
        "--format-version=1",
        "--filter-platform",
        host.expect("cargo says where it runs"),
        "--manifest-path",
        concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"),
    ]);
    let metadata: serde_json::Value = serde_json::from_str(&metadata).expect("JSON");
    let mut packages = metadata["packages"].as_array().expect("a list").iter();
    let package = packages.find(|package| package["name"] == "pg_query");
    let manifest = package.and_then(|package| package["manifest_path"].as_str());
    let mut path = PathBuf::from(manifest.expect("pg_query is a dependency"));
    path.pop();
    path
}

/// What cargo prints.
fn cargo(arguments: &[&str]) -> String {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo).args(arguments).output();
    let output = output.expect("cargo can be run");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {arguments:?}: {errors}");
    String::from_utf8(output.stdout).expect("cargo prints UTF-8")
}

/// The value of `#define name value`.
fn constant(text: &str, name: &str) -> i64 {
    let begin = format!("#define {name} ");
    let line = text.lines().find_map(|line| line.strip_prefix(&begin));
    let value = line.unwrap_or_else(|| panic!("{name} is not defined"));
    value.trim().parse().expect("a number")
}

/// The text between the braces of `name[] = { … };`.
fn initializer<'t>(text: &'t str, name: &str) -> &'t str {
    let begin = format!(" {name}[] =");
    let (_, rest) = text
        .split_once(&begin)
        .or_else(|| text.split_once(&format!("*const {name}[] =")))
        .unwrap_or_else(|| panic!("there is no array {name}"));
    let (_, rest) = rest.split_once('{').expect("an opening brace");
    rest.split_once("\n};").expect("a closing brace").0
}

fn array(text: &str, name: &str) -> Vec<i64> {
    let numbers = initializer(text, name).split(',').map(str::trim);
    numbers
        .map(|number| number.parse().expect("a number"))
        .collect()
}

fn strings(text: &str, name: &str) -> Vec<String> {
    // No name has a quotation mark in it.
    let quoted = initializer(text, name).split('"').skip(1).step_by(2);
    quoted.map(str::to_owned).collect()
}
