//! The walks, written once for shared and for mutable trees.

/// Writes the trait `Visitor` and its `walk_*` functions; `[mut]` makes every reference a mutable one.
macro_rules! walkers {
    ([$($m:tt)?]) => {
        use crate::ast::{
            Assignment, Attribution, ColumnDefinition, ConflictAction, ConflictTarget, Cte, Distinct, Expr, ExprKind,
            FrameBound, FromItem, FromItemKind, FunctionCall, GroupItem, InList, Indirection, InsertColumn, InsertSource,
            JoinCondition, MergeAction, OnConflict, QuantifiedSet, Query, QueryBody, Returning, Scope, Select, SortBy,
            SqlFunction, Statement, Target, TypeName, WindowRef, WindowSpec, With, XmlTable,
        };

        /// What a pass does at each kind of node; by itself, goes on into it.
        pub trait Visitor {
            /// `self`. The walks are compiled once for all visitors and not for each, which is a tenth of the compiler.
            fn as_visitor(&mut self) -> &mut dyn Visitor;
            /// A statement: the outermost, or that of a common table expression.
            fn statement(&mut self, statement: &$($m)? Statement) {
                walk_statement(self.as_visitor(), statement);
            }
            /// A WITH clause.
            fn with(&mut self, with: &$($m)? With) {
                walk_with(self.as_visitor(), with);
            }
            /// A common table expression.
            fn cte(&mut self, cte: &$($m)? Cte) {
                walk_cte(self.as_visitor(), cte);
            }
            /// A query, the outermost or a nested one.
            fn query(&mut self, query: &$($m)? Query) {
                walk_query(self.as_visitor(), query);
            }
            /// What a query consists of.
            fn query_body(&mut self, body: &$($m)? QueryBody) {
                walk_query_body(self.as_visitor(), body);
            }
            /// One SELECT.
            fn select(&mut self, select: &$($m)? Select) {
                walk_select(self.as_visitor(), select);
            }
            /// An entry of a target list or a RETURNING list.
            fn target(&mut self, target: &$($m)? Target) {
                walk_target(self.as_visitor(), target);
            }
            /// A FROM item, or the table that a statement changes.
            fn from_item(&mut self, item: &$($m)? FromItem) {
                walk_from_item(self.as_visitor(), item);
            }
            /// An expression.
            fn expr(&mut self, expr: &$($m)? Expr) {
                walk_expr(self.as_visitor(), expr);
            }
            /// A type.
            fn type_name(&mut self, name: &$($m)? TypeName) {
                walk_type_name(self.as_visitor(), name);
            }
            /// A column of INSERT or a target of SET.
            fn insert_column(&mut self, column: &$($m)? InsertColumn) {
                walk_insert_column(self.as_visitor(), column);
            }
        }

        /// Goes on into a statement.
        pub fn walk_statement(visitor: &mut dyn Visitor, statement: &$($m)? Statement) {
            match statement {
                Statement::Query(query) => visitor.query(query),
                Statement::Insert(insert) => {
                    walk_optional_with(visitor, &$($m)? insert.with);
                    visitor.from_item(&$($m)? insert.table);
                    walk_insert_columns(visitor, &$($m)? insert.columns);
                    match &$($m)? insert.source {
                        InsertSource::Query(query) => visitor.query(query),
                        InsertSource::Default | InsertSource::Struct(..) | InsertSource::Rows(..) => {}
                    }
                    if let Some(on_conflict) = &$($m)? insert.on_conflict {
                        walk_on_conflict(visitor, on_conflict);
                    }
                    walk_returning(visitor, &$($m)? insert.returning);
                }
                Statement::Update(update) => {
                    walk_optional_with(visitor, &$($m)? update.with);
                    visitor.from_item(&$($m)? update.table);
                    walk_assignments(visitor, &$($m)? update.set);
                    walk_from_items(visitor, &$($m)? update.from);
                    walk_optional_expr(visitor, &$($m)? update.where_clause);
                    walk_returning(visitor, &$($m)? update.returning);
                }
                Statement::Delete(delete) => {
                    walk_optional_with(visitor, &$($m)? delete.with);
                    visitor.from_item(&$($m)? delete.table);
                    walk_from_items(visitor, &$($m)? delete.using);
                    walk_optional_expr(visitor, &$($m)? delete.where_clause);
                    walk_attribution(visitor, &$($m)? delete.attribution);
                    walk_returning(visitor, &$($m)? delete.returning);
                }
                Statement::Merge(merge) => {
                    walk_optional_with(visitor, &$($m)? merge.with);
                    visitor.from_item(&$($m)? merge.table);
                    visitor.from_item(&$($m)? merge.source);
                    visitor.expr(&$($m)? merge.on);
                    for when in &$($m)? merge.whens {
                        walk_optional_expr(visitor, &$($m)? when.condition);
                        match &$($m)? when.action {
                            MergeAction::Nothing | MergeAction::Delete(_) => {}
                            MergeAction::Update(set) => walk_assignments(visitor, set),
                            MergeAction::Insert { columns, overriding: _, values } => {
                                walk_insert_columns(visitor, columns);
                                if let Some(values) = values {
                                    walk_exprs(visitor, values);
                                }
                            }
                        }
                    }
                    walk_returning(visitor, &$($m)? merge.returning);
                }
                Statement::Restore(restore) => {
                    walk_optional_with(visitor, &$($m)? restore.with);
                    visitor.from_item(&$($m)? restore.table);
                    walk_optional_expr(visitor, &$($m)? restore.where_clause);
                    walk_attribution(visitor, &$($m)? restore.attribution);
                    walk_returning(visitor, &$($m)? restore.returning);
                }
                Statement::Erase(erase) => {
                    walk_optional_with(visitor, &$($m)? erase.with);
                    visitor.from_item(&$($m)? erase.table);
                    walk_optional_expr(visitor, &$($m)? erase.where_clause);
                    walk_attribution(visitor, &$($m)? erase.attribution);
                    walk_returning(visitor, &$($m)? erase.returning);
                }
            }
        }

        fn walk_optional_with(visitor: &mut dyn Visitor, with: &$($m)? Option<With>) {
            if let Some(with) = with {
                visitor.with(with);
            }
        }

        /// Goes on into a WITH clause.
        pub fn walk_with(visitor: &mut dyn Visitor, with: &$($m)? With) {
            for cte in &$($m)? with.ctes {
                visitor.cte(cte);
            }
        }

        /// Goes on into a common table expression.
        pub fn walk_cte(visitor: &mut dyn Visitor, cte: &$($m)? Cte) {
            visitor.statement(&$($m)? cte.statement);
            if let Some(cycle) = &$($m)? cte.cycle
                && let Some((marked, unmarked)) = &$($m)? cycle.values
            {
                visitor.expr(marked);
                visitor.expr(unmarked);
            }
        }

        /// Goes on into a query.
        pub fn walk_query(visitor: &mut dyn Visitor, query: &$($m)? Query) {
            walk_optional_with(visitor, &$($m)? query.with);
            visitor.query_body(&$($m)? query.body);
            walk_sort(visitor, &$($m)? query.order_by);
            if let Some(limit) = &$($m)? query.limit {
                walk_optional_expr(visitor, &$($m)? limit.count);
            }
            walk_optional_expr(visitor, &$($m)? query.offset);
        }

        /// Goes on into a query's body.
        pub fn walk_query_body(visitor: &mut dyn Visitor, body: &$($m)? QueryBody) {
            match body {
                QueryBody::Select(select) => visitor.select(select),
                QueryBody::Values(values) => {
                    for row in &$($m)? values.rows {
                        walk_exprs(visitor, row);
                    }
                }
                QueryBody::Table(item) => visitor.from_item(item),
                QueryBody::SetOperation(operation) => {
                    visitor.query_body(&$($m)? operation.left);
                    visitor.query_body(&$($m)? operation.right);
                }
                QueryBody::Nested(query) => visitor.query(query),
            }
        }

        /// Goes on into a SELECT.
        pub fn walk_select(visitor: &mut dyn Visitor, select: &$($m)? Select) {
            match &$($m)? select.distinct {
                Some(Distinct::On(list)) => walk_exprs(visitor, list),
                Some(Distinct::Rows(_)) | None => {}
            }
            for target in &$($m)? select.targets {
                visitor.target(target);
            }
            walk_from_items(visitor, &$($m)? select.from);
            walk_optional_expr(visitor, &$($m)? select.where_clause);
            if let Some(group_by) = &$($m)? select.group_by {
                walk_group_items(visitor, &$($m)? group_by.items);
            }
            walk_optional_expr(visitor, &$($m)? select.having);
            for window in &$($m)? select.windows {
                walk_window_spec(visitor, &$($m)? window.spec);
            }
        }

        fn walk_group_items(visitor: &mut dyn Visitor, items: &$($m)? [GroupItem]) {
            for item in items {
                match item {
                    GroupItem::Expr(expr) => visitor.expr(expr),
                    GroupItem::Empty(_) => {}
                    GroupItem::Rollup(list, _) | GroupItem::Cube(list, _) => walk_exprs(visitor, list),
                    GroupItem::Sets(items, _) => walk_group_items(visitor, items),
                }
            }
        }

        /// Goes on into a target.
        pub fn walk_target(visitor: &mut dyn Visitor, target: &$($m)? Target) {
            visitor.expr(&$($m)? target.expr);
        }

        fn walk_returning(visitor: &mut dyn Visitor, returning: &$($m)? Option<Returning>) {
            if let Some(returning) = returning {
                for target in &$($m)? returning.targets {
                    visitor.target(target);
                }
            }
        }

        fn walk_attribution(visitor: &mut dyn Visitor, attribution: &$($m)? Attribution) {
            walk_optional_expr(visitor, &$($m)? attribution.by);
            walk_optional_expr(visitor, &$($m)? attribution.because);
        }

        /// Goes on into a column that is written, its subscripts that is.
        pub fn walk_insert_column(visitor: &mut dyn Visitor, column: &$($m)? InsertColumn) {
            walk_indirection(visitor, &$($m)? column.indirection);
        }

        fn walk_insert_columns(visitor: &mut dyn Visitor, columns: &$($m)? [InsertColumn]) {
            for column in columns {
                visitor.insert_column(column);
            }
        }

        fn walk_assignments(visitor: &mut dyn Visitor, set: &$($m)? [Assignment]) {
            for assignment in set {
                match assignment {
                    Assignment::Column(column, value) => {
                        visitor.insert_column(column);
                        visitor.expr(value);
                    }
                    Assignment::Row(columns, value) => {
                        walk_insert_columns(visitor, columns);
                        visitor.expr(value);
                    }
                }
            }
        }

        fn walk_on_conflict(visitor: &mut dyn Visitor, on_conflict: &$($m)? OnConflict) {
            match &$($m)? on_conflict.target {
                Some(ConflictTarget::Columns { elements, where_clause, span: _ }) => {
                    for element in elements {
                        visitor.expr(&$($m)? element.expr);
                    }
                    walk_optional_expr(visitor, where_clause);
                }
                Some(ConflictTarget::Constraint(_)) | None => {}
            }
            match &$($m)? on_conflict.action {
                ConflictAction::Nothing => {}
                ConflictAction::Update { set, where_clause } => {
                    walk_assignments(visitor, set);
                    walk_optional_expr(visitor, where_clause);
                }
                ConflictAction::Restore { set, span: _ } => walk_assignments(visitor, set),
            }
        }

        fn walk_from_items(visitor: &mut dyn Visitor, items: &$($m)? [FromItem]) {
            for item in items {
                visitor.from_item(item);
            }
        }

        /// Goes on into a FROM item.
        pub fn walk_from_item(visitor: &mut dyn Visitor, item: &$($m)? FromItem) {
            match &$($m)? item.kind {
                FromItemKind::Table(table) => {
                    walk_scope(visitor, &$($m)? table.scope);
                    if let Some(sample) = &$($m)? table.sample {
                        walk_exprs(visitor, &$($m)? sample.args);
                        walk_optional_expr(visitor, &$($m)? sample.repeatable);
                    }
                }
                FromItemKind::Subquery { lateral: _, query, alias: _ } => visitor.query(query),
                FromItemKind::Function(function) => {
                    for (call, columns) in &$($m)? function.functions {
                        visitor.expr(call);
                        walk_column_definitions(visitor, columns);
                    }
                    walk_column_definitions(visitor, &$($m)? function.columns);
                }
                FromItemKind::JsonTable { lateral: _, table, alias: _ } => walk_json_table(visitor, table),
                FromItemKind::XmlTable { lateral: _, table, alias: _ } => walk_xml_table(visitor, table),
                FromItemKind::Join(join) => {
                    visitor.from_item(&$($m)? join.left);
                    visitor.from_item(&$($m)? join.right);
                    match &$($m)? join.condition {
                        JoinCondition::On(condition) => visitor.expr(condition),
                        JoinCondition::Using(..) | JoinCondition::Natural | JoinCondition::None => {}
                    }
                }
                FromItemKind::Error => {}
            }
        }

        fn walk_scope(visitor: &mut dyn Visitor, scope: &$($m)? Scope) {
            match scope {
                Scope::Active | Scope::WithDeleted(_) | Scope::OnlyDeleted(_) => {}
                Scope::DeletedAfter(time, _) | Scope::DeletedBefore(time, _) | Scope::AsOf(time, _) => visitor.expr(time),
                Scope::DeletedBetween(low, high, _) => {
                    visitor.expr(low);
                    visitor.expr(high);
                }
            }
        }

        fn walk_column_definitions(visitor: &mut dyn Visitor, columns: &$($m)? [ColumnDefinition]) {
            for column in columns {
                visitor.type_name(&$($m)? column.type_name);
            }
        }

        fn walk_xml_table(visitor: &mut dyn Visitor, table: &$($m)? XmlTable) {
            for namespace in &$($m)? table.namespaces {
                visitor.expr(&$($m)? namespace.uri);
            }
            visitor.expr(&$($m)? table.rows);
            visitor.expr(&$($m)? table.document);
            for column in &$($m)? table.columns {
                if let Some(value) = &$($m)? column.value {
                    visitor.type_name(&$($m)? value.type_name);
                    walk_optional_expr(visitor, &$($m)? value.path);
                    walk_optional_expr(visitor, &$($m)? value.default);
                }
            }
        }

        fn walk_optional_expr(visitor: &mut dyn Visitor, expr: &$($m)? Option<Expr>) {
            if let Some(expr) = expr {
                visitor.expr(expr);
            }
        }

        fn walk_exprs(visitor: &mut dyn Visitor, list: &$($m)? [Expr]) {
            for expr in list {
                visitor.expr(expr);
            }
        }

        fn walk_sort(visitor: &mut dyn Visitor, order_by: &$($m)? [SortBy]) {
            for sort in order_by {
                visitor.expr(&$($m)? sort.expr);
            }
        }

        /// Goes on into a type: its modifiers.
        pub fn walk_type_name(visitor: &mut dyn Visitor, name: &$($m)? TypeName) {
            walk_exprs(visitor, &$($m)? name.modifiers);
        }

        fn walk_indirection(visitor: &mut dyn Visitor, steps: &$($m)? [Indirection]) {
            for step in steps {
                match step {
                    Indirection::Field(_) | Indirection::Star(_) => {}
                    Indirection::Subscript(index) => visitor.expr(index),
                    Indirection::Slice(low, high) => {
                        walk_optional_expr(visitor, low);
                        walk_optional_expr(visitor, high);
                    }
                }
            }
        }

        /// Goes on into an expression.
        pub fn walk_expr(visitor: &mut dyn Visitor, expr: &$($m)? Expr) {
            match &$($m)? expr.kind {
                ExprKind::Null
                | ExprKind::Boolean(_)
                | ExprKind::Integer(_)
                | ExprKind::Numeric(_)
                | ExprKind::String(_)
                | ExprKind::Bytes(_)
                | ExprKind::Bits(_)
                | ExprKind::Hex(_)
                | ExprKind::Param(_)
                | ExprKind::Column(_)
                | ExprKind::Star(_)
                | ExprKind::SqlValue(_)
                | ExprKind::Default
                | ExprKind::CurrentOf(_)
                | ExprKind::Error => {}
                ExprKind::TypedLiteral(type_name, _) => visitor.type_name(type_name),
                ExprKind::Indirection(inner, steps) => {
                    visitor.expr(inner);
                    walk_indirection(visitor, steps);
                }
                ExprKind::Unary(_, inner)
                | ExprKind::Not(inner)
                | ExprKind::Collate(inner, _)
                | ExprKind::When(_, inner) => visitor.expr(inner),
                ExprKind::Binary(left, _, right)
                | ExprKind::And(left, right)
                | ExprKind::Or(left, right)
                | ExprKind::IsDistinctFrom { left, right, negated: _ }
                | ExprKind::NullIf(left, right)
                | ExprKind::Overlaps(left, right) => {
                    visitor.expr(left);
                    visitor.expr(right);
                }
                ExprKind::Is { expr, test: _, negated: _ } => visitor.expr(expr),
                ExprKind::Between { expr, low, high, symmetric: _, negated: _ } => {
                    visitor.expr(expr);
                    visitor.expr(low);
                    visitor.expr(high);
                }
                ExprKind::Like { kind: _, expr, pattern, escape, negated: _ } => {
                    visitor.expr(expr);
                    visitor.expr(pattern);
                    if let Some(escape) = escape {
                        visitor.expr(escape);
                    }
                }
                ExprKind::In { expr, list, negated: _ } => {
                    visitor.expr(expr);
                    match list {
                        InList::List(list) => walk_exprs(visitor, list),
                        InList::Subquery(query) => visitor.query(query),
                        InList::Param(..) => {}
                    }
                }
                ExprKind::Quantified { left, op: _, all: _, right } => {
                    visitor.expr(left);
                    match right {
                        QuantifiedSet::Array(array) => visitor.expr(array),
                        QuantifiedSet::Subquery(query) => visitor.query(query),
                    }
                }
                ExprKind::Exists(query) | ExprKind::Subquery(query) | ExprKind::ArraySubquery(query) => visitor.query(query),
                ExprKind::Array(list)
                | ExprKind::Row { explicit: _, fields: list }
                | ExprKind::Coalesce(list)
                | ExprKind::Greatest(list)
                | ExprKind::Least(list)
                | ExprKind::Grouping(list) => walk_exprs(visitor, list),
                ExprKind::Case { operand, whens, default } => {
                    if let Some(operand) = operand {
                        visitor.expr(operand);
                    }
                    for (condition, value) in whens {
                        visitor.expr(condition);
                        visitor.expr(value);
                    }
                    if let Some(default) = default {
                        visitor.expr(default);
                    }
                }
                ExprKind::Cast { expr, type_name } => {
                    visitor.expr(expr);
                    visitor.type_name(type_name);
                }
                ExprKind::AtTimeZone(inner, zone) => {
                    visitor.expr(inner);
                    if let Some(zone) = zone {
                        visitor.expr(zone);
                    }
                }
                ExprKind::Function(call) => walk_call(visitor, call),
                ExprKind::SqlFunction(function) => walk_sql_function(visitor, function),
                ExprKind::Json(json) => walk_json_expr(visitor, json),
                ExprKind::Xml(xml) => walk_xml_expr(visitor, xml),
            }
        }

        fn walk_call(visitor: &mut dyn Visitor, call: &$($m)? FunctionCall) {
            for arg in &$($m)? call.args {
                visitor.expr(&$($m)? arg.value);
            }
            walk_sort(visitor, &$($m)? call.order_by);
            walk_sort(visitor, &$($m)? call.within_group);
            walk_optional_expr(visitor, &$($m)? call.filter);
            walk_over(visitor, &$($m)? call.over);
        }

        fn walk_over(visitor: &mut dyn Visitor, over: &$($m)? Option<WindowRef>) {
            match over {
                Some(WindowRef::Spec(spec)) => walk_window_spec(visitor, spec),
                Some(WindowRef::Name(_)) | None => {}
            }
        }

        fn walk_window_spec(visitor: &mut dyn Visitor, spec: &$($m)? WindowSpec) {
            walk_exprs(visitor, &$($m)? spec.partition_by);
            walk_sort(visitor, &$($m)? spec.order_by);
            if let Some(frame) = &$($m)? spec.frame {
                walk_frame_bound(visitor, &$($m)? frame.start);
                if let Some(end) = &$($m)? frame.end {
                    walk_frame_bound(visitor, end);
                }
            }
        }

        fn walk_frame_bound(visitor: &mut dyn Visitor, bound: &$($m)? FrameBound) {
            match bound {
                FrameBound::UnboundedPreceding | FrameBound::CurrentRow | FrameBound::UnboundedFollowing => {}
                FrameBound::Preceding(offset) | FrameBound::Following(offset) => visitor.expr(offset),
            }
        }

        fn walk_sql_function(visitor: &mut dyn Visitor, function: &$($m)? SqlFunction) {
            match function {
                SqlFunction::Extract { field: _, field_span: _, source } => visitor.expr(source),
                SqlFunction::Overlay { string, placing, from, for_ } => {
                    visitor.expr(string);
                    visitor.expr(placing);
                    visitor.expr(from);
                    walk_optional_expr(visitor, for_);
                }
                SqlFunction::Position(left, right) => {
                    visitor.expr(left);
                    visitor.expr(right);
                }
                SqlFunction::Substring { string, from, for_ } => {
                    visitor.expr(string);
                    walk_optional_expr(visitor, from);
                    walk_optional_expr(visitor, for_);
                }
                SqlFunction::SubstringSimilar { string, pattern, escape } => {
                    visitor.expr(string);
                    visitor.expr(pattern);
                    visitor.expr(escape);
                }
                SqlFunction::Trim { side: _, from: _, args } => walk_exprs(visitor, args),
                SqlFunction::Normalize(inner, _) | SqlFunction::CollationFor(inner) => visitor.expr(inner),
                SqlFunction::Treat(inner, type_name) => {
                    visitor.expr(inner);
                    visitor.type_name(type_name);
                }
            }
        }
    };
}

pub(super) use walkers;
