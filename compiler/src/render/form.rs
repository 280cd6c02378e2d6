//! Operands: constants, columns, and what is written like a call.

use super::Writer;
use crate::ast::{Expr, ExprKind, IsTest, JsonKind, NormalForm, SqlValue};

impl Writer<'_> {
    /// An operand that no operator is part of.
    pub(super) fn form(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Null => self.push("NULL"),
            ExprKind::Boolean(true) => self.push("TRUE"),
            ExprKind::Boolean(false) => self.push("FALSE"),
            ExprKind::Integer(digits) | ExprKind::Numeric(digits) => self.push(digits),
            ExprKind::String(text) => self.string(text),
            ExprKind::Bytes(bytes) => self.bytes(bytes),
            ExprKind::Bits(digits) => self.digits("B'", digits),
            ExprKind::Hex(digits) => self.digits("X'", digits),
            ExprKind::TypedLiteral(type_name, text) => self.typed_literal(type_name, text),
            ExprKind::Param(index) => self.param(*index),
            ExprKind::Column(name) => self.object_name(name),
            ExprKind::Star(None) => self.push("*"),
            ExprKind::Star(Some(name)) => {
                self.object_name(name);
                self.push(".*");
            }
            ExprKind::Exists(query) => {
                self.push("EXISTS ");
                self.paren_query(query);
            }
            ExprKind::Subquery(query) => self.paren_query(query),
            ExprKind::ArraySubquery(query) => {
                self.push("ARRAY");
                self.paren_query(query);
            }
            ExprKind::Array(elements) => {
                self.push("ARRAY[");
                self.exprs(elements);
                self.push("]");
            }
            ExprKind::Row { explicit, fields } => {
                // One value in parentheses would be that value.
                self.push(if *explicit || fields.len() < 2 {
                    "ROW"
                } else {
                    ""
                });
                self.paren_list(fields, Self::expr);
            }
            ExprKind::Case {
                operand,
                whens,
                default,
            } => self.case(operand.as_deref(), whens, default.as_deref()),
            ExprKind::Coalesce(list) => self.variadic_form("COALESCE", list),
            ExprKind::NullIf(left, right) => {
                self.push("NULLIF(");
                self.expr(left);
                self.push(", ");
                self.expr(right);
                self.push(")");
            }
            ExprKind::Greatest(list) => self.variadic_form("GREATEST", list),
            ExprKind::Least(list) => self.variadic_form("LEAST", list),
            ExprKind::Function(call) => self.call(call),
            ExprKind::SqlFunction(function) => self.sql_function(function),
            ExprKind::SqlValue(value) => self.sql_value(*value),
            ExprKind::Grouping(list) => self.variadic_form("GROUPING", list),
            ExprKind::Json(json) => self.json(json),
            ExprKind::Xml(xml) => self.xml(xml),
            ExprKind::Default => self.push("DEFAULT"),
            ExprKind::CurrentOf(cursor) => {
                self.push("CURRENT OF ");
                self.name(cursor);
            }
            // Only a statement with mistakes holds it, which is never sent.
            ExprKind::Error => self.push("<error>"),
            ExprKind::And(..)
            | ExprKind::When(..)
            | ExprKind::Or(..)
            | ExprKind::Not(_)
            | ExprKind::Unary(..)
            | ExprKind::Binary(..)
            | ExprKind::Is { .. }
            | ExprKind::IsDistinctFrom { .. }
            | ExprKind::Between { .. }
            | ExprKind::Like { .. }
            | ExprKind::In { .. }
            | ExprKind::Quantified { .. }
            | ExprKind::Collate(..)
            | ExprKind::AtTimeZone(..)
            | ExprKind::Cast { .. }
            | ExprKind::Overlaps(..)
            | ExprKind::Indirection(..) => self.expr(expr),
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.push("'\\x");
        for byte in bytes {
            for digit in [byte >> 4, byte & 0xf] {
                self.out.extend(char::from_digit(u32::from(digit), 16));
            }
        }
        self.push("'::bytea");
    }

    fn digits(&mut self, quote: &str, digits: &str) {
        self.push(quote);
        self.push(&digits.replace('\'', "''"));
        self.push("'");
    }

    fn variadic_form(&mut self, word: &str, list: &[Expr]) {
        self.push(word);
        self.paren_list(list, Self::expr);
    }

    fn case(&mut self, operand: Option<&Expr>, whens: &[(Expr, Expr)], default: Option<&Expr>) {
        self.push("CASE");
        if let Some(operand) = operand {
            self.push(" ");
            self.expr(operand);
        }
        for (condition, value) in whens {
            self.push(" WHEN ");
            self.expr(condition);
            self.push(" THEN ");
            self.expr(value);
        }
        if let Some(default) = default {
            self.push(" ELSE ");
            self.expr(default);
        }
        self.push(" END");
    }

    pub(super) fn is_test(&mut self, test: IsTest) {
        let written = match test {
            IsTest::Null => "NULL",
            IsTest::True => "TRUE",
            IsTest::False => "FALSE",
            IsTest::Unknown => "UNKNOWN",
            IsTest::Document => "DOCUMENT",
            IsTest::Normalized(None) => "NORMALIZED",
            IsTest::Normalized(Some(form)) => {
                self.normal_form(form);
                " NORMALIZED"
            }
            IsTest::Json { kind, unique } => {
                self.push(match kind {
                    JsonKind::Value => "JSON",
                    JsonKind::Array => "JSON ARRAY",
                    JsonKind::Object => "JSON OBJECT",
                    JsonKind::Scalar => "JSON SCALAR",
                });
                if unique { " WITH UNIQUE KEYS" } else { "" }
            }
        };
        self.push(written);
    }

    pub(super) fn normal_form(&mut self, form: NormalForm) {
        self.push(match form {
            NormalForm::Nfc => "NFC",
            NormalForm::Nfd => "NFD",
            NormalForm::Nfkc => "NFKC",
            NormalForm::Nfkd => "NFKD",
        });
    }

    fn sql_value(&mut self, value: SqlValue) {
        let (word, precision) = match value {
            SqlValue::CurrentDate => ("CURRENT_DATE", None),
            SqlValue::CurrentTime(precision) => ("CURRENT_TIME", precision),
            SqlValue::CurrentTimestamp(precision) => ("CURRENT_TIMESTAMP", precision),
            SqlValue::LocalTime(precision) => ("LOCALTIME", precision),
            SqlValue::LocalTimestamp(precision) => ("LOCALTIMESTAMP", precision),
            SqlValue::CurrentRole => ("CURRENT_ROLE", None),
            SqlValue::CurrentUser => ("CURRENT_USER", None),
            SqlValue::User => ("USER", None),
            SqlValue::SessionUser => ("SESSION_USER", None),
            SqlValue::SystemUser => ("SYSTEM_USER", None),
            SqlValue::CurrentCatalog => ("CURRENT_CATALOG", None),
            SqlValue::CurrentSchema => ("CURRENT_SCHEMA", None),
            SqlValue::MergeAction => ("MERGE_ACTION()", None),
        };
        self.push(word);
        self.optional_precision(precision);
    }

    pub(super) fn optional_precision(&mut self, precision: Option<i32>) {
        if let Some(precision) = precision {
            self.push("(");
            self.number(precision);
            self.push(")");
        }
    }
}
