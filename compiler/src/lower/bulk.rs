//! Rows of Rust as a query over arrays: one for each column.
//!
//! PostgreSQL flattens an array of arrays, so a column of arrays travels as the elements of all rows one after the other, each
//! with the number of its row and its place there, and the server groups them. Slices of that array would be shorter to write,
//! but each has to walk over all elements before it, which is quadratic in the number of rows.

use super::{
    Lower,
    build::Build,
    params::{ElementPart, ParamSource},
    types,
};
use crate::ast::{
    Alias, ColumnDefinition, Expr, ExprKind, FromItem, FromItemKind, GroupBy, GroupItem, Query,
    QueryBody, RangeFunction, SortBy, TypeName,
};
use crate::catalog::builtin::TypeId;
use crate::check::convert::Types;
use crate::gather::Gather as _;
use crate::span::Span;

/// The alias of the elements of all rows, and its columns.
const ELEMENT: &str = "element";
const ITEM: &str = "item";
const NTH: &str = "nth";
const PLACE: &str = "place";

impl Lower<'_> {
    /// `SELECT * FROM unnest($1::int8[], $2::text[])`, or `ROWS FROM (unnest($1::int8[]), unnest(ARRAY(…)) AS (tags text[]))`
    /// where there are columns of arrays. Both keep the order of the rows.
    pub(super) fn rows(&mut self, first: usize, count: usize, span: Span) -> Query {
        let mut columns = Vec::with_capacity(count);
        let mut index = first;
        for nth in 0..count {
            let of_arrays = self.params.list.get(index).is_some_and(|param| {
                matches!(
                    param.source,
                    ParamSource::Elements(_, _, _, ElementPart::Item)
                )
            });
            if of_arrays {
                columns.push(self.arrays(index, nth, span));
                index += ElementPart::ALL.len();
            } else if let Some(column) = self.rows_of_one(index, nth, span) {
                columns.push(column);
                index += 1;
            } else {
                columns.push((self.array(index, span), None));
                index += 1;
            }
        }
        let mut build = Build::new(self.ids, span);
        let item = if columns.iter().any(|(_, definition)| definition.is_some()) {
            let calls = columns.into_iter().map(|(array, definition)| {
                let call = build.call("unnest", vec![array]);
                (call, definition.into_iter().gather())
            });
            let calls = calls.gather();
            from_functions(calls, true, None, &mut build)
        } else {
            let arrays = columns.into_iter().map(|(array, _)| array).gather();
            let call = build.call("unnest", arrays);
            from_functions(vec![(call, Vec::new())], false, None, &mut build)
        };
        let star = build.expr(ExprKind::Star(None));
        let target = build.target(star, None);
        build.select(vec![target], vec![item], None)
    }

    /// A parameter with its type.
    fn array(&mut self, index: usize, span: Span) -> Expr {
        let ty = self.params.list.get(index).map(|param| param.ty.id);
        self.array_as(index, ty, span)
    }

    fn array_as(&mut self, index: usize, ty: Option<TypeId>, span: Span) -> Expr {
        let ty = ty.and_then(|id| types::type_name(self.schema, id, &Build::new(self.ids, span)));
        let mut build = Build::new(self.ids, span);
        let value = build.expr(ExprKind::Param(index));
        match ty {
            Some(ty) => build.cast(value, ty),
            None => value,
        }
    }

    /// An array of one-field rows, each holding a row's value of a composite type, and what the field is: `unnest` gives the fields of
    /// the rows of its array. `None` for a column of another type.
    ///
    /// ```sql
    /// ARRAY(SELECT ROW(element.item::app.address) FROM unnest($3::text[]) WITH ORDINALITY AS element (item, nth) ORDER BY nth)
    /// ```
    fn rows_of_one(
        &mut self,
        index: usize,
        nth: usize,
        span: Span,
    ) -> Option<(Expr, Option<ColumnDefinition>)> {
        let id = self.params.list.get(index)?.ty.id;
        let element = Types {
            schema: self.schema,
        }
        .element(id)?;
        if !types::is_composite(self.schema, element) {
            return None;
        }
        let ty = types::type_name(self.schema, element, &Build::new(self.ids, span))?;
        let array = self.array_as(index, types::wire_type(self.schema, id), span);
        let mut build = Build::new(self.ids, span);
        let elements = build.call("unnest", vec![array]);
        let alias = Alias {
            name: build.name(ELEMENT),
            columns: [ITEM, NTH].map(|name| build.name(name)).into(),
        };
        let mut from = from_functions(vec![(elements, Vec::new())], false, Some(alias), &mut build);
        if let FromItemKind::Function(function) = &mut from.kind {
            function.ordinality = true;
        }
        let item = build.column(Some(ELEMENT), ITEM);
        let value = build.cast(item, ty.clone());
        let row = build.expr(ExprKind::Row {
            explicit: true,
            fields: vec![value],
        });
        let target = build.target(row, None);
        let mut query = build.select(vec![target], vec![from], None);
        query.order_by = vec![ascending(build.column(Some(ELEMENT), NTH))];
        let definition = ColumnDefinition {
            name: build.name(format!("column{}", nth + 1)),
            type_name: ty,
            collation: None,
        };
        let array = build.expr(ExprKind::ArraySubquery(Box::new(query)));
        Some((array, Some(definition)))
    }

    /// An array of one-field rows, each holding one row's array, and what the field is. An array of rows is what `unnest` does
    /// not flatten.
    ///
    /// ```sql
    /// ARRAY(SELECT ROW(CASE WHEN max(place) IS NOT NULL
    ///                  THEN coalesce(array_agg(item ORDER BY place) FILTER (WHERE place > 0), '{}') END)
    ///       FROM unnest($2::text[], $3::int4[], $4::int4[]) AS element (item, nth, place) GROUP BY nth ORDER BY nth)
    /// ```
    fn arrays(&mut self, first: usize, nth: usize, span: Span) -> (Expr, Option<ColumnDefinition>) {
        let id = self.params.list.get(first).map(|param| param.ty.id);
        // Elements keep the type they travel as until their array is whole: the NULL that stands for an array without elements
        // may be none that their own type, a domain, takes.
        let wire = id.and_then(|id| types::wire_type(self.schema, id));
        let mut parts = vec![self.array_as(first, wire.or(id), span)];
        for part in 1..ElementPart::ALL.len() {
            parts.push(self.array(first + part, span));
        }
        let ty = id.and_then(|id| types::type_name(self.schema, id, &Build::new(self.ids, span)));
        let mut build = Build::new(self.ids, span);
        let elements = build.call("unnest", parts);
        let alias = Alias {
            name: build.name(ELEMENT),
            columns: [ITEM, NTH, PLACE].map(|name| build.name(name)).into(),
        };
        let from = from_functions(vec![(elements, Vec::new())], false, Some(alias), &mut build);
        let array = array_of_row(ty.clone().filter(|_| wire.is_some()), &mut build);
        let row = build.expr(ExprKind::Row {
            explicit: true,
            fields: vec![array],
        });
        let target = build.target(row, None);
        let mut query = build.select(vec![target], vec![from], None);
        if let QueryBody::Select(select) = &mut query.body {
            let row_number = build.column(Some(ELEMENT), NTH);
            select.group_by = Some(GroupBy {
                distinct: None,
                items: vec![GroupItem::Expr(row_number)],
                span,
            });
        }
        query.order_by = vec![ascending(build.column(Some(ELEMENT), NTH))];
        let definition = ty.map(|type_name| ColumnDefinition {
            name: build.name(format!("column{}", nth + 1)),
            type_name,
            collation: None,
        });
        (
            build.expr(ExprKind::ArraySubquery(Box::new(query))),
            definition,
        )
    }
}

