//! Choices in SQL text, as the tests write them: `«a»` is there or not, `«a¦b»` is one of two, `«a¦b¦»` may also be neither.

use softdelete_compiler::diagnostic::Errors;
use softdelete_compiler::lex;
use softdelete_compiler::token::{Source, SourceChoice, Token, TokenKind};

/// A text cut at its choices: what stands before each, its arms, and what stands behind the last.
pub(crate) struct Written {
    pieces: Vec<String>,
    arms: Vec<Vec<String>>,
}

pub(crate) fn written(text: &str) -> Written {
    let mut pieces = Vec::new();
    let mut arms = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('«') {
        let (choice, behind) = behind.split_once('»').expect("the end of a choice");
        pieces.push(before.to_owned());
        arms.push(choice.split('¦').map(str::to_owned).collect());
        rest = behind;
    }
    pieces.push(rest.to_owned());
    Written { pieces, arms }
}

impl Written {
    /// One arm is an `if`; more are a `match`, of which an arm may be empty.
    fn is_exhaustive(&self, choice: usize) -> bool {
        self.arms[choice].len() > 1
    }

    pub(crate) fn source(&self) -> Source {
        let mut source = Source::default();
        for (choice, piece) in self.pieces.iter().enumerate() {
            add(&mut source, piece);
            let Some(arms) = self.arms.get(choice) else {
                continue;
            };
            let span = source.tokens.last().map(|token| token.span);
            let span = span.unwrap_or_default();
            source.choices.push(SourceChoice {
                arms: arms.len(),
                exhaustive: self.is_exhaustive(choice),
                span,
            });
            let token = |kind| Token { kind, span };
            source.tokens.push(token(TokenKind::Choice(choice)));
            for arm in arms {
                source.tokens.push(token(TokenKind::LeftBrace));
                add(&mut source, arm);
                source.tokens.push(token(TokenKind::RightBrace));
            }
        }
        let span = source.tokens.last().map(|token| token.span);
        source.tokens.push(Token {
            kind: TokenKind::End,
            span: span.unwrap_or_default(),
        });
        source
    }

    /// Every way the choices can come out.
    pub(crate) fn shapes(&self) -> Vec<Vec<usize>> {
        let mut shapes = vec![Vec::new()];
        for (choice, arms) in self.arms.iter().enumerate() {
            let outcomes = arms.len() + usize::from(!self.is_exhaustive(choice));
            let longer = shapes.iter().flat_map(|shape: &Vec<usize>| {
                (0..outcomes).map(|outcome| {
                    let mut shape = shape.clone();
                    shape.push(outcome);
                    shape
                })
            });
            shapes = longer.collect();
        }
        shapes
    }

    /// The conditions as one would write them without choices.
    pub(crate) fn plain_conditions(&self, shape: &[usize]) -> String {
        self.plain(shape, |arm| match arm {
            "" => "true".to_owned(),
            arm => format!("({arm})"),
        })
    }

    /// The text without choices, with what `write` makes of the arm that is taken; it is empty if none is.
    pub(crate) fn plain(&self, shape: &[usize], write: impl Fn(&str) -> String) -> String {
        let mut text = self.pieces[0].clone();
        for (choice, taken) in shape.iter().enumerate() {
            let arm = self.arms[choice].get(*taken).map_or("", String::as_str);
            text.push_str(&write(arm));
            text.push_str(&self.pieces[choice + 1]);
        }
        text
    }
}

fn add(source: &mut Source, piece: &str) {
    let mut errors = Errors::new();
    let lexed = lex::sql(piece, lex::ParamStyle::Named, &mut errors);
    assert!(errors.is_empty(), "{piece}");
    assert!(lexed.params.is_empty(), "the tests use constants");
    let tokens = lexed.tokens.into_iter();
    source
        .tokens
        .extend(tokens.filter(|token| token.kind != TokenKind::End));
}
