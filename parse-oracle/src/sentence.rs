//! Random statements of a grammar.

use std::collections::BTreeMap;

use fastrand::Rng;

use crate::grammar::{Grammar, Symbol};

/// What a terminal may look like.
const NAMES: [&str; 12] = [
    "a",
    "b",
    "c",
    "t",
    "u",
    "x1",
    "_y",
    "Mixed",
    "\"Quoted\"",
    "\"a b\"\"c\"",
    "\"select\"",
    "größe",
];
const INTEGERS: [&str; 8] = ["0", "1", "2", "42", "2147483647", "0x1F", "0o17", "1_000"];
const NUMBERS: [&str; 8] = [
    "1.5",
    ".5",
    "1.",
    "1e10",
    "1.5e-3",
    "2147483648",
    "99999999999999999999",
    "0b1111111111111111111111111111111111111111111111111111111111111111111",
];
const STRINGS: [&str; 10] = [
    "'a'",
    "''",
    "'it''s'",
    "E'a\\n\\'b\\u00e9'",
    "$$a'b$$",
    "$x$ $$ $x$",
    "'a' \n 'b'",
    "N'n'",
    "'\\'",
    "E'\\\\\\x41\\101'",
];
const OPERATORS: [&str; 16] = [
    "||", "->", "->>", "@>", "~", "!~*", "#>>", "&&", "<->", "@@", "|/", "!", "?", "<<=", "&<|",
    "^@",
];

/// Makes random statements.
#[derive(Debug)]
pub struct Sentences<'g> {
    grammar: &'g Grammar,
    random: Rng,
    start: Symbol,
    /// How to come to each rule.
    ways: BTreeMap<usize, Vec<(usize, usize)>>,
    /// How often each rule was used in a statement that PostgreSQL reads.
    used: BTreeMap<usize, usize>,
    /// How often each was used at all.
    tried: BTreeMap<usize, usize>,
}

/// A statement and the rules it was made by.
#[derive(Debug)]
pub struct Sentence {
    /// The text.
    pub text: String,
    rules: Vec<usize>,
}

/// A word of a statement.
enum Word {
    Terminal(Symbol),
    Text(&'static str),
}

/// A statement while it is made.
#[derive(Default)]
struct Making {
    words: Vec<Word>,
    rules: Vec<usize>,
    /// The rules that it must begin with, the outermost last, each with the place at which the next one follows.
    way: Vec<(usize, usize)>,
    /// It has `(… OFFSET 1) LIMIT 1`, which a PostgreSQL that is built with assertions ends with an abort.
    aborts: bool,
}

impl<'g> Sentences<'g> {
    /// What a symbol derives, as the seed decides.
    pub fn new(grammar: &'g Grammar, start: Symbol, seed: u64) -> Self {
        Self {
            grammar,
            random: Rng::with_seed(seed),
            start,
            ways: grammar.ways(start),
            used: BTreeMap::new(),
            tried: BTreeMap::new(),
        }
    }

    /// A statement of about as many words.
    pub fn make(&mut self, words: usize) -> Sentence {
        // Half of them go straight to what was seen least.
        let way = if self.random.bool() {
            self.way_to_rarest()
        } else {
            Vec::new()
        };
        let mut tries = 0;
        let made = loop {
            tries += 1;
            let mut making = Making {
                way: if tries < 10 { way.clone() } else { Vec::new() },
                ..Making::default()
            };
            self.derive(self.start, words, &mut making);
            if !making.aborts {
                break making;
            }
        };
        let close = self.random.u8(..8) == 0;
        let mut text = String::new();
        for word in made.words {
            let word = match word {
                Word::Terminal(terminal) => self.spell(terminal),
                Word::Text(text) => text.to_owned(),
            };
            if !text.is_empty() {
                let gap = self.gap(close, &text, &word);
                text.push_str(gap);
            }
            text.push_str(&word);
        }
        Sentence {
            text,
            rules: made.rules,
        }
    }

    /// Takes note that PostgreSQL reads the statement.
    pub fn accepted(&mut self, sentence: &Sentence) {
        for &rule in &sentence.rules {
            *self.used.entry(rule).or_default() += 1;
        }
    }

    /// The rules that no statement used which PostgreSQL reads.
    pub fn unused(&self) -> Vec<String> {
        let unused = self
            .ways
            .keys()
            .filter(|rule| !self.used.contains_key(rule));
        unused.map(|&rule| self.grammar.text(rule)).collect()
    }

    /// How often a rule was used in what PostgreSQL reads, and at all.
    fn uses(&self, rule: usize) -> (usize, usize) {
        let of = |map: &BTreeMap<usize, usize>| map.get(&rule).copied().unwrap_or_default();
        (of(&self.used), of(&self.tried))
    }

    /// The way to the rule that was used least, outermost rule last.
    fn way_to_rarest(&self) -> Vec<(usize, usize)> {
        // What cannot be read by itself is not tried for ever.
        let seldom = |&(&rule, _): &(&usize, &Vec<_>)| {
            let (used, tried) = self.uses(rule);
            20 * used + tried
        };
        let Some((&rule, way)) = self.ways.iter().min_by_key(seldom) else {
            return Vec::new();
        };
        let mut way = way.clone();
        way.push((rule, usize::MAX));
        way.reverse();
        way
    }

