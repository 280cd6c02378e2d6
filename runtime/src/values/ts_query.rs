//! PostgreSQL's `tsquery`.

use std::fmt::{self, Write as _};
use std::ops::{BitAnd, BitOr, Not};
use std::str::FromStr;

use bytes::{BufMut, BytesMut};

use super::text_scan::Scan;
use super::ts_vector::{print_lexeme, scan_lexeme};
use super::wire::{Wire, put_count, put_zero_ended, travels};
use super::{InvalidValue, Weight};
use crate::bind::EncodeError;
use crate::decode::{DecodeError, Reader};

/// A search in prepared texts, `tsquery`.
///
/// ```
/// use softdelete_runtime::{TsQuery, Weight};
///
/// let query = TsQuery::lexeme("fat") & !(TsQuery::prefix("rat") | TsQuery::weighted("cat", &[Weight::A]));
/// assert_eq!(query.to_string(), "'fat' & !( 'rat':* | 'cat':A )");
/// assert_eq!("fat & !(rat:* | cat:A)".parse(), Ok(query));
/// assert_eq!(TsQuery::lexeme("fat").followed_by(TsQuery::lexeme("cat"), 1).to_string(), "'fat' <-> 'cat'");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TsQuery(
    /// Operands before their operator, the left before the right, which is the binary form backwards. So queries are joined by
    /// appending, and none is too deep for the stack.
    Vec<Item>,
);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Item {
    Lexeme {
        text: String,
        /// A bit for each weight that is searched; none means all.
        weights: u8,
        prefix: bool,
    },
    Operator(Operator),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Operator {
    Not,
    And,
    Or,
    Phrase(u16),
}

impl Operator {
    /// How strongly it binds.
    fn priority(self) -> u8 {
        match self {
            Operator::Or => 1,
            Operator::And => 2,
            Operator::Phrase(_) => 3,
            Operator::Not => 4,
        }
    }
}

/// What a part of the binary form is.
const VALUE: u8 = 1;
const OPERATOR: u8 = 2;

impl TsQuery {
    /// Finds texts with this lexeme. The empty query, [`TsQuery::default`], finds none; PostgreSQL does not take it
    /// within an array or a composite value.
    pub fn lexeme(text: impl Into<String>) -> TsQuery {
        TsQuery::weighted(text, &[])
    }

    /// Finds texts with a lexeme that begins so.
    pub fn prefix(text: impl Into<String>) -> TsQuery {
        TsQuery::of(text.into(), 0, true)
    }

    /// Finds texts with this lexeme at a place of one of these weights; without any, of all.
    pub fn weighted(text: impl Into<String>, weights: &[Weight]) -> TsQuery {
        let weights = weights.iter().fold(0, |all, it| all | 1 << it.number());
        TsQuery::of(text.into(), weights, false)
    }

    fn of(text: String, weights: u8, prefix: bool) -> TsQuery {
        TsQuery(vec![Item::Lexeme {
            text,
            weights,
            prefix,
        }])
    }

    /// Finds texts in which what `next` finds stands `distance` places after what this finds; 1 is directly after.
    #[must_use]
    pub fn followed_by(self, next: TsQuery, distance: u16) -> TsQuery {
        self.join(next, Operator::Phrase(distance))
    }

    /// Whether it is the empty query.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Both with an operator between; as in PostgreSQL, one alone if the other is empty.
    fn join(mut self, right: TsQuery, operator: Operator) -> TsQuery {
        let both = !self.is_empty() && !right.is_empty();
        self.0.extend(right.0);
        if both {
            self.0.push(Item::Operator(operator));
        }
        self
    }
}

impl BitAnd for TsQuery {
    type Output = TsQuery;

    fn bitand(self, other: TsQuery) -> TsQuery {
        self.join(other, Operator::And)
    }
}

impl BitOr for TsQuery {
    type Output = TsQuery;

    fn bitor(self, other: TsQuery) -> TsQuery {
        self.join(other, Operator::Or)
    }
}

impl Not for TsQuery {
    type Output = TsQuery;

    fn not(mut self) -> TsQuery {
        if !self.is_empty() {
            self.0.push(Item::Operator(Operator::Not));
        }
        self
    }
}

/// A part of a query as text, with its operator.
struct Part {
    text: String,
    operator: Option<Operator>,
}

impl Part {
    fn within(self, parent: Operator, right: bool) -> String {
        let needed = self.operator.is_some_and(|operator| {
            let phrases = matches!(
                (operator, parent),
                (Operator::Phrase(_), Operator::Phrase(_))
            );
            operator.priority() < parent.priority() || right && phrases
        });
        if needed {
            format!("( {} )", self.text)
        } else {
            self.text
        }
    }
}

impl fmt::Display for TsQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<Part> = Vec::new();
        for item in &self.0 {
            let part = match item {
                Item::Lexeme {
                    text,
                    weights,
                    prefix,
                } => {
                    let mut lexeme = String::new();
                    print_lexeme(text, &mut lexeme)?;
                    if *weights != 0 || *prefix {
                        lexeme.push(':');
                    }
                    if *prefix {
                        lexeme.push('*');
                    }
                    let letters = [(8, 'A'), (4, 'B'), (2, 'C'), (1, 'D')];
                    let letters = letters.iter().filter(|(bit, _)| weights & bit != 0);
                    lexeme.extend(letters.map(|(_, letter)| letter));
                    Part {
                        text: lexeme,
                        operator: None,
                    }
                }
                Item::Operator(operator) => {
                    let last = parts.pop().ok_or(fmt::Error)?;
                    let text = if *operator == Operator::Not {
                        format!("!{}", last.within(*operator, false))
                    } else {
                        let first = parts.pop().ok_or(fmt::Error)?;
                        let mut text = first.within(*operator, false);
                        match operator {
                            Operator::And => text.push_str(" & "),
                            Operator::Or => text.push_str(" | "),
                            Operator::Phrase(1) => text.push_str(" <-> "),
                            Operator::Phrase(distance) => write!(text, " <{distance}> ")?,
                            Operator::Not => {}
                        }
                        text.push_str(&last.within(*operator, true));
                        text
                    };
                    Part {
                        text,
                        operator: Some(*operator),
                    }
                }
            };
            parts.push(part);
        }
        parts.iter().try_for_each(|part| f.write_str(&part.text))
    }
}

