//! The parser's place in the tokens, and the small steps everything else is made of.

use crate::ast::{NodeId, NodeIds};
use crate::diagnostic::syntax::{TOO_DEEP, UNEXPECTED, UNEXPECTED_END};
use crate::diagnostic::{Diagnostic, Entry, Errors};
use crate::gather::Gather as _;
use crate::keyword::{Keyword, Word as Kw, keyword};
use crate::span::Span;
use crate::token::{Source, Token, TokenKind};

/// How deep parentheses, queries and CASEs may nest. A level costs up to 17 KiB of stack in a debug build, and a
/// macro may run on a thread of 2 MiB.
pub(super) const MOST_NESTING: u32 = 64;

/// How high the tree of an expression may be; a chain of n infix operators is n high. Passes need less stack for a level
/// than the parser does, since they call fewer functions between two levels.
pub(super) const MOST_HEIGHT: u32 = 400;

/// The parser cannot go on here; why was reported.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stop;

/// What a parsing function returns.
pub(super) type Parse<T> = Result<T, Stop>;

/// The state of parsing one statement.
pub(super) struct Parser<'a> {
    pub(super) source: &'a Source,
    /// The keyword each token is, looked up once.
    keywords: Vec<Option<Keyword>>,
    at: usize,
    pub(super) ids: NodeIds,
    errors: &'a mut Errors,
    /// The token that the last report was about, so that nothing is reported twice on the way out.
    reported: Option<usize>,
    nesting: u32,
    /// Where the target begins that is being read.
    pub(super) target: Option<usize>,
    /// The height of the highest expression read since the enclosing one began.
    pub(super) height: u32,
}

/// Stands at the end of an empty token list, which only a careless caller makes.
static END: Token = Token {
    kind: TokenKind::End,
    span: Span { start: 0, end: 0 },
};

impl<'a> Parser<'a> {
    pub(super) fn new(source: &'a Source, errors: &'a mut Errors) -> Self {
        let keywords = source
            .tokens
            .iter()
            .map(|token| match &token.kind {
                TokenKind::Word(word) => keyword(word),
                _ => None,
            })
            .gather();
        Self {
            source,
            keywords,
            at: 0,
            ids: NodeIds::default(),
            errors,
            reported: None,
            nesting: 0,
            target: None,
            height: 0,
        }
    }

    pub(super) fn id(&mut self) -> NodeId {
        self.ids.next()
    }