    /// Writes down what a symbol derives; says whether that is a query with a limit, perhaps in parentheses.
    fn derive(&mut self, derived: Symbol, words: usize, making: &mut Making) -> bool {
        if derived < self.grammar.terminals {
            making.words.push(Word::Terminal(derived));
            return false;
        }
        let (rule, followed) = match making.way.pop() {
            Some(step) => step,
            None => (self.choose(derived, words), usize::MAX),
        };
        let further = std::mem::take(&mut making.way);
        making.rules.push(rule);
        *self.tried.entry(rule).or_default() += 1;
        let right = &self.grammar.rules[rule].right;
        let mut spare = words.saturating_sub(self.grammar.length(rule));
        let nonterminals = right.iter().filter(|&&it| it >= self.grammar.terminals);
        let mut open = nonterminals.count();
        let (mut inner, mut outer) = (false, false);
        for (place, &symbol) in right.iter().enumerate() {
            let mut part = 0;
            if symbol >= self.grammar.terminals {
                part = if open == 1 {
                    spare
                } else {
                    self.random.usize(..=spare)
                };
                open -= 1;
                spare -= part;
            }
            if place == followed {
                making.way.clone_from(&further);
            }
            // The grammar takes any expression or name here, the parser's code only a string, or one of few.
            match (self.grammar.names[derived].as_str(), place) {
                ("json_table", 4) => {
                    making.words.push(Word::Text("'$.a'"));
                    continue;
                }
                ("json_format_clause", 3) => {
                    making.words.push(Word::Text("utf8"));
                    continue;
                }
                _ => {}
            }
            let begin = making.words.len();
            let limited = self.derive(symbol, self.grammar.shortest[symbol] + part, making);
            match self.grammar.names[symbol].as_str() {
                "select_limit" | "opt_select_limit" => outer |= making.words.len() > begin,
                "select_clause" | "select_with_parens" | "select_no_parens" => inner |= limited,
                _ => {}
            }
        }
        making.aborts |= inner && outer;
        match self.grammar.names[derived].as_str() {
            "select_no_parens" | "select_with_parens" => inner || outer,
            "select_clause" => inner,
            _ => false,
        }
    }

    /// A rule for a symbol that is short enough; often the one that was used least, so that all come to be used.
    fn choose(&mut self, symbol: Symbol, words: usize) -> usize {
        let rules = &self.grammar.of[&symbol];
        let length = |rule: &usize| self.grammar.length(*rule);
        let short: Vec<usize> = rules
            .iter()
            .copied()
            .filter(|rule| length(rule) <= words)
            .collect();
        if short.is_empty() {
            return *rules
                .iter()
                .min_by_key(|rule| length(rule))
                .expect("a nonterminal has rules");
        }
        if self.random.u8(..3) == 0 {
            return *short
                .iter()
                .min_by_key(|&&rule| self.uses(rule))
                .expect("there is one");
        }
        short[self.random.usize(..short.len())]
    }

    fn spell(&mut self, terminal: Symbol) -> String {
        let name = self.grammar.names[terminal].as_str();
        let from = |random: &mut Rng, words: &[&str]| words[random.usize(..words.len())].to_owned();
        match name {
            "IDENT" => from(&mut self.random, &NAMES),
            "UIDENT" => from(
                &mut self.random,
                &["U&\"d\\0061t\"", "U&\"a!0062\" UESCAPE '!'"],
            ),
            "FCONST" => from(&mut self.random, &NUMBERS),
            "ICONST" => from(&mut self.random, &INTEGERS),
            "SCONST" => from(&mut self.random, &STRINGS),
            "USCONST" => from(
                &mut self.random,
                &["U&'d\\0061t'", "U&'a!0062' UESCAPE '!'"],
            ),
            "BCONST" => from(&mut self.random, &["B'0101'", "b''"]),
            "XCONST" => from(&mut self.random, &["X'1F'", "x''"]),
            "Op" => from(&mut self.random, &OPERATORS),
            "PARAM" => from(&mut self.random, &["$1", "$2"]),
            "TYPECAST" => "::".to_owned(),
            "DOT_DOT" => "..".to_owned(),
            "COLON_EQUALS" => ":=".to_owned(),
            "EQUALS_GREATER" => "=>".to_owned(),
            "LESS_EQUALS" => "<=".to_owned(),
            "GREATER_EQUALS" => ">=".to_owned(),
            "NOT_EQUALS" => from(&mut self.random, &["<>", "!="]),
            _ => {
                if let Some(character) = name.strip_prefix('\'') {
                    return character.trim_end_matches('\'').to_owned();
                }
                let word = name.strip_suffix("_P").or_else(|| name.strip_suffix("_LA"));
                let word = word.unwrap_or(name);
                if self.random.u8(..4) == 0 {
                    word.to_owned()
                } else {
                    word.to_lowercase()
                }
            }
        }
    }

    /// What stands between two words: nothing where the statement is written closely and they stay apart without.
    fn gap(&mut self, close: bool, before: &str, after: &str) -> &'static str {
        let wordy = |c: char| c.is_alphanumeric() || matches!(c, '_' | '"' | '\'' | '$' | '&');
        let apart = !(before.ends_with(wordy) && after.starts_with(wordy));
        if close && apart {
            return "";
        }
        match self.random.u8(..40) {
            0 => "\n",
            1 => " /* a /* nested */ one */ ",
            2 => " -- to the end\n",
            3 => "\t ",
            _ => " ",
        }
    }
}
