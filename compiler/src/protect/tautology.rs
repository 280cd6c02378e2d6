//! Whether a condition is true for every row, whatever the row holds.
//!
//! The answer "yes" is certain; "no" only means that it could not be told. So a WHERE that is refused lets every row through,
//! and a slip such as `where 1 = 1` or `where id is not null` is seen without evaluating expressions at large.

use crate::ast::{Expr, ExprKind, InList, IsTest, LikeKind, Query, QueryBody, TypeName};
use crate::check::ColumnUse;

mod complement;
mod known;

use complement::complementary;
pub(super) use known::{Known, State};

/// What a constant expression is worth.
#[derive(Clone, Debug, PartialEq)]
enum Constant {
    /// NULL
    Null,
    /// TRUE, FALSE
    Boolean(bool),
    /// An integer.
    Integer(i128),
    /// A string, or a number that is compared by its digits alone.
    Text(String),
}

/// Whether `expr` is true for every row.
pub(super) fn is_always_true(expr: &Expr, known: &Known<'_>) -> bool {
    fold(expr, known) == Some(Constant::Boolean(true))
}

/// Whether it is true for none.
pub(super) fn is_never_true(expr: &Expr, known: &Known<'_>) -> bool {
    matches!(
        fold(expr, known),
        Some(Constant::Boolean(false) | Constant::Null)
    )
}

/// The value of an expression if it is the same for every row.
fn fold(expr: &Expr, known: &Known<'_>) -> Option<Constant> {
    match &expr.kind {
        ExprKind::Null => Some(Constant::Null),
        ExprKind::Boolean(value) => Some(Constant::Boolean(*value)),
        ExprKind::Integer(digits) => digits.parse().ok().map(Constant::Integer),
        ExprKind::Numeric(text) | ExprKind::String(text) => Some(Constant::Text(text.clone())),
        ExprKind::TypedLiteral(ty, text) if is_boolean(ty) => boolean_text(text),
        ExprKind::And(left, right) => and(fold(left, known), fold(right, known)),
        // What may drop out chooses nothing when it does.
        ExprKind::When(..) => Some(Constant::Boolean(true)),
        ExprKind::Or(left, right) => {
            if complementary(left, right, known) {
                return Some(Constant::Boolean(true));
            }
            or(fold(left, known), fold(right, known))
        }
        ExprKind::Not(inner) => not(truth(fold(inner, known))),
        ExprKind::Is {
            expr,
            test,
            negated,
        } => is(expr, *test, *negated, known),
        ExprKind::IsDistinctFrom {
            left,
            right,
            negated,
        } => {
            let equal = match (fold(left, known), fold(right, known)) {
                (Some(left), Some(right)) => equal_or_null(&left, &right),
                (Some(Constant::Null), None) if never_null(right, known) => Some(false),
                (None, Some(Constant::Null)) if never_null(left, known) => Some(false),
                _ => same_column(left, right, known).then_some(true),
            };
            equal.map(|equal| Constant::Boolean(equal == *negated))
        }
        ExprKind::Binary(left, op, right) if op.schema.is_none() => {
            compare(left, &op.symbol, right, known)
        }
        ExprKind::Between {
            expr,
            low,
            high,
            symmetric: false,
            negated,
        } => {
            let inside = and(
                compare(expr, ">=", low, known),
                compare(expr, "<=", high, known),
            );
            if *negated { not(inside) } else { inside }
        }
        ExprKind::In {
            expr,
            list: InList::List(list),
            negated,
        } => {
            let found = list
                .iter()
                .map(|element| compare(expr, "=", element, known))
                .reduce(or)
                .flatten();
            if *negated { not(found) } else { found }
        }
        ExprKind::Coalesce(args) => {
            let first = args
                .iter()
                .map(|arg| fold(arg, known))
                .find(|value| *value != Some(Constant::Null));
            first.unwrap_or(Some(Constant::Null))
        }
        ExprKind::Exists(query) => always_has_a_row(query).then_some(Constant::Boolean(true)),
        ExprKind::Cast { expr, type_name } if is_boolean(type_name) => match fold(expr, known)? {
            Constant::Integer(number) => Some(Constant::Boolean(number != 0)),
            other => truth(Some(other)),
        },
        ExprKind::Cast { expr, type_name } => {
            let integer = is_integer(type_name);
            fold(expr, known).filter(|value| match value {
                Constant::Null => true,
                Constant::Integer(_) => integer,
                Constant::Boolean(_) | Constant::Text(_) => false,
            })
        }
        ExprKind::Column(_) => known.marker(expr),
        ExprKind::Case {
            operand: None,
            whens,
            default,
        } => case(whens, default.as_deref(), known),
        ExprKind::Like {
            kind: LikeKind::Like | LikeKind::ILike,
            expr,
            pattern,
            escape: None,
            negated,
        } => matches_all(expr, pattern, known).then_some(Constant::Boolean(!negated)),
        ExprKind::Subquery(query) => fold(only_value(query)?, known),
        ExprKind::Collate(inner, _) => fold(inner, known),
        ExprKind::Case { .. }
        | ExprKind::TypedLiteral(..)
        | ExprKind::Binary(..)
        | ExprKind::Between { .. }
        | ExprKind::In { .. }
        | ExprKind::Bytes(_)
        | ExprKind::Bits(_)
        | ExprKind::Hex(_)
        | ExprKind::Param(_)
        | ExprKind::Star(_)
        | ExprKind::Indirection(..)
        | ExprKind::Unary(..)
        | ExprKind::Like { .. }
        | ExprKind::Quantified { .. }
        | ExprKind::ArraySubquery(_)
        | ExprKind::Array(_)
        | ExprKind::Row { .. }
        | ExprKind::NullIf(..)
        | ExprKind::Greatest(_)
        | ExprKind::Least(_)
        | ExprKind::AtTimeZone(..)
        | ExprKind::Function(_)
        | ExprKind::SqlFunction(_)
        | ExprKind::SqlValue(_)
        | ExprKind::Grouping(_)
        | ExprKind::Overlaps(..)
        | ExprKind::Json(_)
        | ExprKind::Xml(_)
        | ExprKind::Default
        | ExprKind::CurrentOf(_)
        | ExprKind::Error => None,
    }
}

