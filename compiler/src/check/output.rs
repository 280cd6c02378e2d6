//! The result of the outermost statement: names and fields.

use std::collections::HashMap;

use super::checker::Checker;
use super::convert::UNKNOWN;
use super::query::{OutColumn, QueryResult};
use super::{Field, Output, RowShape, Type, WholeRow};
use crate::ast::{Expr, ExprKind, Indirection, QueryBody, SqlFunction, SqlValue, Target, TrimSide};
use crate::catalog::builtin::TypeId;
use crate::diagnostic::result;
use crate::gather::Gather as _;
use crate::resolve::EntryId;
use crate::span::Span;

impl<'a> Checker<'a, '_> {
    /// Notes the result of the outermost statement. Its names become fields, so that each must have one of its own.
    pub(super) fn finish_result(&mut self, given: QueryResult<'a>) {
        if let Some(entry) = given.table
            && let Some(table) = self.resolver.entries[entry.0].table()
        {
            for column in given.columns {
                self.push_output(column.name, column.ty, column.span);
            }
            self.analysis.row = RowShape::Table(table);
            return;
        }
        let mut fields = Vec::new();
        let mut seen: HashMap<String, Span> = HashMap::new();
        for column in given.columns {
            self.check_name(&column, &mut seen);
            if let Some(entry) = column.row {
                fields.extend(self.struct_field(&column, entry));
            } else {
                self.check_output_type(&column);
                fields.push(Field::Column(self.analysis.outputs.len()));
                let null_elements = self.has_null_elements(&column);
                self.push_output(column.name, column.ty, column.span);
                if let Some(output) = self.analysis.outputs.last_mut() {
                    output.null_elements = null_elements;
                }
            }
        }
        if !fields.is_empty() {
            self.analysis.row = RowShape::Fields(fields);
        }
    }

    /// Notes the result of the outermost statement as PostgreSQL describes it.
    pub(super) fn finish_plain_result(&mut self, columns: Vec<OutColumn<'a>>) {
        for column in columns {
            let name = if column.named {
                column.name
            } else {
                "?column?".to_owned()
            };
            self.push_output(name, column.ty, column.span);
        }
    }

    fn push_output(&mut self, name: String, ty: Option<Type>, span: Span) {
        let ty = ty.unwrap_or_else(|| Type::computed(UNKNOWN, true));
        self.analysis.outputs.push(Output {
            name,
            ty,
            span,
            null_elements: false,
        });
    }

    fn check_name(&mut self, column: &OutColumn<'a>, seen: &mut HashMap<String, Span>) {
        if !column.named {
            // After a mistake within it, the name is the lesser trouble.
            if column.ty.is_some() {
                self.report_with(
                    &result::WITHOUT_NAME,
                    column.span,
                    "this column of the result has no name",
                    "give it one: `… as total`",
                );
            }
            return;
        }
        if seen.contains_key(&column.name) {
            let help = match column.target {
                Some(_) => format!("give one of them another name: `… as {}_2`", column.name),
                None => "write the columns instead of `*`, and give one of the two another name with `as`".to_owned(),
            };
            self.report_with(
                &result::DUPLICATE_NAME,
                column.span,
                format!("two columns of the result are called `{}`", column.name),
                help,
            );
        } else {
            seen.insert(column.name.clone(), column.span);
        }
    }

    /// Values of types without a form outside of the server.
    fn check_output_type(&mut self, column: &OutColumn<'a>) {
        let is_row = column.ty.is_some_and(|ty| {
            let element = self.types.element(ty.id).unwrap_or(ty.id);
            ty.id == TypeId::RECORD || element.as_row_of().is_some()
        });
        if is_row {
            self.report_with(
                &result::BARE_RECORD,
                column.span,
                "a row without a type of its own cannot be a column of the result",
                "write its fields as columns, or make JSON of it: `row_to_json(…)`",
            );
        }
    }

    /// A whole row as an entry of the target list: the struct of its table.
    fn struct_field(&mut self, column: &OutColumn<'a>, entry: EntryId) -> Option<Field> {
        let Some(table) = self.resolver.entries[entry.0].table() else {
            self.check_output_type(&OutColumn {
                ty: Some(Type::computed(TypeId::RECORD, true)),
                ..column.clone()
            });
            return None;
        };
        let target = column.target?;
        let nullable = column.ty.is_none_or(|ty| ty.nullable);
        let declared = &self.schema.tables[table];
        let mut fields = declared
            .columns
            .iter()
            .filter(|column| column.field.is_some());
        if nullable && fields.all(|column| column.nullable) {
            self.report_with(
                &result::ROW_OR_NONE,
                column.span,
                format!(
                    "every column of `{}` may be NULL, so a missing row could not be told from one of NULLs",
                    declared.local_name
                ),
                "select its columns, or declare one that is never NULL",
            );
        }
        let qualifier = self.resolver.entries[entry.0]
            .name
            .clone()
            .unwrap_or_default();
        self.analysis.whole_rows.insert(
            target.id,
            WholeRow {
                table,
                qualifier,
                nullable,
            },
        );
        let first = self.analysis.outputs.len();
        let columns: Vec<_> = self.resolver.entries[entry.0]
            .columns
            .iter()
            .filter(|column| column.in_star)
            .map(|c| (c.name.clone(), c.ty))
            .gather();
        let count = columns.len();
        for (name, ty) in columns {
            let ty = ty.map(|ty| Type {
                nullable: ty.nullable || nullable,
                ..ty
            });
            self.push_output(name, ty, column.span);
        }
        Some(Field::Struct {
            name: column.name.clone(),
            span: column.span,
            table,
            nullable,
            first,
            count,
        })
    }
}

