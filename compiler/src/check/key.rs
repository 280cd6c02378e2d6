//! When two expressions are the same, wherever they stand and however their columns are qualified.

use std::fmt::Write as _;

use super::checker::Checker;
use crate::ast::{Expr, ExprKind, FunctionCall, SqlFunction};
use crate::gather::Gather as _;
use crate::resolve::lookup::Found;

impl Checker<'_, '_> {
    /// A text that is equal for expressions that are the same. `None` for those that are never taken to be the same:
    /// queries, calls with windows, SQL/JSON and SQL/XML.
    pub(super) fn key(&self, expr: &Expr) -> Option<String> {
        let all = |exprs: &[Expr]| {
            exprs
                .iter()
                .map(|expr| self.key(expr))
                .collect::<Option<Vec<_>>>()
                .map(|keys| keys.join(","))
        };
        let optional =
            |expr: Option<&Expr>| expr.map_or_else(|| Some(String::new()), |expr| self.key(expr));
        Some(match &expr.kind {
            ExprKind::Null => "null".to_owned(),
            ExprKind::Boolean(value) => value.to_string(),
            ExprKind::Integer(digits) | ExprKind::Numeric(digits) => digits.clone(),
            ExprKind::String(text) => format!("{text:?}"),
            ExprKind::Bytes(bytes) => format!("b{bytes:?}"),
            ExprKind::Bits(digits) => format!("b{digits}"),
            ExprKind::Hex(digits) => format!("x{digits}"),
            ExprKind::TypedLiteral(type_name, text) => format!("{}{text:?}", type_key(type_name)),
            ExprKind::Param(index) => format!("${index}"),
            ExprKind::Column(written) => match self.resolver.find(written)? {
                Found::Column(_, entry, column) => {
                    let (entry, column) = self.resolver.underlying(entry, column);
                    format!("#{}.{column}", entry.0)
                }
                Found::System(_, entry, name, _) => format!("#{}.{name}", entry.0),
                Found::Row(_, entry) => format!("#{}", entry.0),
            },
            ExprKind::Star(_) => return None,
            ExprKind::Indirection(base, steps) => {
                let mut key = format!("({})", self.key(base)?);
                for step in steps {
                    use crate::ast::Indirection;
                    match step {
                        Indirection::Field(name) => {
                            let _ = write!(key, ".{:?}", name.text);
                        }
                        Indirection::Star(_) => return None,
                        Indirection::Subscript(index) => {
                            let _ = write!(key, "[{}]", self.key(index)?);
                        }
                        Indirection::Slice(low, high) => {
                            let _ = write!(
                                key,
                                "[{}:{}]",
                                optional(low.as_ref())?,
                                optional(high.as_ref())?
                            );
                        }
                    }
                }
                key
            }
            ExprKind::Unary(op, operand) => format!("{}({})", op.symbol, self.key(operand)?),
            ExprKind::Binary(left, op, right) => {
                format!("({}){}({})", self.key(left)?, op.symbol, self.key(right)?)
            }
            ExprKind::And(left, right) => format!("({})and({})", self.key(left)?, self.key(right)?),
            ExprKind::Or(left, right) => format!("({})or({})", self.key(left)?, self.key(right)?),
            ExprKind::Not(operand) => format!("not({})", self.key(operand)?),
            ExprKind::Is {
                expr,
                test,
                negated,
            } => format!("({})is{test:?}{negated}", self.key(expr)?),
            ExprKind::IsDistinctFrom {
                left,
                right,
                negated,
            } => {
                format!(
                    "({})distinct{negated}({})",
                    self.key(left)?,
                    self.key(right)?
                )
            }
            ExprKind::Between {
                expr,
                low,
                high,
                symmetric,
                negated,
            } => {
                format!(
                    "({})between{symmetric}{negated}({})({})",
                    self.key(expr)?,
                    self.key(low)?,
                    self.key(high)?
                )
            }
            ExprKind::Like {
                kind,
                expr,
                pattern,
                escape,
                negated,
            } => {
                format!(
                    "({}){kind:?}{negated}({})({})",
                    self.key(expr)?,
                    self.key(pattern)?,
                    optional(escape.as_deref())?
                )
            }
            ExprKind::In {
                expr,
                list,
                negated,
            } => {
                use crate::ast::InList;
                match list {
                    InList::List(values) => {
                        format!("({})in{negated}({})", self.key(expr)?, all(values)?)
                    }
                    InList::Param(index, _) => format!("({})in{negated}${index}", self.key(expr)?),
                    InList::Subquery(_) => return None,
                }
            }
            ExprKind::Quantified {
                left,
                op,
                all,
                right,
            } => {
                use crate::ast::QuantifiedSet;
                match right {
                    QuantifiedSet::Array(array) => format!(
                        "({}){}{all}({})",
                        self.key(left)?,
                        op.symbol,
                        self.key(array)?
                    ),
                    QuantifiedSet::Subquery(_) => return None,
                }
            }
            ExprKind::Exists(_) | ExprKind::Subquery(_) | ExprKind::ArraySubquery(_) => {
                return None;
            }
            ExprKind::Array(elements) => format!("array[{}]", all(elements)?),
            ExprKind::Row {
                explicit: _,
                fields,
            } => format!("row({})", all(fields)?),
            ExprKind::Case {
                operand,
                whens,
                default,
            } => {
                let mut key = format!("case({})", optional(operand.as_deref())?);
                for (when, then) in whens {
                    let _ = write!(key, "when({})then({})", self.key(when)?, self.key(then)?);
                }
                key + &format!("else({})", optional(default.as_deref())?)
            }
            ExprKind::Coalesce(values) => format!("coalesce({})", all(values)?),
            ExprKind::NullIf(left, right) => {
                format!("nullif({},{})", self.key(left)?, self.key(right)?)
            }
            ExprKind::Greatest(values) => format!("greatest({})", all(values)?),
            ExprKind::Least(values) => format!("least({})", all(values)?),
            ExprKind::Cast { expr, type_name } => {
                format!("({})::{}", self.key(expr)?, type_key(type_name))
            }
            ExprKind::Collate(expr, collation) => {
                let name: Vec<&str> = collation
                    .parts
                    .iter()
                    .map(|part| part.text.as_str())
                    .gather();
                format!("({})collate{name:?}", self.key(expr)?)
            }
            ExprKind::AtTimeZone(expr, zone) => {
                format!("({})zone({})", self.key(expr)?, optional(zone.as_deref())?)
            }
            ExprKind::Function(call) => self.call_key(call)?,
            ExprKind::SqlFunction(call) => self.sql_function_key(call)?,
            ExprKind::SqlValue(value) => format!("{value:?}"),
            ExprKind::Grouping(args) => format!("grouping({})", all(args)?),
            ExprKind::Overlaps(left, right) => {
                format!("({})overlaps({})", self.key(left)?, self.key(right)?)
            }
            ExprKind::Json(_) | ExprKind::Xml(_) => return None,
            ExprKind::Default | ExprKind::CurrentOf(_) | ExprKind::When(..) | ExprKind::Error => {
                return None;
            }
        })
    }

