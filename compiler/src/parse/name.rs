//! Names, where each category of keyword may stand in for one.

use super::{Parse, Parser};
use crate::ast::{Alias, Name, ObjectName};
use crate::keyword::{Category, Keyword, Word as Kw};
use crate::token::TokenKind;

impl Parser<'_> {
    /// The name here if it is one: a quoted identifier, a word that is no keyword, or a keyword that is allowed.
    fn name_if(&mut self, allowed: impl FnOnce(Keyword) -> bool) -> Option<Name> {
        let text = match self.kind() {
            TokenKind::Quoted(text) => text,
            TokenKind::Word(text) if self.keyword().is_none_or(allowed) => text,
            _ => return None,
        };
        let name = Name::new(text.clone(), self.span());
        self.advance();
        Some(name)
    }

    /// Whether a name of a column or table stands so many places ahead.
    pub(super) fn at_name(&self, ahead: usize) -> bool {
        match self.kind_at(ahead) {
            TokenKind::Quoted(_) => true,
            TokenKind::Word(_) => self.keyword_at(ahead).is_none_or(Keyword::is_column_name),
            _ => false,
        }
    }

    /// A name of a column or table (`ColId`).
    pub(super) fn name(&mut self, what: &str) -> Parse<Name> {
        match self.name_if(Keyword::is_column_name) {
            Some(name) => Ok(name),
            None => Err(self.unexpected(what)),
        }
    }

    /// Any word at all (`ColLabel`): after AS, or after a point.
    pub(super) fn label(&mut self, what: &str) -> Parse<Name> {
        match self.name_if(|_| true) {
            Some(name) => Ok(name),
            None => Err(self.unexpected(what)),
        }
    }

    /// A label of a target without AS (`BareColLabel`).
    pub(super) fn bare_label(&mut self) -> Option<Name> {
        // FORMAT JSON belongs to the JSON function around.
        if self.at(Kw::Format) && self.at_ahead(1, Kw::Json) {
            return None;
        }
        self.name_if(|keyword| keyword.bare_label)
    }

    /// A name with qualifiers.
    pub(super) fn object_name(&mut self, what: &str) -> Parse<ObjectName> {
        let mut parts = vec![self.name(what)?];
        while self.eat_kind(&TokenKind::Dot) {
            parts.push(self.label(what)?);
        }
        Ok(ObjectName { parts })
    }

    /// A name of a function or type, perhaps with qualifiers. Words fold to lower case in either front end: PostgreSQL's
    /// own functions and types are spelled so, and `COUNT` is what people write.
    pub(super) fn function_name(&mut self, what: &str) -> Parse<ObjectName> {
        if *self.kind_at(1) == TokenKind::Dot {
            self.folded_name(what, Keyword::is_column_name)
        } else {
            self.folded_name(what, Keyword::is_type_function_name)
        }
    }

    /// A name of a type that is none of the grammar's own.
    pub(super) fn type_object_name(&mut self) -> Parse<ObjectName> {
        self.folded_name("a type's name", Keyword::is_type_function_name)
    }

    fn folded_name(
        &mut self,
        what: &str,
        allowed: impl FnOnce(Keyword) -> bool,
    ) -> Parse<ObjectName> {
        let mut parts = Vec::with_capacity(1);
        let folds = matches!(self.kind(), TokenKind::Word(_));
        let Some(mut first) = self.name_if(allowed) else {
            return Err(self.unexpected(what));
        };
        if folds {
            first.text.make_ascii_lowercase();
        }
        parts.push(first);
        while self.eat_kind(&TokenKind::Dot) {
            let folds = matches!(self.kind(), TokenKind::Word(_));
            let mut part = self.label(what)?;
            if folds {
                part.text.make_ascii_lowercase();
            }
            parts.push(part);
        }
        Ok(ObjectName { parts })
    }

    /// `(a, b)` where names of columns may be given.
    pub(super) fn optional_names(&mut self) -> Parse<Vec<Name>> {
        if !self.at_kind(&TokenKind::LeftParen) {
            return Ok(Vec::new());
        }
        self.paren_list(|parser| parser.name("a column name"))
    }

    /// `[AS] name [(columns)]`
    pub(super) fn optional_alias(&mut self) -> Parse<Option<Alias>> {
        if !self.eat(Kw::As) && !self.at_name(0) {
            return Ok(None);
        }
        let name = self.name("an alias name")?;
        let columns = self.optional_names()?;
        Ok(Some(Alias { name, columns }))
    }

    /// Whether a keyword here is reserved, so that it surely belongs to the clause around.
    pub(super) fn at_reserved(&self) -> bool {
        self.keyword()
            .is_some_and(|keyword| keyword.category == Category::Reserved)
    }
}