/// A constant in place of a condition: a string counts as PostgreSQL reads it as a boolean.
fn truth(value: Option<Constant>) -> Option<Constant> {
    match value? {
        Constant::Text(text) => boolean_text(&text),
        other @ (Constant::Null | Constant::Boolean(_)) => Some(other),
        Constant::Integer(_) => None,
    }
}

fn is_boolean(ty: &TypeName) -> bool {
    ty.name.last().text == "bool" && ty.array.is_empty()
}

fn is_integer(ty: &TypeName) -> bool {
    ["int2", "int4", "int8"].contains(&ty.name.last().text.as_str()) && ty.array.is_empty()
}

fn boolean_text(text: &str) -> Option<Constant> {
    match text.trim().to_ascii_lowercase().as_str() {
        "t" | "true" | "y" | "yes" | "on" | "1" => Some(Constant::Boolean(true)),
        "f" | "false" | "n" | "no" | "off" | "0" => Some(Constant::Boolean(false)),
        _ => None,
    }
}

fn not(value: Option<Constant>) -> Option<Constant> {
    match truth(value)? {
        Constant::Boolean(value) => Some(Constant::Boolean(!value)),
        other => Some(other),
    }
}

fn and(left: Option<Constant>, right: Option<Constant>) -> Option<Constant> {
    let (left, right) = (truth(left), truth(right));
    let no = Some(Constant::Boolean(false));
    if left == no || right == no {
        return no;
    }
    match (left?, right?) {
        (Constant::Boolean(true), Constant::Boolean(true)) => Some(Constant::Boolean(true)),
        _ => Some(Constant::Null),
    }
}

fn or(left: Option<Constant>, right: Option<Constant>) -> Option<Constant> {
    let (left, right) = (truth(left), truth(right));
    let yes = Some(Constant::Boolean(true));
    if left == yes || right == yes {
        return yes;
    }
    match (left?, right?) {
        (Constant::Boolean(false), Constant::Boolean(false)) => Some(Constant::Boolean(false)),
        _ => Some(Constant::Null),
    }
}

fn is(expr: &Expr, test: IsTest, negated: bool, known: &Known<'_>) -> Option<Constant> {
    let value = fold(expr, known);
    let answer = match (test, value) {
        (IsTest::Null, Some(value)) => value == Constant::Null,
        (IsTest::Null | IsTest::Unknown, None) if never_null(expr, known) => false,
        (IsTest::True, Some(value)) => truth(Some(value))? == Constant::Boolean(true),
        (IsTest::False, Some(value)) => truth(Some(value))? == Constant::Boolean(false),
        (IsTest::Unknown, Some(value)) => truth(Some(value))? == Constant::Null,
        _ => return None,
    };
    Some(Constant::Boolean(answer != negated))
}

/// CASE: the value that every branch has which may be taken.
fn case(whens: &[(Expr, Expr)], default: Option<&Expr>, known: &Known<'_>) -> Option<Constant> {
    let mut values = Vec::new();
    let mut certain = false;
    for (condition, value) in whens {
        match truth(fold(condition, known)) {
            Some(Constant::Boolean(true)) => {
                values.push(fold(value, known)?);
                certain = true;
                break;
            }
            Some(Constant::Null | Constant::Boolean(false)) => {}
            Some(Constant::Integer(_) | Constant::Text(_)) | None => {
                values.push(fold(value, known)?);
            }
        }
    }
    if !certain {
        values.push(default.map_or(Some(Constant::Null), |value| fold(value, known))?);
    }
    let first = values.pop()?;
    values.iter().all(|value| *value == first).then_some(first)
}