    fn call_key(&self, call: &FunctionCall) -> Option<String> {
        if call.over.is_some() {
            return None;
        }
        let mut key = String::new();
        for part in &call.name.parts {
            let _ = write!(key, "{}.", part.text);
        }
        let _ = write!(key, "{:?}{}(", call.distinct == Some(true), call.star);
        for arg in &call.args {
            let name = arg.name.as_ref().map_or("", |name| name.text.as_str());
            let _ = write!(key, "{name}{}({})", arg.variadic, self.key(&arg.value)?);
        }
        key += ")";
        for sort in call.order_by.iter().chain(&call.within_group) {
            let direction = match &sort.direction {
                None => String::new(),
                Some(crate::ast::SortDirection::Asc) => String::new(),
                Some(crate::ast::SortDirection::Desc) => "desc".to_owned(),
                Some(crate::ast::SortDirection::Using(op)) => op.symbol.clone(),
            };
            let _ = write!(
                key,
                "by({}){direction}{:?}{:?}",
                self.key(&sort.expr)?,
                sort.nulls_first,
                sort.when
            );
        }
        if let Some(filter) = &call.filter {
            let _ = write!(key, "filter({})", self.key(filter)?);
        }
        Some(key)
    }

    fn sql_function_key(&self, call: &SqlFunction) -> Option<String> {
        let optional =
            |expr: Option<&Expr>| expr.map_or_else(|| Some(String::new()), |expr| self.key(expr));
        Some(match call {
            SqlFunction::Extract {
                field,
                field_span: _,
                source,
            } => {
                format!(
                    "extract({}:{})",
                    field.to_ascii_lowercase(),
                    self.key(source)?
                )
            }
            SqlFunction::Overlay {
                string,
                placing,
                from,
                for_,
            } => format!(
                "overlay({},{},{},{})",
                self.key(string)?,
                self.key(placing)?,
                self.key(from)?,
                optional(for_.as_ref())?
            ),
            SqlFunction::Position(sub, string) => {
                format!("position({},{})", self.key(sub)?, self.key(string)?)
            }
            SqlFunction::Substring { string, from, for_ } => {
                format!(
                    "substring({},{},{})",
                    self.key(string)?,
                    optional(from.as_ref())?,
                    optional(for_.as_ref())?
                )
            }
            SqlFunction::SubstringSimilar {
                string,
                pattern,
                escape,
            } => {
                format!(
                    "similar({},{},{})",
                    self.key(string)?,
                    self.key(pattern)?,
                    self.key(escape)?
                )
            }
            SqlFunction::Trim {
                side,
                from: _,
                args,
            } => {
                let args: Option<Vec<String>> = args.iter().map(|arg| self.key(arg)).collect();
                format!("trim{side:?}({})", args?.join(","))
            }
            SqlFunction::Normalize(string, form) => {
                format!("normalize({},{form:?})", self.key(string)?)
            }
            SqlFunction::CollationFor(value) => format!("collation({})", self.key(value)?),
            SqlFunction::Treat(value, type_name) => {
                format!("treat({},{})", self.key(value)?, type_key(type_name))
            }
        })
    }
}

/// A type name as far as it matters here.
fn type_key(name: &crate::ast::TypeName) -> String {
    let parts: Vec<&str> = name
        .name
        .parts
        .iter()
        .map(|part| part.text.as_str())
        .gather();
    let modifiers: Vec<String> = name
        .modifiers
        .iter()
        .map(|modifier| match &modifier.kind {
            ExprKind::Integer(digits) => digits.clone(),
            other => format!("{other:?}"),
        })
        .gather();
    format!(
        "{parts:?}{modifiers:?}{:?}{}",
        name.interval,
        name.array.len()
    )
}
