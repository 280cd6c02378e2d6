//! Calls.

use super::Writer;
use crate::ast::{Expr, FunctionCall, SqlFunction, TrimSide};
use crate::keyword::keyword;

/// Functions whose names are kept for a grammar of their own, but that plain arguments may follow too.
const ALSO_PLAIN: &[&str] = &["overlay", "substring"];

impl Writer<'_> {
    pub(super) fn call(&mut self, call: &FunctionCall) {
        match call.name.parts.as_slice() {
            [single] if ALSO_PLAIN.contains(&single.text.as_str()) => self.push(&single.text),
            _ => self.function_name(&call.name),
        }
        self.push("(");
        if call.star {
            self.push("*");
        }
        if call.distinct == Some(true) {
            self.push("DISTINCT ");
        }
        self.list(&call.args, |writer, arg| {
            if arg.variadic {
                writer.push("VARIADIC ");
            }
            if let Some(name) = &arg.name {
                writer.name(name);
                writer.push(" => ");
            }
            writer.expr(&arg.value);
        });
        self.order_by(&call.order_by);
        self.push(")");
        if !call.within_group.is_empty() {
            self.push(" WITHIN GROUP (ORDER BY ");
            self.sort_list(&call.within_group);
            self.push(")");
        }
        self.filter_and_over(call.filter.as_ref(), call.over.as_ref());
    }

    pub(super) fn sql_function(&mut self, function: &SqlFunction) {
        match function {
            SqlFunction::Extract {
                field,
                field_span: _,
                source,
            } => {
                self.push("EXTRACT(");
                self.extract_field(field);
                self.push(" FROM ");
                self.expr(source);
            }
            SqlFunction::Overlay {
                string,
                placing,
                from,
                for_,
            } => {
                self.push("OVERLAY(");
                self.expr(string);
                self.push(" PLACING ");
                self.expr(placing);
                self.push(" FROM ");
                self.expr(from);
                self.after_word(" FOR ", for_.as_ref());
            }
            SqlFunction::Position(part, whole) => {
                self.push("POSITION(");
                self.restricted(part);
                self.push(" IN ");
                self.restricted(whole);
            }
            SqlFunction::Substring { string, from, for_ } => {
                self.push("SUBSTRING(");
                self.expr(string);
                self.after_word(" FROM ", from.as_ref());
                self.after_word(" FOR ", for_.as_ref());
            }
            SqlFunction::SubstringSimilar {
                string,
                pattern,
                escape,
            } => {
                self.push("SUBSTRING(");
                self.expr(string);
                self.push(" SIMILAR ");
                self.expr(pattern);
                self.push(" ESCAPE ");
                self.expr(escape);
            }
            SqlFunction::Trim { side, from, args } => {
                self.push(match side {
                    TrimSide::Both => "TRIM(",
                    TrimSide::Leading => "TRIM(LEADING ",
                    TrimSide::Trailing => "TRIM(TRAILING ",
                });
                if let (true, Some((first, rest))) = (*from, args.split_first()) {
                    self.expr(first);
                    self.push(" FROM ");
                    self.exprs(rest);
                } else {
                    self.exprs(args);
                }
            }
            SqlFunction::Normalize(text, form) => {
                self.push("NORMALIZE(");
                self.expr(text);
                if let Some(form) = form {
                    self.push(", ");
                    self.normal_form(*form);
                }
            }
            SqlFunction::CollationFor(inner) => {
                self.push("COLLATION FOR (");
                self.expr(inner);
            }
            SqlFunction::Treat(inner, type_name) => {
                self.push("TREAT(");
                self.expr(inner);
                self.push(" AS ");
                self.type_name(type_name);
            }
        }
        self.push(")");
    }

    pub(super) fn after_word(&mut self, word: &str, expr: Option<&Expr>) {
        if let Some(expr) = expr {
            self.push(word);
            self.expr(expr);
        }
    }

    /// A field is a word; one that could be read as anything else is written as a string, which means the same.
    fn extract_field(&mut self, field: &str) {
        let word = field
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
            && !field.is_empty();
        let own = matches!(
            field,
            "year" | "month" | "day" | "hour" | "minute" | "second"
        );
        if word && (own || keyword(field).is_none()) {
            self.push(field);
        } else {
            self.string(field);
        }
    }
}
