//! Random statements.
//!
//! A statement is made as text, so that the whole compiler is tried. It never mentions a marker or a scope: compiled, it means
//! on the full world what PostgreSQL itself takes it to mean on the purged one.

use softdelete_compiler::diagnostic::Errors;
use softdelete_compiler::token::Source;

use crate::random::Random;
use crate::world::{TableOf, Type, World};

mod change;
mod choice;
mod condition;
mod forms;
mod from;
mod from_function;
mod group;
mod json;
mod merge;
mod query;
mod recursive;
mod rows;
mod scalar;
mod scope;
mod select;
mod subquery;
mod window;
mod xml;

use choice::Choice;

/// Stands for `by … because …`, which PostgreSQL does not know.
const ATTRIBUTION: &str = "\u{1}";
/// Stands around the number of something that the compiler is told otherwise than PostgreSQL.
const MARK: char = '\u{3}';
/// Stands for the word of a hard delete.
const HARD: &str = "\u{2}";

/// A statement.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact by itself, and none excludes another"
)]
pub struct Statement {
    /// The text, with placeholders for what PostgreSQL does not know.
    text: String,
    /// What the compiler and PostgreSQL are told in numbered places: of scopes, and of rows as structs.
    references: Vec<(String, String)>,
    /// Whether it has scopes: it may see deleted rows then, and PostgreSQL is told which.
    pub scoped: bool,
    /// The parameters by name, with the literals of their values.
    pub params: Vec<(String, String)>,
    /// Whether it changes data.
    pub changes: bool,
    /// Whether the order of its rows is certain.
    pub ordered: bool,
    /// Whether it is compiled as the command line does it, where everything means what it means in PostgreSQL.
    pub plain: bool,
    /// Its optional parts, and how each comes out.
    choices: Vec<Choice>,
}

impl Statement {
    /// The text for the compiler; optional parts are written as in Rust.
    pub fn text(&self) -> String {
        self.for_compiler(&choice::shown(&self.text, &self.choices))
    }

    /// The tokens for the compiler.
    pub fn source(&self, errors: &mut Errors) -> Source {
        let choices: Vec<_> = self
            .choices
            .iter()
            .map(|choice| choice.map_arms(|arm| self.for_compiler(arm)))
            .collect();
        choice::source(&self.for_compiler(&self.text), &choices, errors)
    }

    /// Which arm of each optional part is taken.
    pub fn shape(&self) -> Vec<usize> {
        self.choices.iter().map(|choice| choice.taken).collect()
    }

    /// A part of the text as the compiler is told.
    fn for_compiler(&self, text: &str) -> String {
        self.with_references(text, |(compiler, _)| compiler)
            .replace(ATTRIBUTION, " by 'oracle' because 'test'")
            .replace(HARD, "hard ")
    }

    /// The text for PostgreSQL itself: parameters, scopes and what is taken of optional parts written out.
    pub fn raw_text(&self) -> String {
        self.raw(&choice::taken(&self.text, &self.choices))
    }

    /// The texts for PostgreSQL itself that have every outcome of each optional part once. The compiler reads all arms at once, so that
    /// a statement is right only if PostgreSQL takes each of these.
    pub fn raw_texts(&self) -> Vec<String> {
        let outcomes = self.choices.iter().map(Choice::outcomes).max().unwrap_or(1);
        (0..outcomes)
            .map(|outcome| {
                let choices: Vec<_> = self
                    .choices
                    .iter()
                    .map(|choice| choice.coming_out(outcome))
                    .collect();
                self.raw(&choice::taken(&self.text, &choices))
            })
            .collect()
    }

    fn raw(&self, text: &str) -> String {
        let mut text = self
            .with_references(text, |(_, postgresql)| postgresql)
            .replace(ATTRIBUTION, "")
            .replace(HARD, "");
        for (name, literal) in &self.params {
            text = text.replace(&format!("${name}::"), &format!("{literal}::"));
        }
        text
    }

    /// A text with one side of what the compiler and PostgreSQL are told.
    fn with_references(&self, text: &str, side: impl Fn(&(String, String)) -> &String) -> String {
        let mut text = text.to_owned();
        // What was made later may hold what was made before.
        for (number, reference) in self.references.iter().enumerate().rev() {
            text = text.replace(&format!("{MARK}{number}{MARK}"), side(reference));
        }
        text
    }
}

/// What a server understands.
#[derive(Clone, Copy, Debug)]
pub struct Features {
    /// The major version.
    pub version: u32,
    /// It was built with libxml.
    pub xml: bool,
}

/// A column that statements can name.
#[derive(Clone, Debug)]
struct Visible {
    /// The entry's name; `None` for a column that USING merged.
    qualifier: Option<String>,
    /// The column's name, quoted if it has to be.
    name: String,
    /// Its type.
    ty: Type,
    /// USING merged it, so that the bare name means the merged column.
    merged: bool,
    /// The bare name means others as well.
    ambiguous: bool,
    /// Its qualifier is a table, whose rows are values as well.
    whole: bool,
}

/// A FROM item as it was made.
#[derive(Clone, Debug, Default)]
struct Item {
    /// The text.
    sql: String,
    /// The columns that can be named.
    columns: Vec<Visible>,
    /// Names of entries that are tables with a primary key `id`, all of whose columns it decides.
    keyed: Vec<String>,
    /// It is one table by its name.
    simple: bool,
    /// It is a join without parentheses.
    join: bool,
    /// It has columns beside those that can be named.
    open: bool,
}