    fn token_at(&self, ahead: usize) -> &'a Token {
        let tokens = &self.source.tokens;
        tokens
            .get(self.at + ahead)
            .or(tokens.last())
            .unwrap_or(&END)
    }

    /// The token here.
    pub(super) fn kind(&self) -> &'a TokenKind {
        &self.token_at(0).kind
    }

    /// The token so many places ahead.
    pub(super) fn kind_at(&self, ahead: usize) -> &'a TokenKind {
        &self.token_at(ahead).kind
    }

    /// The keyword here.
    pub(super) fn keyword(&self) -> Option<Keyword> {
        self.keyword_at(0)
    }

    /// The keyword so many places ahead.
    pub(super) fn keyword_at(&self, ahead: usize) -> Option<Keyword> {
        self.keywords.get(self.at + ahead).copied().flatten()
    }

    /// The keyword so many places back.
    pub(super) fn keyword_behind(&self, back: usize) -> Option<Keyword> {
        self.keywords
            .get(self.at.checked_sub(back)?)
            .copied()
            .flatten()
    }

    /// Whether a word that was not quoted stands so many places back.
    pub(super) fn is_word_behind(&self, back: usize) -> bool {
        let token = self
            .at
            .checked_sub(back)
            .and_then(|at| self.source.tokens.get(at));
        token.is_some_and(|token| matches!(token.kind, TokenKind::Word(_)))
    }

    /// Which keyword stands here.
    pub(super) fn word(&self) -> Option<Kw> {
        self.keyword().map(|keyword| keyword.word)
    }

    /// Whether every parenthesis and bracket that was opened since a place is closed here.
    pub(super) fn is_closed_since(&self, start: usize) -> bool {
        let mut open = 0;
        for token in &self.source.tokens[start..self.at] {
            match token.kind {
                TokenKind::LeftParen | TokenKind::LeftBracket => open += 1,
                TokenKind::RightParen | TokenKind::RightBracket => open -= 1,
                _ => {}
            }
        }
        open == 0
    }

    /// Whether this keyword stands here.
    pub(super) fn at(&self, word: Kw) -> bool {
        self.at_ahead(0, word)
    }

    /// Whether this keyword stands so many places ahead.
    pub(super) fn at_ahead(&self, ahead: usize, word: Kw) -> bool {
        self.keyword_at(ahead)
            .is_some_and(|keyword| keyword.word == word)
    }

    /// Whether a word of our own, which PostgreSQL has no keyword for, stands so many places ahead.
    pub(super) fn at_own(&self, ahead: usize, word: &str) -> bool {
        matches!(self.kind_at(ahead), TokenKind::Word(text) if text.eq_ignore_ascii_case(word))
    }

    /// Whether this operator stands here.
    pub(super) fn at_operator(&self, symbol: &str) -> bool {
        matches!(self.kind(), TokenKind::Operator(text) if text == symbol)
    }

    pub(super) fn at_kind(&self, kind: &TokenKind) -> bool {
        self.kind() == kind
    }

    /// The place of the token here.
    pub(super) fn span(&self) -> Span {
        self.token_at(0).span
    }

    /// The place from a token to the one before here.
    pub(super) fn span_from(&self, start: Span) -> Span {
        match self
            .at
            .checked_sub(1)
            .and_then(|at| self.source.tokens.get(at))
        {
            Some(last) if last.span.end >= start.end => start.to(last.span),
            _ => start,
        }
    }

    /// How many tokens were passed: to see whether a step was made.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Passes the token here. The end is never passed.
    pub(super) fn advance(&mut self) {
        if self.at + 1 < self.source.tokens.len() {
            self.at += 1;
        }
    }

    pub(super) fn eat(&mut self, word: Kw) -> bool {
        let here = self.at(word);
        if here {
            self.advance();
        }
        here
    }

    /// Passes two keywords that belong together, or none.
    pub(super) fn eat_both(&mut self, first: Kw, second: Kw) -> bool {
        let here = self.at(first) && self.at_ahead(1, second);
        if here {
            self.advance();
            self.advance();
        }
        here
    }

    pub(super) fn eat_own(&mut self, word: &str) -> bool {
        let here = self.at_own(0, word);
        if here {
            self.advance();
        }
        here
    }

    pub(super) fn eat_kind(&mut self, kind: &TokenKind) -> bool {
        let here = self.kind() == kind;
        if here {
            self.advance();
        }
        here
    }

    pub(super) fn eat_operator(&mut self, symbol: &str) -> bool {
        let here = self.at_operator(symbol);
        if here {
            self.advance();
        }
        here
    }

    pub(super) fn expect(&mut self, word: Kw) -> Parse<()> {
        if self.eat(word) {
            return Ok(());
        }
        let text = format!("{word:?}").to_lowercase();
        Err(self.unexpected(&format!("`{text}`")))
    }

    pub(super) fn expect_kind(&mut self, kind: &TokenKind, text: &str) -> Parse<()> {
        if self.eat_kind(kind) {
            return Ok(());
        }
        Err(self.unexpected(&format!("`{text}`")))
    }

    pub(super) fn left_paren(&mut self) -> Parse<()> {
        self.expect_kind(&TokenKind::LeftParen, "(")
    }

    pub(super) fn right_paren(&mut self) -> Parse<()> {
        self.expect_kind(&TokenKind::RightParen, ")")
    }

    pub(super) fn comma(&mut self) -> bool {
        self.eat_kind(&TokenKind::Comma)
    }

    pub(super) fn expect_operator(&mut self, symbol: &str) -> Parse<()> {
        if self.eat_operator(symbol) {
            return Ok(());
        }
        Err(self.unexpected(&format!("`{symbol}`")))
    }

    /// Reads one or more, separated by commas.
    pub(super) fn list<T>(&mut self, mut one: impl FnMut(&mut Self) -> Parse<T>) -> Parse<Vec<T>> {
        let mut all = vec![one(self)?];
        while self.comma() {
            all.push(one(self)?);
        }
        Ok(all)
    }

    /// Reads `(a, b, …)`.
    pub(super) fn paren_list<T>(
        &mut self,
        one: impl FnMut(&mut Self) -> Parse<T>,
    ) -> Parse<Vec<T>> {
        self.left_paren()?;
        let all = self.list(one)?;
        self.right_paren()?;
        Ok(all)
    }

    /// Reports that something else should stand here.
    #[cold]
    pub(super) fn unexpected(&mut self, expected: &str) -> Stop {
        let advice = self.advice(expected);
        if self.at_kind(&TokenKind::End) {
            let message = format!("the statement ends where {expected} should follow");
            self.report_advice(&UNEXPECTED_END, message, advice);
            return Stop;
        }
        let found = self.describe();
        let message = format!("expected {expected}, found {found}");
        let reserved = self
            .keyword()
            .is_some_and(|keyword| !keyword.is_column_name());
        if reserved && expected.contains("name") {
            let help = format!("{found} is a reserved word; as a name it must be quoted");
            self.report_help(&UNEXPECTED, self.span(), message, help);
        } else {
            self.report_advice(&UNEXPECTED, message, advice);
        }
        Stop
    }

    fn report_advice(&mut self, entry: &'static Entry, message: String, advice: Option<String>) {
        match advice {
            Some(help) => self.report_help(entry, self.span(), message, help),
            None => self.report(entry, self.span(), message),
        }
    }

    /// The token at a position, as far as there is one.
    pub(super) fn kind_of(&self, position: usize) -> Option<&'a TokenKind> {
        self.source.tokens.get(position).map(|token| &token.kind)
    }

    /// The token here as the user knows it.
    pub(super) fn describe(&self) -> String {
        let text = match self.kind() {
            TokenKind::Word(text)
            | TokenKind::Integer(text)
            | TokenKind::Numeric(text)
            | TokenKind::Operator(text) => text,
            TokenKind::Quoted(text) => return format!("`\"{text}\"`"),
            TokenKind::String(text) => return format!("the string '{}'", text.replace('\'', "''")),
            TokenKind::Bytes(_) => return "a byte string".to_owned(),
            TokenKind::Bits(_) | TokenKind::Hex(_) => return "a bit string".to_owned(),
            TokenKind::Param(index) => {
                let text = self
                    .source
                    .params
                    .get(*index)
                    .map_or("", |param| param.text.as_str());
                return format!("the parameter `${text}`");
            }
            TokenKind::Choice(_) => "if",
            TokenKind::LeftParen => "(",
            TokenKind::RightParen => ")",
            TokenKind::LeftBracket => "[",
            TokenKind::RightBracket => "]",
            TokenKind::LeftBrace => "{",
            TokenKind::RightBrace => "}",
            TokenKind::Comma => ",",
            TokenKind::Semicolon => ";",
            TokenKind::Dot => ".",
            TokenKind::DotDot => "..",
            TokenKind::Colon => ":",
            TokenKind::Typecast => "::",
            TokenKind::ColonEquals => ":=",
            TokenKind::EqualsGreater => "=>",
            TokenKind::End => return "the end of the statement".to_owned(),
        };
        format!("`{text}`")
    }

    /// Reports a mistake.
    pub(super) fn report(&mut self, entry: &'static Entry, span: Span, message: impl Into<String>) {
        self.push(Diagnostic::new(entry, span, message));
    }

    /// Reports a mistake and what to write instead.
    pub(super) fn report_help(
        &mut self,
        entry: &'static Entry,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(Diagnostic::new(entry, span, message).help(help));
    }

    fn push(&mut self, diagnostic: Diagnostic) {
        if self.reported.is_none_or(|reported| reported < self.at) {
            self.errors.push(diagnostic);
            self.reported = Some(self.at);
        }
    }

    /// Runs a step that may lead to itself, and refuses when it did too often.
    pub(super) fn nested<T>(&mut self, step: impl FnOnce(&mut Self) -> Parse<T>) -> Parse<T> {
        if self.nesting >= MOST_NESTING {
            return Err(self.too_deep());
        }
        self.nesting += 1;
        let result = step(self);
        self.nesting -= 1;
        result
    }

    /// Refuses the whole rest: going on would only repeat the refusal.
    #[cold]
    pub(super) fn too_deep(&mut self) -> Stop {
        let message = "the statement nests too deeply here";
        let help =
            "shorten it with a common table expression, or pass a long list as an array parameter";
        self.report_help(&TOO_DEEP, self.span(), message, help);
        self.at = self.source.tokens.len().saturating_sub(1);
        self.reported = Some(self.at);
        Stop
    }
}