/// One row's array out of its elements, as `ty` if they travel as another type: NULL where no place is known, empty where the
/// only one is 0.
fn array_of_row(ty: Option<TypeName>, build: &mut Build<'_>) -> Expr {
    let place = build.column(Some(ELEMENT), PLACE);
    let last = build.call("max", vec![place]);
    let known = build.is_null(last, true);
    let item = build.column(Some(ELEMENT), ITEM);
    let mut items = build.call("array_agg", vec![item]);
    if let ExprKind::Function(call) = &mut items.kind {
        call.order_by = vec![ascending(build.column(Some(ELEMENT), PLACE))];
        let place = build.column(Some(ELEMENT), PLACE);
        let zero = build.expr(ExprKind::Integer("0".to_owned()));
        call.filter = Some(build.binary(place, ">", zero));
    }
    let empty = build.string("{}");
    let mut array = build.expr(ExprKind::Coalesce(vec![items, empty]));
    if let Some(ty) = ty {
        array = build.cast(array, ty);
    }
    build.expr(ExprKind::Case {
        operand: None,
        whens: vec![(known, array)],
        default: None,
    })
}

fn ascending(expr: Expr) -> SortBy {
    SortBy {
        expr,
        direction: None,
        nulls_first: None,
        when: None,
    }
}

fn from_functions(
    functions: Vec<(Expr, Vec<ColumnDefinition>)>,
    rows_from: bool,
    alias: Option<Alias>,
    build: &mut Build<'_>,
) -> FromItem {
    build.item_of_from(FromItemKind::Function(RangeFunction {
        lateral: false,
        rows_from,
        functions,
        ordinality: false,
        alias,
        columns: Vec::new(),
    }))
}
