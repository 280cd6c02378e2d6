//! Calls in a form of their own: EXTRACT, SUBSTRING, AT TIME ZONE and their kin.

use super::Type;
use super::checker::Checker;
use crate::ast::{Expr, ExprKind, SqlFunction, TrimSide};
use crate::catalog::builtin::TypeId;
use crate::gather::Gather as _;

impl<'a> Checker<'a, '_> {
    /// Each is a call of the function that PostgreSQL makes of it.
    pub(super) fn sql_function(&mut self, expr: &'a Expr, call: &'a SqlFunction) -> Option<Type> {
        match call {
            SqlFunction::Extract {
                field: _,
                field_span: _,
                source,
            } => {
                let ty = self.expr(source);
                let field = Type::computed(TypeId::TEXT, false);
                let result =
                    self.call_typed("extract", &[(None, Some(field)), (Some(source), ty)], expr)?;
                // The functions are not declared so, but give NULL for infinite times only.
                Some(result)
            }
            SqlFunction::Overlay {
                string,
                placing,
                from,
                for_,
            } => {
                let mut args = vec![string, placing, from];
                args.extend(for_);
                self.call("overlay", &args, expr)
            }
            SqlFunction::Position(sub, string) => self.call("position", &[string, sub], expr),
            SqlFunction::Substring { string, from, for_ } => {
                let start = Type::computed(TypeId::INT4, false);
                let string_type = self.expr(string);
                let mut args = vec![(Some(string), string_type)];
                match (from, for_) {
                    // FOR alone counts from the first character.
                    (None, Some(_)) => args.push((None, Some(start))),
                    (Some(from), _) => {
                        let ty = self.expr(from);
                        args.push((Some(from), ty));
                    }
                    (None, None) => {}
                }
                if let Some(for_) = for_ {
                    let ty = self.expr(for_);
                    args.push((Some(for_), ty));
                }
                self.call_typed("substring", &args, expr)
            }
            SqlFunction::SubstringSimilar {
                string,
                pattern,
                escape,
            } => self.call("substring", &[string, pattern, escape], expr),
            SqlFunction::Trim { side, from, args } => {
                let name = match side {
                    TrimSide::Both => "btrim",
                    TrimSide::Leading => "ltrim",
                    TrimSide::Trailing => "rtrim",
                };
                // `trim(c from s)` is `btrim(s, c)`.
                let args: Vec<&Expr> = match args.as_slice() {
                    [characters, string] if *from => vec![string, characters],
                    other => other.iter().gather(),
                };
                self.call(name, &args, expr)
            }
            SqlFunction::Normalize(string, _) => {
                let ty = self.expr(string);
                let form = Type::computed(TypeId::TEXT, false);
                self.call_typed("normalize", &[(Some(string), ty), (None, Some(form))], expr)
            }
            SqlFunction::CollationFor(value) => {
                let ty = self.expr(value);
                self.settled((value, ty))?;
                Some(Type::computed(TypeId::TEXT, true))
            }
            SqlFunction::Treat(value, type_name) => self.cast(expr, value, type_name),
        }
    }

    /// AT TIME ZONE, and AT LOCAL, which leaves the zone out.
    pub(super) fn at_time_zone(
        &mut self,
        expr: &'a Expr,
        value: &'a Expr,
        zone: Option<&'a Expr>,
    ) -> Option<Type> {
        let value_type = self.expr(value);
        match zone {
            Some(zone) => {
                let zone_type = self.expr(zone);
                self.call_typed(
                    "timezone",
                    &[(Some(zone), zone_type), (Some(value), value_type)],
                    expr,
                )
            }
            None => self.call_typed("timezone", &[(Some(value), value_type)], expr),
        }
    }

    /// Whether an expression is a constant NULL, which no column that is NOT NULL takes.
    pub(super) fn is_null(expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Null => true,
            ExprKind::Cast { expr, .. } => Self::is_null(expr),
            _ => false,
        }
    }
}