impl FromStr for TsQuery {
    type Err = InvalidValue;

    /// Reads PostgreSQL's form. It takes lexemes as they are; `to_tsquery` makes them of words.
    fn from_str(text: &str) -> Result<TsQuery, InvalidValue> {
        let mut scan = Scan::new(text, "tsquery");
        let mut items = Vec::new();
        // Operators whose right operand is not complete; `None` is an opening parenthesis.
        let mut open: Vec<Option<Operator>> = Vec::new();
        scan.skip_spaces();
        if scan.rest.is_empty() {
            return Ok(TsQuery::default());
        }
        loop {
            if scan.skip("!") {
                open.push(Some(Operator::Not));
                continue;
            }
            if scan.skip("(") {
                open.push(None);
                continue;
            }
            items.push(scan_operand(&mut scan)?);
            while scan.skip(")") {
                close(&mut open, &mut items, 0);
                if open.pop().is_none() {
                    return Err(scan.wrong("a parenthesis is closed that was not opened"));
                }
            }
            scan.skip_spaces();
            if scan.rest.is_empty() {
                break;
            }
            let operator = if scan.skip("&") {
                Operator::And
            } else if scan.skip("|") {
                Operator::Or
            } else if scan.skip("<->") {
                Operator::Phrase(1)
            } else if scan.skip("<") {
                let distance = scan.number()?;
                scan.expect(">")?;
                Operator::Phrase(distance)
            } else {
                return Err(scan.wrong("expected an operator: `&`, `|`, `<->` or `<2>`"));
            };
            close(&mut open, &mut items, operator.priority());
            open.push(Some(operator));
        }
        close(&mut open, &mut items, 0);
        if open.is_empty() {
            Ok(TsQuery(items))
        } else {
            Err(scan.wrong("a parenthesis is not closed"))
        }
    }
}

