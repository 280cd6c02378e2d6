//! PostgreSQL's grammar, as its own generated parser holds it.
//!
//! The parser that `pg_query` is built from is bison's output: arrays of numbers, without the rules that they were made of. The rules
//! can be won back from them. A state in which a rule is reduced is reached only by the symbols of its right side, and the symbol
//! by which a state is reached is in an array, so that walking back from the state tells the right side.
//! This way random statements are made of the grammar of the very version that judges them, and nobody has to keep a list of forms.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

mod automaton;

pub use automaton::Automaton;

/// A terminal or nonterminal, by bison's number: the terminals come first.
pub type Symbol = usize;

/// A rule of the grammar.
#[derive(Clone, Debug)]
pub struct Rule {
    /// What it derives.
    pub left: Symbol,
    /// What that is made of.
    pub right: Vec<Symbol>,
}

/// The rules of a grammar.
#[derive(Debug)]
pub struct Grammar {
    /// The names of the symbols.
    pub names: Vec<String>,
    /// How many of the symbols are terminals.
    pub terminals: usize,
    /// The rules.
    pub rules: Vec<Rule>,
    /// The rules of each nonterminal.
    pub of: BTreeMap<Symbol, Vec<usize>>,
    /// The fewest terminals that each symbol stands for.
    pub shortest: Vec<usize>,
}

impl Grammar {
    /// The grammar that the automaton was made from.
    pub fn new(automaton: &Automaton) -> Self {
        let mut rules = rules(automaton);
        // Options of operator classes can only stand in ON CONFLICT, where PostgreSQL refuses them as soon as it looks at what they mean.
        let options = automaton.names.iter().position(|name| name == "reloptions");
        rules.retain(|rule| options.is_none_or(|options| !rule.right.contains(&options)));
        // `pg_query` also reads statements whose constants were replaced by parameters, which PostgreSQL itself does not.
        let parameter = automaton.names.iter().position(|name| name == "PARAM");
        rules.retain(|rule| {
            automaton.names[rule.left] == "c_expr"
                || !rule.right.iter().any(|&it| Some(it) == parameter)
        });
        let mut of = BTreeMap::<Symbol, Vec<usize>>::new();
        for (number, rule) in rules.iter().enumerate() {
            of.entry(rule.left).or_default().push(number);
        }
        let shortest = shortest(&rules, automaton.names.len(), automaton.terminals);
        Self {
            names: automaton.names.clone(),
            terminals: automaton.terminals,
            rules,
            of,
            shortest,
        }
    }

    /// The symbol of a name.
    pub fn symbol(&self, name: &str) -> Option<Symbol> {
        self.names.iter().position(|other| other == name)
    }

    /// The fewest terminals that a rule stands for.
    pub fn length(&self, rule: usize) -> usize {
        let right = self.rules[rule].right.iter();
        right.fold(0, |sum, &symbol| sum.saturating_add(self.shortest[symbol]))
    }

    /// For each rule that takes part in what a symbol derives, the rules that lead there, each with the place at which its
    /// right side goes on: the shortest way.
    pub fn ways(&self, from: Symbol) -> BTreeMap<usize, Vec<(usize, usize)>> {
        let mut ways = BTreeMap::new();
        let mut to = BTreeMap::from([(from, Vec::<(usize, usize)>::new())]);
        let mut waiting = VecDeque::from([from]);
        while let Some(symbol) = waiting.pop_front() {
            let way = to[&symbol].clone();
            for &rule in self.of.get(&symbol).into_iter().flatten() {
                ways.insert(rule, way.clone());
                for (place, &next) in self.rules[rule].right.iter().enumerate() {
                    if let Entry::Vacant(entry) = to.entry(next) {
                        entry.insert([way.as_slice(), &[(rule, place)]].concat());
                        waiting.push_back(next);
                    }
                }
            }
        }
        ways
    }

    /// A rule as text.
    pub fn text(&self, rule: usize) -> String {
        let Rule { left, right } = &self.rules[rule];
        let right: Vec<&str> = right.iter().map(|&it| self.names[it].as_str()).collect();
        format!("{}: {}", self.names[*left], right.join(" "))
    }
}

/// Wins the rules back.
///
/// What a state does after a nonterminal is stored with defaults, so that a state seems to go on after nonterminals that cannot stand there.
/// A step after a nonterminal is believed once one of its rules was seen to begin in that state, which itself needs steps that are
/// believed; so this is repeated until nothing is added.
fn rules(automaton: &Automaton) -> Vec<Rule> {
    let mut before = vec![BTreeSet::new(); automaton.states];
    for state in 0..automaton.states {
        for next in automaton.shifts(state) {
            before[next].insert(state);
        }
    }
    let mut reducing = BTreeMap::<usize, Vec<usize>>::new();
    for state in 0..automaton.states {
        for rule in automaton.reductions(state) {
            reducing.entry(rule).or_default().push(state);
        }
    }
    let mut found = BTreeMap::<usize, Rule>::new();
    loop {
        let mut added = false;
        for (&number, ends) in &reducing {
            let left = automaton.left[number];
            for &end in ends {
                let mut right = Vec::new();
                let mut states = BTreeSet::from([end]);
                for _ in 0..automaton.length[number] {
                    let Some(&some) = states.first() else { break };
                    right.push(automaton.reached_by[some]);
                    states = states
                        .iter()
                        .flat_map(|&state| &before[state])
                        .copied()
                        .collect();
                }
                if states.is_empty() {
                    continue;
                }
                right.reverse();
                for start in states {
                    if let Some(next) = automaton.goto(start, left) {
                        added |= before[next].insert(start);
                    }
                }
                found.entry(number).or_insert(Rule { left, right });
            }
        }
        if !added {
            return found.into_values().collect();
        }
    }
}

/// The fewest terminals that each symbol stands for.
fn shortest(rules: &[Rule], symbols: usize, terminals: usize) -> Vec<usize> {
    let mut shortest = vec![usize::MAX; symbols];
    shortest[..terminals].fill(1);
    loop {
        let mut changed = false;
        for rule in rules {
            let sum = rule.right.iter();
            let sum = sum.fold(0usize, |sum, &symbol| sum.saturating_add(shortest[symbol]));
            if sum < shortest[rule.left] {
                shortest[rule.left] = sum;
                changed = true;
            }
        }
        if !changed {
            return shortest;
        }
    }
}