/// A query as it was made.
#[derive(Clone, Debug, Default)]
struct Made {
    /// The text.
    sql: String,
    /// The names and types of its columns.
    columns: Vec<(String, Type)>,
    /// Whether the order of its rows is certain.
    ordered: bool,
}

/// Makes statements about a world.
pub struct Generator<'w> {
    world: &'w World,
    features: Features,
    random: Random,
    /// The query levels around, innermost last: what each lets one name.
    levels: Vec<Vec<Visible>>,
    /// Common table expressions.
    ctes: Vec<(String, Vec<(String, Type)>)>,
    params: Vec<(String, String)>,
    /// Whether table references of the statement have scopes.
    scoped: bool,
    /// What the compiler and PostgreSQL are told in numbered places.
    references: Vec<(String, String)>,
    choices: Vec<Choice>,
    /// Whether an arm of an optional part is being made.
    in_choice: bool,
    /// Whether the statement is compiled as the command line does it.
    plain: bool,
    names: usize,
    /// How much more may be nested.
    budget: usize,
}

impl<'w> Generator<'w> {
    /// A generator of statements that the numbers decide.
    pub fn new(world: &'w World, features: Features, random: Random) -> Self {
        Self {
            world,
            features,
            random,
            levels: Vec::new(),
            ctes: Vec::new(),
            params: Vec::new(),
            scoped: false,
            references: Vec::new(),
            choices: Vec::new(),
            in_choice: false,
            plain: false,
            names: 0,
            budget: 0,
        }
    }

    /// A statement.
    pub fn statement(&mut self) -> Statement {
        self.levels.clear();
        self.ctes.clear();
        self.params.clear();
        self.names = 0;
        self.budget = 3 + self.random.below(10);
        self.scoped = self.random.chance(15);
        self.plain = self.random.chance(25);
        let changes = !self.scoped && self.random.chance(30);
        let made = if changes {
            self.change()
        } else {
            self.outermost_query()
        };
        Statement {
            text: made.sql,
            references: std::mem::take(&mut self.references),
            scoped: self.scoped,
            params: std::mem::take(&mut self.params),
            changes,
            ordered: made.ordered,
            plain: self.plain,
            choices: std::mem::take(&mut self.choices),
        }
    }

    /// A name not used before in the statement.
    fn fresh(&mut self, prefix: &str) -> String {
        self.names += 1;
        format!("{prefix}{}", self.names)
    }

    /// Whether something may be nested here; it costs.
    fn spend(&mut self) -> bool {
        if self.budget == 0 {
            return false;
        }
        self.budget -= 1;
        true
    }

    /// A type.
    fn any_type(&mut self) -> Type {
        *self.random.pick(&[
            Type::Int,
            Type::Int,
            Type::Text,
            Type::Text,
            Type::Bool,
            Type::Time,
        ])
    }

    /// A table.
    fn table(&mut self) -> &'w TableOf {
        let tables = &self.world.tables;
        self.random.pick(tables)
    }

    /// A place where the compiler is told otherwise than PostgreSQL.
    fn place(&mut self, compiler: String, postgresql: String) -> String {
        self.references.push((compiler, postgresql));
        format!("{MARK}{}{MARK}", self.references.len() - 1)
    }

    /// Does something with a query level open.
    fn within<R>(&mut self, columns: Vec<Visible>, work: impl FnOnce(&mut Self) -> R) -> R {
        self.levels.push(columns);
        let result = work(self);
        self.levels.pop();
        result
    }

    /// A column of a type that can be named here: of the innermost level mostly.
    fn column(&mut self, ty: Type) -> Option<String> {
        let depth = self.levels.len();
        if depth == 0 {
            return None;
        }
        let outer = depth > 1 && self.random.chance(20);
        let level = if outer {
            self.random.below(depth - 1)
        } else {
            depth - 1
        };
        let columns: Vec<Visible> = self.levels[level]
            .iter()
            .filter(|column| column.ty == ty)
            .cloned()
            .collect();
        let column = self.random.pick_any(&columns)?.clone();
        Some(self.spelled(&column, level))
    }

    /// A column of the innermost level.
    fn own_column(&mut self, ty: Type) -> Option<String> {
        let level = self.levels.len().checked_sub(1)?;
        let columns: Vec<Visible> = self.levels[level]
            .iter()
            .filter(|column| column.ty == ty)
            .cloned()
            .collect();
        let column = self.random.pick_any(&columns)?.clone();
        Some(self.spelled(&column, level))
    }

    /// How a column is written: bare only where that is no other one.
    fn spelled(&mut self, column: &Visible, level: usize) -> String {
        let Some(qualifier) = &column.qualifier else {
            return column.name.clone();
        };
        let mut same = self.levels[level]
            .iter()
            .filter(|other| other.name == column.name && !other.merged)
            .count();
        // A merged column that statements do not name still makes the bare name mean several.
        same += usize::from(
            self.levels[level]
                .iter()
                .any(|other| other.name == column.name && other.merged),
        );
        let innermost = level + 1 == self.levels.len();
        if innermost && same == 1 && !column.merged && !column.ambiguous && self.random.chance(50) {
            return column.name.clone();
        }
        format!("{qualifier}.{}", column.name)
    }
}