/// Whether a LIKE matches every string: its pattern is `%`, or more of them, and the column is NOT NULL.
fn matches_all(expr: &Expr, pattern: &Expr, known: &Known<'_>) -> bool {
    let every = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte == b'%');
    never_null(expr, known)
        && matches!(fold(pattern, known), Some(Constant::Text(text)) if every(&text))
}

/// A comparison of constants, or of a NOT NULL column with itself.
fn compare(left: &Expr, op: &str, right: &Expr, known: &Known<'_>) -> Option<Constant> {
    use std::cmp::Ordering;
    let order = match (fold(left, known), fold(right, known)) {
        (Some(Constant::Null), Some(_)) | (Some(_), Some(Constant::Null)) => {
            return Some(Constant::Null);
        }
        (Some(left), Some(right)) => order(&left, &right)?,
        _ if same_column(left, right, known) && never_null(left, known) => Ordering::Equal,
        _ => return None,
    };
    let answer = match (op, order) {
        ("=", order) => order == Ordering::Equal,
        ("<>", order) => order != Ordering::Equal,
        ("<", order) => order == Ordering::Less,
        ("<=", order) => order != Ordering::Greater,
        (">", order) => order == Ordering::Greater,
        (">=", order) => order != Ordering::Less,
        _ => return None,
    };
    Some(Constant::Boolean(answer))
}

/// How two constants that are not NULL compare. Strings are told apart only when they are equal: how others compare is a
/// matter of their type and collation.
fn order(left: &Constant, right: &Constant) -> Option<std::cmp::Ordering> {
    match (left, right) {
        (Constant::Boolean(left), Constant::Boolean(right)) => Some(left.cmp(right)),
        (Constant::Integer(left), Constant::Integer(right)) => Some(left.cmp(right)),
        (Constant::Integer(number), Constant::Text(text)) => {
            text.trim().parse().ok().map(|text| number.cmp(&text))
        }
        (Constant::Text(text), Constant::Integer(number)) => {
            text.trim().parse().ok().map(|text: i128| text.cmp(number))
        }
        (Constant::Text(left), Constant::Text(right)) if left == right => {
            Some(std::cmp::Ordering::Equal)
        }
        _ => None,
    }
}

fn equal_or_null(left: &Constant, right: &Constant) -> Option<bool> {
    match (left, right) {
        (Constant::Null, Constant::Null) => Some(true),
        (Constant::Null, _) | (_, Constant::Null) => Some(false),
        (left, right) => order(left, right).map(std::cmp::Ordering::is_eq),
    }
}

/// Whether both are the same column of the same range table entry.
fn same_column(left: &Expr, right: &Expr, known: &Known<'_>) -> bool {
    let of = |expr: &Expr| match (&expr.kind, known.analysis.columns.get(&expr.id)) {
        (
            ExprKind::Column(_),
            Some(ColumnUse::Column {
                qualifier: Some(qualifier),
                name,
                ..
            }),
        ) => Some((qualifier.clone(), name.clone())),
        _ => None,
    };
    of(left).is_some_and(|left| of(right) == Some(left))
}

/// Whether a column can never hold NULL. Only columns are asked: a whole row that is not NULL may still be `is null` to SQL.
fn never_null(expr: &Expr, known: &Known<'_>) -> bool {
    if known.is_marked(expr) {
        return true;
    }
    matches!(expr.kind, ExprKind::Column(_))
        && matches!(
            known.analysis.columns.get(&expr.id),
            Some(ColumnUse::Column { .. })
        )
        && known
            .analysis
            .types
            .get(&expr.id)
            .is_some_and(|ty| !ty.nullable)
}

/// The value of a query that returns one row of one value on any data.
fn only_value(query: &Query) -> Option<&Expr> {
    match &query.body {
        QueryBody::Select(select) if always_has_a_row(query) => match select.targets.as_slice() {
            [target] => Some(&target.expr),
            _ => None,
        },
        QueryBody::Nested(query) => only_value(query),
        QueryBody::Select(_)
        | QueryBody::Values(_)
        | QueryBody::Table(_)
        | QueryBody::SetOperation(_) => None,
    }
}

/// Whether a query returns a row on any data: it reads no table and filters nothing.
fn always_has_a_row(query: &Query) -> bool {
    if query.limit.is_some() || query.offset.is_some() {
        return false;
    }
    match &query.body {
        QueryBody::Select(select) => {
            select.from.is_empty()
                && select.where_clause.is_none()
                && select.having.is_none()
                && select.group_by.is_none()
                && select.targets.iter().all(|target| is_plain(&target.expr))
        }
        QueryBody::Values(_) => true,
        QueryBody::Nested(query) => always_has_a_row(query),
        QueryBody::Table(_) | QueryBody::SetOperation(_) => false,
    }
}

/// Whether a target is no set-returning function, which may return no row.
fn is_plain(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Null
            | ExprKind::Boolean(_)
            | ExprKind::Integer(_)
            | ExprKind::Numeric(_)
            | ExprKind::String(_)
            | ExprKind::Param(_)
            | ExprKind::Column(_)
    )
}
