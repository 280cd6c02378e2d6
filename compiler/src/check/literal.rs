//! String constants, where it is known what text their type takes.

use super::checker::Checker;
use crate::catalog::UserTypeKind;
use crate::catalog::builtin::TypeId;
use crate::diagnostic::types;
use crate::gather::Gather as _;
use crate::resolve::report::{close_name, listed};
use crate::span::Span;

impl Checker<'_, '_> {
    /// Checks the text of a constant of a type: the labels of enums, and types whose input is simple enough to be sure.
    pub(super) fn check_literal(&mut self, text: &str, ty: TypeId, span: Span) {
        let ty = self.types.base(ty);
        if let Some(index) = ty.as_user() {
            if let UserTypeKind::Enum(labels) = &self.schema.types[index].kind {
                self.check_label(text, labels, ty, span);
            }
            return;
        }
        let trimmed = text.trim_matches(|c: char| c.is_ascii_whitespace() || c == '\u{b}');
        let valid = match ty {
            TypeId::BOOL => is_boolean(trimmed),
            TypeId::INT2 => is_integer(trimmed, i128::from(i16::MIN), i128::from(i16::MAX)),
            TypeId::INT4 => is_integer(trimmed, i128::from(i32::MIN), i128::from(i32::MAX)),
            TypeId::INT8 => is_integer(trimmed, i128::from(i64::MIN), i128::from(i64::MAX)),
            TypeId::FLOAT4 | TypeId::FLOAT8 => is_float(trimmed),
            TypeId::UUID => is_uuid(text),
            _ => true,
        };
        if !valid {
            let name = self.name_of(ty);
            self.report(
                &types::BAD_LITERAL,
                span,
                format!("'{text}' is no value of type `{name}`"),
            );
        }
    }

    fn check_label(&mut self, text: &str, labels: &[String], ty: TypeId, span: Span) {
        if labels.iter().any(|label| label == text) {
            return;
        }
        let labels: Vec<&str> = labels.iter().map(String::as_str).gather();
        let name = self.name_of(ty);
        let help = match close_name(text, labels.iter().copied()) {
            Some(close) => format!("did you mean '{close}'? The labels are {}", listed(&labels)),
            None => format!("the labels are {}", listed(&labels)),
        };
        self.report_with(
            &types::UNKNOWN_LABEL,
            span,
            format!("'{text}' is no label of the enum `{name}`"),
            help,
        );
    }
}

/// The words PostgreSQL takes for a boolean, which may be cut short where they stay unambiguous.
fn is_boolean(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let starts = |word: &str, least: usize| text.len() >= least && word.starts_with(&text);
    starts("true", 1)
        || starts("false", 1)
        || starts("yes", 1)
        || starts("no", 1)
        || starts("on", 2)
        || starts("off", 2)
        || text == "0"
        || text == "1"
}

fn is_integer(text: &str, least: i128, most: i128) -> bool {
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let plain = digits.replace('_', "");
    let value = match plain.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") => i128::from_str_radix(&plain[2..], 16),
        Some("0o") => i128::from_str_radix(&plain[2..], 8),
        Some("0b") => i128::from_str_radix(&plain[2..], 2),
        _ if plain.starts_with(['+', '-']) => return false,
        _ => plain.parse(),
    };
    value.is_ok_and(|value| {
        let value = if negative { -value } else { value };
        (least..=most).contains(&value)
    })
}

fn is_float(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let unsigned = lower.trim_start_matches(['+', '-']);
    matches!(unsigned, "nan" | "inf" | "infinity")
        || unsigned.starts_with("0x")
        || lower.parse::<f64>().is_ok()
}

fn is_uuid(text: &str) -> bool {
    let inner = text
        .strip_prefix('{')
        .and_then(|text| text.strip_suffix('}'))
        .unwrap_or(text);
    let digits = inner.bytes().filter(u8::is_ascii_hexdigit).count();
    digits == 32
        && inner
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}
