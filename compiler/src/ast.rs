//! The syntax tree: PostgreSQL's statements and ours, every node with its place.
//!
//! The names are those of PostgreSQL's manual and grammar. A pass matches every variant by name, never with `_`,
//! so that a new node makes each pass that ignores it fail to compile.

use crate::span::Span;

mod declare;
mod dml;
mod expr;
mod from;
mod func;
mod level;
mod node_map;
mod query;
mod types;

pub use declare::*;
pub use dml::*;
pub use expr::*;
pub use from::*;
pub use func::*;
pub use level::Level;
pub use node_map::NodeMap;
pub use query::*;
pub use types::*;

/// Identifies a node for the tables that later passes keep beside the tree. Unique within one statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct NodeId(pub u32);

/// Hands out [`NodeId`]s. The parser starts it, passes that make nodes go on with it.
#[derive(Clone, Debug, Default)]
pub struct NodeIds(u32);

impl NodeIds {
    /// A number not given out before.
    #[allow(
        clippy::should_implement_trait,
        reason = "numbers never end, and nobody loops over them"
    )]
    pub fn next(&mut self) -> NodeId {
        self.0 += 1;
        NodeId(self.0)
    }
}

/// An identifier as it counts: folded if it was SQL text without quotes, escapes resolved.
#[derive(Clone, Debug)]
pub struct Name {
    /// The text.
    pub text: String,
    /// Its place.
    pub span: Span,
}

impl Name {
    /// A name at a place.
    pub fn new(text: impl Into<String>, span: Span) -> Self {
        Self {
            text: text.into(),
            span,
        }
    }
}

/// Names are equal by text, wherever they stand.
impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
impl Eq for Name {}

/// A name with its qualifiers, outermost first: `orders`, `app.orders`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectName {
    /// The parts, at least one.
    pub parts: Vec<Name>,
}

impl ObjectName {
    /// The name without qualifiers.
    ///
    /// # Panics
    /// Never for a name that the parser made: it has at least one part.
    pub fn last(&self) -> &Name {
        self.parts.last().expect("an object name has a part")
    }

    /// The place of the whole name.
    pub fn span(&self) -> Span {
        self.parts
            .iter()
            .map(|part| part.span)
            .reduce(Span::to)
            .unwrap_or_default()
    }
}

/// A statement of the language.
#[derive(Clone, Debug)]
pub enum Statement {
    /// SELECT, VALUES, TABLE, set operations, with their WITH clause.
    Query(Box<Query>),
    /// INSERT
    Insert(Box<Insert>),
    /// UPDATE
    Update(Box<Update>),
    /// DELETE: marks rows, or with `hard` removes them.
    Delete(Box<Delete>),
    /// MERGE
    Merge(Box<Merge>),
    /// RESTORE
    Restore(Box<Restore>),
    /// ERASE
    Erase(Box<Erase>),
}