/// The name that the server gives to an entry of the target list; `None` for `?column?`.
pub(crate) fn target_name(target: &Target) -> Option<&str> {
    match &target.alias {
        Some(alias) => Some(&alias.text),
        None => figure_name(&target.expr, true),
    }
}

/// The name that the server makes of an expression. `casts` allows the name of a cast's type, which is used only if
/// nothing better is found.
pub(super) fn figure_name(expr: &Expr, casts: bool) -> Option<&str> {
    match &expr.kind {
        ExprKind::Column(written) => Some(&written.last().text),
        ExprKind::Indirection(base, steps) => steps
            .iter()
            .rev()
            .find_map(|step| match step {
                Indirection::Field(name) => Some(name.text.as_str()),
                Indirection::Star(_) | Indirection::Subscript(_) | Indirection::Slice(..) => None,
            })
            .or_else(|| figure_name(base, casts)),
        ExprKind::Function(call) => Some(&call.name.last().text),
        ExprKind::SqlFunction(call) => Some(match &**call {
            SqlFunction::Extract { .. } => "extract",
            SqlFunction::Overlay { .. } => "overlay",
            SqlFunction::Position(..) => "position",
            SqlFunction::Substring { .. } | SqlFunction::SubstringSimilar { .. } => "substring",
            SqlFunction::Trim {
                side: TrimSide::Both,
                ..
            } => "btrim",
            SqlFunction::Trim {
                side: TrimSide::Leading,
                ..
            } => "ltrim",
            SqlFunction::Trim {
                side: TrimSide::Trailing,
                ..
            } => "rtrim",
            SqlFunction::Normalize(..) => "normalize",
            SqlFunction::CollationFor(_) => "pg_collation_for",
            SqlFunction::Treat(_, type_name) => &type_name.name.last().text,
        }),
        ExprKind::Cast { expr, type_name } => figure_name(expr, false)
            .or_else(|| casts.then_some(type_name.name.last().text.as_str())),
        ExprKind::TypedLiteral(type_name, _) => {
            casts.then_some(type_name.name.last().text.as_str())
        }
        ExprKind::Boolean(_) => casts.then_some("bool"),
        ExprKind::Collate(expr, _) => figure_name(expr, casts),
        ExprKind::Case { default, .. } => default
            .as_deref()
            .and_then(|default| figure_name(default, false))
            .or(Some("case")),
        ExprKind::Coalesce(_) => Some("coalesce"),
        ExprKind::NullIf(..) => Some("nullif"),
        ExprKind::Greatest(_) => Some("greatest"),
        ExprKind::Least(_) => Some("least"),
        ExprKind::Array(_) | ExprKind::ArraySubquery(_) => Some("array"),
        ExprKind::Row { .. } => Some("row"),
        ExprKind::Exists(_) => Some("exists"),
        ExprKind::Grouping(_) => Some("grouping"),
        ExprKind::Subquery(query) => subquery_name(&query.body),
        ExprKind::AtTimeZone(..) => Some("timezone"),
        ExprKind::Overlaps(..) => Some("overlaps"),
        ExprKind::SqlValue(value) => Some(sql_value_name(*value)),
        ExprKind::Json(json) => Some(json_name(json)),
        ExprKind::Xml(xml) => Some(xml_name(xml)),
        ExprKind::Is { .. }
        | ExprKind::Null
        | ExprKind::Integer(_)
        | ExprKind::Numeric(_)
        | ExprKind::String(_)
        | ExprKind::Bytes(_)
        | ExprKind::Bits(_)
        | ExprKind::Hex(_)
        | ExprKind::Param(_)
        | ExprKind::Star(_)
        | ExprKind::Unary(..)
        | ExprKind::Binary(..)
        | ExprKind::And(..)
        | ExprKind::Or(..)
        | ExprKind::Not(_)
        | ExprKind::IsDistinctFrom { .. }
        | ExprKind::Between { .. }
        | ExprKind::Like { .. }
        | ExprKind::In { .. }
        | ExprKind::Quantified { .. }
        | ExprKind::Default
        | ExprKind::When(..)
        | ExprKind::CurrentOf(_)
        | ExprKind::Error => None,
    }
}

