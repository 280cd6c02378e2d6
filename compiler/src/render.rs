//! Syntax tree to SQL text.
//!
//! PostgreSQL reads the text as the tree it came from: parentheses stand where precedence needs them, names are quoted where
//! they would be read as something else. Our own forms are written with their own words. One line, keywords in capitals.

use crate::ast::Statement;
use crate::token::SourceChoice;

mod choice;
mod dml;
mod expr;
mod form;
mod from;
mod func;
mod json;
mod name;
mod query;
mod types;
mod window;
mod write;
mod xml;

pub use choice::Region;
use write::Writer;

/// How to render.
#[derive(Clone, Debug, Default)]
pub struct RenderOptions {
    /// The type each parameter is cast to where it stands, as SQL text (`"mood"`, `int4[]`), by the parameter's index.
    /// Missing entries and `None` mean no cast.
    pub casts: Vec<Option<String>>,
    /// The choices of the source, which say whether an arm of each is always taken.
    pub choices: Vec<SourceChoice>,
}

/// A text, and which parts of it may drop out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The text with every arm of every choice in it.
    pub sql: String,
    /// The parts that are there only if their arm is taken, in the order of the text.
    pub regions: Vec<Region>,
}

/// The text of a statement, parts of which may be optional.
pub fn text(statement: &Statement, options: &RenderOptions) -> Text {
    let mut writer = Writer::new(options);
    writer.statement(statement);
    Text {
        sql: writer.out,
        regions: writer.regions,
    }
}

/// The text of a statement.
///
/// ```
/// use softdelete_compiler::{diagnostic::Errors, lex, parse, render};
/// let mut errors = Errors::new();
/// let source = lex::sql("select (a+1)*2 \"Two\" from t", lex::ParamStyle::Named, &mut errors);
/// let parsed = parse::statement(&source, &mut errors).unwrap();
/// let text = render::statement(&parsed.statement, &render::RenderOptions::default());
/// assert_eq!(text, r#"SELECT (a + 1) * 2 AS "Two" FROM t"#);
/// ```
pub fn statement(statement: &Statement, options: &RenderOptions) -> String {
    let mut writer = Writer::new(options);
    writer.statement(statement);
    writer.out
}

/// A name as it stands in SQL text: quoted where PostgreSQL would fold it or read a keyword.
pub fn identifier(name: &str) -> String {
    let options = RenderOptions::default();
    let mut writer = Writer::new(&options);
    writer.name_text(name);
    writer.out
}

/// A string constant.
pub fn string(text: &str) -> String {
    let options = RenderOptions::default();
    let mut writer = Writer::new(&options);
    writer.string(text);
    writer.out
}

#[cfg(test)]
mod tests;
