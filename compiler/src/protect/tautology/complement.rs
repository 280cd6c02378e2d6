//! Conditions of which one is true exactly where the other is false: `x is null or x is not null`, `id = 5 or id <> 5`.

use super::{Constant, Known, fold, never_null, same_column};
use crate::ast::{Expr, ExprKind, IsTest};

/// A test of a column.
struct Test<'a> {
    /// What is tested.
    column: &'a Expr,
    /// For what.
    kind: Kind<'a>,
    /// Whether the opposite is asked.
    negated: bool,
}

/// What a column is tested for.
#[derive(PartialEq)]
enum Kind<'a> {
    /// IS …
    Is(IsTest),
    /// Compared with a constant.
    Compared(&'a str, Constant),
    /// A boolean column itself.
    Itself,
}

/// Whether one of two conditions is true for every row.
pub(super) fn complementary(left: &Expr, right: &Expr, known: &Known<'_>) -> bool {
    let (Some(left), Some(right)) = (test(left, known), test(right, known)) else {
        return false;
    };
    left.kind == right.kind
        && left.negated != right.negated
        && same_column(left.column, right.column, known)
        && (answers_null(&left.kind) || never_null(left.column, known))
}

/// Whether a test is true or false of NULL too.
fn answers_null(kind: &Kind<'_>) -> bool {
    match kind {
        Kind::Is(IsTest::Null | IsTest::True | IsTest::False | IsTest::Unknown) => true,
        Kind::Is(IsTest::Document | IsTest::Normalized(_) | IsTest::Json { .. })
        | Kind::Compared(..)
        | Kind::Itself => false,
    }
}

fn test<'a>(expr: &'a Expr, known: &Known<'_>) -> Option<Test<'a>> {
    if let ExprKind::Not(inner) = &expr.kind {
        let inner = test(inner, known)?;
        return Some(Test {
            negated: !inner.negated,
            ..inner
        });
    }
    if let ExprKind::Is {
        expr,
        test,
        negated,
    } = &expr.kind
    {
        return Some(Test {
            column: expr,
            kind: Kind::Is(*test),
            negated: *negated,
        });
    }
    if let ExprKind::Binary(left, op, right) = &expr.kind
        && op.schema.is_none()
    {
        let constant = fold(right, known).filter(|value| *value != Constant::Null)?;
        let (op, negated) = match op.symbol.as_str() {
            "=" => ("=", false),
            "<>" => ("=", true),
            "<" => ("<", false),
            ">=" => ("<", true),
            "<=" => ("<=", false),
            ">" => ("<=", true),
            _ => return None,
        };
        return Some(Test {
            column: left,
            kind: Kind::Compared(op, constant),
            negated,
        });
    }
    // What is no column has no other side: `same_column` finds none.
    Some(Test {
        column: expr,
        kind: Kind::Itself,
        negated: false,
    })
}