/// Completes operators that bind at least so strongly, up to an opening parenthesis.
fn close(open: &mut Vec<Option<Operator>>, items: &mut Vec<Item>, priority: u8) {
    while let Some(Some(operator)) = open.last().copied() {
        if operator.priority() < priority {
            return;
        }
        open.pop();
        items.push(Item::Operator(operator));
    }
}

fn scan_operand(scan: &mut Scan<'_>) -> Result<Item, InvalidValue> {
    scan.skip_spaces();
    let text = scan_lexeme(scan, |it, _| ":&|!()<".contains(it))?;
    let (mut weights, mut prefix) = (0, false);
    if scan.peek() == Some(':') {
        scan.next();
        let flags = scan.while_in(|it| it == '*' || it.is_ascii_alphanumeric());
        for flag in flags.chars() {
            match Weight::of_letter(flag) {
                Some(weight) => weights |= 1 << weight.number(),
                None if flag == '*' => prefix = true,
                None => return Err(scan.wrong("only `*` and the weights A to D follow `:`")),
            }
        }
    }
    Ok(Item::Lexeme {
        text,
        weights,
        prefix,
    })
}

impl Wire for TsQuery {
    fn as_text(&self) -> Option<&'static str> {
        self.is_empty().then_some("")
    }

    fn put(&self, out: &mut BytesMut) -> Result<(), EncodeError> {
        if self.is_empty() {
            // The server sends it, but fails with an internal error when it is given ("operand not found").
            return Err(
                "PostgreSQL does not take an empty `tsquery` within an array or a composite value"
                    .into(),
            );
        }
        put_count(self.0.len(), out)?;
        for item in self.0.iter().rev() {
            match item {
                Item::Lexeme {
                    text,
                    weights,
                    prefix,
                } => {
                    out.put_slice(&[VALUE, *weights, u8::from(*prefix)]);
                    put_zero_ended(text, out)?;
                }
                Item::Operator(Operator::Not) => out.put_slice(&[OPERATOR, 1]),
                Item::Operator(Operator::And) => out.put_slice(&[OPERATOR, 2]),
                Item::Operator(Operator::Or) => out.put_slice(&[OPERATOR, 3]),
                Item::Operator(Operator::Phrase(distance)) => {
                    out.put_slice(&[OPERATOR, 4]);
                    out.put_u16(*distance);
                }
            }
        }
        Ok(())
    }

    fn take(reader: &mut Reader<'_>) -> Result<TsQuery, DecodeError> {
        let mut items = Vec::new();
        for _ in 0..reader.count()? {
            items.push(match reader.byte()? {
                VALUE => Item::Lexeme {
                    weights: reader.byte()?,
                    prefix: reader.byte()? != 0,
                    text: reader.zero_ended()?.to_owned(),
                },
                OPERATOR => Item::Operator(match reader.byte()? {
                    1 => Operator::Not,
                    2 => Operator::And,
                    3 => Operator::Or,
                    4 => Operator::Phrase(u16::from_be_bytes(reader.bytes()?)),
                    _ => return Err("this operator of tsquery is unknown".into()),
                }),
                _ => return Err("this part of tsquery's binary form is unknown".into()),
            });
        }
        items.reverse();
        // Every operator must have its operands, and one value must remain.
        let mut values = 0_usize;
        for item in &items {
            let operands = match item {
                Item::Lexeme { .. } => 0,
                Item::Operator(Operator::Not) => 1,
                Item::Operator(Operator::And | Operator::Or | Operator::Phrase(_)) => 2,
            };
            let left = values.checked_sub(operands);
            values = left.ok_or("an operator of the tsquery has no operand")? + 1;
        }
        if values > 1 {
            return Err("the tsquery has operands without an operator".into());
        }
        Ok(TsQuery(items))
    }
}

travels! {
    TsQuery as Tsquery;
}