fn subquery_name(body: &QueryBody) -> Option<&str> {
    match body {
        QueryBody::Select(select) => select.targets.first().and_then(target_name),
        QueryBody::Nested(query) => subquery_name(&query.body),
        QueryBody::Values(_) => Some("column1"),
        QueryBody::SetOperation(operation) => subquery_name(&operation.left),
        QueryBody::Table(_) => None,
    }
}

fn sql_value_name(value: SqlValue) -> &'static str {
    match value {
        SqlValue::CurrentDate => "current_date",
        SqlValue::CurrentTime(_) => "current_time",
        SqlValue::CurrentTimestamp(_) => "current_timestamp",
        SqlValue::LocalTime(_) => "localtime",
        SqlValue::LocalTimestamp(_) => "localtimestamp",
        SqlValue::CurrentRole => "current_role",
        SqlValue::CurrentUser => "current_user",
        SqlValue::User => "user",
        SqlValue::SessionUser => "session_user",
        SqlValue::SystemUser => "system_user",
        SqlValue::CurrentCatalog => "current_catalog",
        SqlValue::CurrentSchema => "current_schema",
        SqlValue::MergeAction => "merge_action",
    }
}

fn json_name(json: &crate::ast::json::JsonExpr) -> &'static str {
    use crate::ast::json::{JsonExpr, JsonPathFunction};
    match json {
        JsonExpr::Parse { .. } => "json",
        JsonExpr::Scalar(_) => "json_scalar",
        JsonExpr::Serialize(..) => "json_serialize",
        JsonExpr::Object { .. } => "json_object",
        JsonExpr::Array { .. } | JsonExpr::ArrayQuery { .. } => "json_array",
        JsonExpr::ObjectAgg { .. } => "json_objectagg",
        JsonExpr::ArrayAgg { .. } => "json_arrayagg",
        JsonExpr::Path(path) => match path.function {
            JsonPathFunction::Value => "json_value",
            JsonPathFunction::Query => "json_query",
            JsonPathFunction::Exists => "json_exists",
        },
    }
}

fn xml_name(xml: &crate::ast::xml::XmlExpr) -> &'static str {
    use crate::ast::xml::XmlExpr;
    match xml {
        XmlExpr::Concat(_) => "xmlconcat",
        XmlExpr::Element { .. } => "xmlelement",
        XmlExpr::Exists(..) => "xmlexists",
        XmlExpr::Forest(_) => "xmlforest",
        XmlExpr::Parse { .. } => "xmlparse",
        XmlExpr::Pi(..) => "xmlpi",
        XmlExpr::Root { .. } => "xmlroot",
        XmlExpr::Serialize { .. } => "xmlserialize",
    }
}
