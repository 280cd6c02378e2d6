//! The trait and the functions of a walk, written once for `&` and `&mut`, so that neither walk can miss what the other finds.

macro_rules! walks {
    (
        $(#[$doc:meta])* $Visitor:ident ($($m:tt)?)
        statement: $visit_statement:ident $walk_statement:ident,
        query: $visit_query:ident $walk_query:ident,
        query_body: $visit_query_body:ident $walk_query_body:ident,
        select: $visit_select:ident $walk_select:ident,
        cte: $visit_cte:ident $walk_cte:ident,
        target: $visit_target:ident $walk_target:ident,
        from_item: $visit_from_item:ident $walk_from_item:ident,
        expr: $visit_expr:ident $walk_expr:ident,
        function_call: $visit_function_call:ident $walk_function_call:ident,
        window_spec: $visit_window_spec:ident $walk_window_spec:ident,
        type_name: $visit_type_name:ident $walk_type_name:ident,
        insert: $visit_insert:ident $walk_insert:ident,
        insert_column: $visit_insert_column:ident $walk_insert_column:ident,
        on_conflict: $visit_on_conflict:ident $walk_on_conflict:ident,
        update: $visit_update:ident $walk_update:ident,
        delete: $visit_delete:ident $walk_delete:ident,
        restore: $visit_restore:ident $walk_restore:ident,
        erase: $visit_erase:ident $walk_erase:ident,
        merge: $visit_merge:ident $walk_merge:ident,
        returning: $visit_returning:ident $walk_returning:ident,
    ) => {
        $(#[$doc])*
        pub trait $Visitor {
            /// Visits a statement.
            fn $visit_statement(&mut self, node: &$($m)? Statement) {
                $walk_statement(self, node);
            }

            /// Visits a query.
            fn $visit_query(&mut self, node: &$($m)? Query) {
                $walk_query(self, node);
            }

            /// Visits what a query consists of.
            fn $visit_query_body(&mut self, node: &$($m)? QueryBody) {
                $walk_query_body(self, node);
            }

            /// Visits a SELECT.
            fn $visit_select(&mut self, node: &$($m)? Select) {
                $walk_select(self, node);
            }

            /// Visits a common table expression.
            fn $visit_cte(&mut self, node: &$($m)? Cte) {
                $walk_cte(self, node);
            }

            /// Visits an entry of a target list or of RETURNING.
            fn $visit_target(&mut self, node: &$($m)? Target) {
                $walk_target(self, node);
            }

            /// Visits a FROM item or the target of a statement.
            fn $visit_from_item(&mut self, node: &$($m)? FromItem) {
                $walk_from_item(self, node);
            }

            /// Visits an expression.
            fn $visit_expr(&mut self, node: &$($m)? Expr) {
                $walk_expr(self, node);
            }

            /// Visits a call.
            fn $visit_function_call(&mut self, node: &$($m)? FunctionCall) {
                $walk_function_call(self, node);
            }

            /// Visits a window definition.
            fn $visit_window_spec(&mut self, node: &$($m)? WindowSpec) {
                $walk_window_spec(self, node);
            }

            /// Visits a type name.
            fn $visit_type_name(&mut self, node: &$($m)? TypeName) {
                $walk_type_name(self, node);
            }

            /// Visits an INSERT.
            fn $visit_insert(&mut self, node: &$($m)? Insert) {
                $walk_insert(self, node);
            }

            /// Visits a column of INSERT or SET.
            fn $visit_insert_column(&mut self, node: &$($m)? InsertColumn) {
                $walk_insert_column(self, node);
            }

            /// Visits ON CONFLICT.
            fn $visit_on_conflict(&mut self, node: &$($m)? OnConflict) {
                $walk_on_conflict(self, node);
            }

            /// Visits an UPDATE.
            fn $visit_update(&mut self, node: &$($m)? Update) {
                $walk_update(self, node);
            }

            /// Visits a DELETE.
            fn $visit_delete(&mut self, node: &$($m)? Delete) {
                $walk_delete(self, node);
            }

            /// Visits a RESTORE.
            fn $visit_restore(&mut self, node: &$($m)? Restore) {
                $walk_restore(self, node);
            }

            /// Visits an ERASE.
            fn $visit_erase(&mut self, node: &$($m)? Erase) {
                $walk_erase(self, node);
            }

            /// Visits a MERGE.
            fn $visit_merge(&mut self, node: &$($m)? Merge) {
                $walk_merge(self, node);
            }

            /// Visits RETURNING.
            fn $visit_returning(&mut self, node: &$($m)? Returning) {
                $walk_returning(self, node);
            }
        }

        /// Goes into the statement that it is.
        pub fn $walk_statement<V: $Visitor + ?Sized>(v: &mut V, node: &$($m)? Statement) {
            match node {
                Statement::Query(query) => v.$visit_query(query),
                Statement::Insert(insert) => v.$visit_insert(insert),
                Statement::Update(update) => v.$visit_update(update),
                Statement::Delete(delete) => v.$visit_delete(delete),
                Statement::Merge(merge) => v.$visit_merge(merge),
                Statement::Restore(restore) => v.$visit_restore(restore),
                Statement::Erase(erase) => v.$visit_erase(erase),
            }
        }

        /// Goes into WITH, the body and the clauses behind it.
        pub fn $walk_query<V: $Visitor + ?Sized>(v: &mut V, node: &$($m)? Query) {
            with(v, &$($m)? node.with);
            v.$visit_query_body(&$($m)? node.body);
            sort(v, &$($m)? node.order_by);
            if let Some(Limit { count: Some(count), .. }) = &$($m)? node.limit {
                v.$visit_expr(count);
            }
            optional(v, &$($m)? node.offset);
        }

        /// Goes into what the body is.
        pub fn $walk_query_body<V: $Visitor + ?Sized>(v: &mut V, node: &$($m)? QueryBody) {
            match node {
                QueryBody::Select(select) => v.$visit_select(select),
                QueryBody::Values(values) => {
                    for row in &$($m)? values.rows {
                        exprs(v, row);
                    }
                }
                QueryBody::Table(table) => v.$visit_from_item(table),
                QueryBody::SetOperation(operation) => {
                    v.$visit_query_body(&$($m)? operation.left);
                    v.$visit_query_body(&$($m)? operation.right);
                }
                QueryBody::Nested(query) => v.$visit_query(query),
            }
        }

        /// Goes into the clauses in the order they are written.
        pub fn $walk_select<V: $Visitor + ?Sized>(v: &mut V, node: &$($m)? Select) {
            match &$($m)? node.distinct {
                Some(Distinct::On(list)) => exprs(v, list),
                Some(Distinct::Rows(_)) | None => {}
            }
            for target in &$($m)? node.targets {
                v.$visit_target(target);
            }
            for item in &$($m)? node.from {
                v.$visit_from_item(item);
            }
            optional(v, &$($m)? node.where_clause);
            if let Some(group_by) = &$($m)? node.group_by {
                group_items(v, &$($m)? group_by.items);
            }
            optional(v, &$($m)? node.having);
            for window in &$($m)? node.windows {
                v.$visit_window_spec(&$($m)? window.spec);
            }
        }

        /// Goes into the statement of a common table expression and its CYCLE clause.
        pub fn $walk_cte<V: $Visitor + ?Sized>(v: &mut V, node: &$($m)? Cte) {
            v.$visit_statement(&$($m)? node.statement);
            if let Some(CteCycle { values: Some((to, default)), .. }) = &$($m)? node.cycle {
                v.$visit_expr(to);
                v.$visit_expr(default);
            }
        }

        /// Goes into the expression.
        pub fn $walk_target<V: $Visitor + ?Sized>(v: &mut V, node: &$($m)? Target) {
            v.$visit_expr(&$($m)? node.expr);
        }

        /// Goes into what the FROM item is.
        pub fn $walk_from_item<V: $Visitor + ?Sized>(v: &mut V, node: &$($m)? FromItem) {
            match &$($m)? node.kind {
                FromItemKind::Table(table) => {
                    match &$($m)? table.scope {
                        Scope::Active | Scope::WithDeleted(_) | Scope::OnlyDeleted(_) => {}
                        Scope::DeletedAfter(time, _) | Scope::DeletedBefore(time, _) | Scope::AsOf(time, _) => {
                            v.$visit_expr(time);
                        }
                        Scope::DeletedBetween(low, high, _) => {
                            v.$visit_expr(low);
                            v.$visit_expr(high);
                        }
                    }
                    if let Some(sample) = &$($m)? table.sample {
                        exprs(v, &$($m)? sample.args);
                        optional(v, &$($m)? sample.repeatable);
                    }
                }
                FromItemKind::Subquery { query, .. } => v.$visit_query(query),
                FromItemKind::Function(function) => {
                    for (call, columns) in &$($m)? function.functions {
                        v.$visit_expr(call);
                        column_definitions(v, columns);
                    }
                    column_definitions(v, &$($m)? function.columns);
                }
                FromItemKind::JsonTable { table, .. } => {
                    json_value(v, &$($m)? table.context);
                    v.$visit_expr(&$($m)? table.path);
                    for (value, _) in &$($m)? table.passing {
                        json_value(v, value);
                    }
                    json_table_columns(v, &$($m)? table.columns);
                    json_behavior(v, &$($m)? table.on_error);
                }
                FromItemKind::XmlTable { table, .. } => {
                    for namespace in &$($m)? table.namespaces {
                        v.$visit_expr(&$($m)? namespace.uri);
                    }
                    v.$visit_expr(&$($m)? table.rows);
                    v.$visit_expr(&$($m)? table.document);
                    for column in &$($m)? table.columns {
                        if let Some(value) = &$($m)? column.value {
                            v.$visit_type_name(&$($m)? value.type_name);
                            optional(v, &$($m)? value.path);
                            optional(v, &$($m)? value.default);
                        }
                    }
                }
                FromItemKind::Join(join) => {
                    v.$visit_from_item(&$($m)? join.left);
                    v.$visit_from_item(&$($m)? join.right);
                    match &$($m)? join.condition {
                        JoinCondition::On(condition) => v.$visit_expr(condition),
                        JoinCondition::Using(..) | JoinCondition::Natural | JoinCondition::None => {}
                    }
                }
                FromItemKind::Error => {}
            }
        }

        /// Goes into the parts of an expression, queries included.
        pub fn $walk_expr<V: $Visitor + ?Sized>(v: &mut V, node: &$($m)? Expr) {
            match &$($m)? node.kind {
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
                ExprKind::TypedLiteral(type_name, _) => v.$visit_type_name(type_name),
                ExprKind::Indirection(base, steps) => {
                    v.$visit_expr(base);
                    indirections(v, steps);
                }
                ExprKind::Unary(_, operand) | ExprKind::Not(operand) | ExprKind::Collate(operand, _) => {
                    v.$visit_expr(operand);
                }
                ExprKind::Is { expr, .. } => v.$visit_expr(expr),
                ExprKind::Binary(left, _, right)
                | ExprKind::And(left, right)
                | ExprKind::Or(left, right)
                | ExprKind::NullIf(left, right)
                | ExprKind::Overlaps(left, right)
                | ExprKind::IsDistinctFrom { left, right, .. } => {
                    v.$visit_expr(left);
                    v.$visit_expr(right);
                }
                ExprKind::Between { expr, low, high, .. } => {
                    v.$visit_expr(expr);
                    v.$visit_expr(low);
                    v.$visit_expr(high);
                }
                ExprKind::Like { expr, pattern, escape, .. } => {
                    v.$visit_expr(expr);
                    v.$visit_expr(pattern);
                    boxed(v, escape);
                }
                ExprKind::In { expr, list, .. } => {
                    v.$visit_expr(expr);
                    match list {
                        InList::List(list) => exprs(v, list),
                        InList::Subquery(query) => v.$visit_query(query),
                        InList::Param(..) => {}
                    }
                }
                ExprKind::Quantified { left, right, .. } => {
                    v.$visit_expr(left);
                    match right {
                        QuantifiedSet::Array(array) => v.$visit_expr(array),
                        QuantifiedSet::Subquery(query) => v.$visit_query(query),
                    }
                }
                ExprKind::Exists(query) | ExprKind::Subquery(query) | ExprKind::ArraySubquery(query) => {
                    v.$visit_query(query);
                }
                ExprKind::Array(list)
                | ExprKind::Coalesce(list)
                | ExprKind::Greatest(list)
                | ExprKind::Least(list)
                | ExprKind::Grouping(list)
                | ExprKind::Row { fields: list, .. } => exprs(v, list),
                ExprKind::Case { operand, whens, default } => {
                    boxed(v, operand);
                    for (when, then) in whens {
                        v.$visit_expr(when);
                        v.$visit_expr(then);
                    }
                    boxed(v, default);
                }
                ExprKind::Cast { expr, type_name } => {
                    v.$visit_expr(expr);
                    v.$visit_type_name(type_name);
                }
                ExprKind::AtTimeZone(expr, zone) => {
                    v.$visit_expr(expr);
                    boxed(v, zone);
                }
                ExprKind::Function(call) => v.$visit_function_call(call),
                ExprKind::SqlFunction(call) => sql_function(v, call),
                ExprKind::Json(json) => json_expr(v, json),
                ExprKind::Xml(xml) => xml_expr(v, xml),
            }
        }

        /// Goes into the arguments and the clauses behind them.
        pub fn $walk_function_call<V: $Visitor + ?Sized>(v: &mut V, node: &$($m)? FunctionCall) {
            for arg in &$($m)? node.args {
                v.$visit_expr(&$($m)? arg.value);
            }
            sort(v, &$($m)? node.order_by);
            sort(v, &$($m)? node.within_group);
            optional(v, &$($m)? node.filter);
            over(v, &$($m)? node.over);
        }

        /// Goes into PARTITION BY, ORDER BY and the frame.
        pub fn $walk_window_spec<V: $Visitor + ?Sized>(v: &mut V, node: &$($m)? WindowSpec) {
            exprs(v, &$($m)? node.partition_by);
            sort(v, &$($m)? node.order_by);
            if let Some(frame) = &$($m)? node.frame {
                frame_bound(v, &$($m)? frame.start);
                if let Some(end) = &$($m)? frame.end {
                    frame_bound(v, end);
                }
            }
        }

        /// Goes into the modifiers in parentheses.
        pub fn $walk_type_name<V: $Visitor + ?Sized>(v: &mut V, node: &$($m)? TypeName) {
            exprs(v, &$($m)? node.modifiers);
        }

        /// Goes into WITH, the table, its columns, what is inserted and the clauses behind it.
        pub fn $walk_insert<V: $Visitor + ?Sized>(v: &mut V, node: &$($m)? Insert) {
            with(v, &$($m)? node.with);
            v.$visit_from_item(&$($m)? node.table);
            insert_columns(v, &$($m)? node.columns);
            match &$($m)? node.source {
                InsertSource::Query(query) => v.$visit_query(query),
                InsertSource::Default | InsertSource::Struct(..) | InsertSource::Rows(..) => {}
            }
            if let Some(on_conflict) = &$($m)? node.on_conflict {
                v.$visit_on_conflict(on_conflict);
            }
            returning(v, &$($m)? node.returning);
        }

        /// Goes into the fields and subscripts of the column.
        pub fn $walk_insert_column<V: $Visitor + ?Sized>(v: &mut V, node: &$($m)? InsertColumn) {
            indirections(v, &$($m)? node.indirection);
        }

        /// Goes into the target and the action.
        pub fn $walk_on_conflict<V: $Visitor + ?Sized>(v: &mut V, node: &$($m)? OnConflict) {
            match &$($m)? node.target {
                Some(ConflictTarget::Columns { elements, where_clause, .. }) => {
                    for element in elements {
                        v.$visit_expr(&$($m)? element.expr);
                    }
                    optional(v, where_clause);
                }
                Some(ConflictTarget::Constraint(_)) | None => {}
            }
            match &$($m)? node.action {
                ConflictAction::Nothing => {}
                ConflictAction::Update { set, where_clause } => {
                    assignments(v, set);
                    optional(v, where_clause);
                }
                ConflictAction::Restore { set, .. } => assignments(v, set),
            }
        }

        /// Goes into the clauses in the order they are written.
        pub fn $walk_update<V: $Visitor + ?Sized>(v: &mut V, node: &$($m)? Update) {
            with(v, &$($m)? node.with);
            v.$visit_from_item(&$($m)? node.table);
            assignments(v, &$($m)? node.set);
            for item in &$($m)? node.from {
                v.$visit_from_item(item);
            }
            optional(v, &$($m)? node.where_clause);
            returning(v, &$($m)? node.returning);
        }

        /// Goes into the clauses in the order they are written.
        pub fn $walk_delete<V: $Visitor + ?Sized>(v: &mut V, node: &$($m)? Delete) {
            with(v, &$($m)? node.with);
            v.$visit_from_item(&$($m)? node.table);
            for item in &$($m)? node.using {
                v.$visit_from_item(item);
            }
            optional(v, &$($m)? node.where_clause);
            attribution(v, &$($m)? node.attribution);
            returning(v, &$($m)? node.returning);
        }

        /// Goes into the clauses in the order they are written.
        pub fn $walk_restore<V: $Visitor + ?Sized>(v: &mut V, node: &$($m)? Restore) {
            with(v, &$($m)? node.with);
            v.$visit_from_item(&$($m)? node.table);
            optional(v, &$($m)? node.where_clause);
            attribution(v, &$($m)? node.attribution);
            returning(v, &$($m)? node.returning);
        }

        /// Goes into the clauses in the order they are written.
        pub fn $walk_erase<V: $Visitor + ?Sized>(v: &mut V, node: &$($m)? Erase) {
            with(v, &$($m)? node.with);
            v.$visit_from_item(&$($m)? node.table);
            optional(v, &$($m)? node.where_clause);
            attribution(v, &$($m)? node.attribution);
            returning(v, &$($m)? node.returning);
        }

        /// Goes into the clauses in the order they are written.
        pub fn $walk_merge<V: $Visitor + ?Sized>(v: &mut V, node: &$($m)? Merge) {
            with(v, &$($m)? node.with);
            v.$visit_from_item(&$($m)? node.table);
            v.$visit_from_item(&$($m)? node.source);
            v.$visit_expr(&$($m)? node.on);
            for when in &$($m)? node.whens {
                optional(v, &$($m)? when.condition);
                match &$($m)? when.action {
                    MergeAction::Nothing | MergeAction::Delete(_) => {}
                    MergeAction::Update(set) => assignments(v, set),
                    MergeAction::Insert { columns, values, .. } => {
                        insert_columns(v, columns);
                        if let Some(values) = values {
                            exprs(v, values);
                        }
                    }
                }
            }
            returning(v, &$($m)? node.returning);
        }

        /// Goes into the list.
        pub fn $walk_returning<V: $Visitor + ?Sized>(v: &mut V, node: &$($m)? Returning) {
            for target in &$($m)? node.targets {
                v.$visit_target(target);
            }
        }

        fn with<V: $Visitor + ?Sized>(v: &mut V, with: &$($m)? Option<With>) {
            if let Some(with) = with {
                for cte in &$($m)? with.ctes {
                    v.$visit_cte(cte);
                }
            }
        }

        fn returning<V: $Visitor + ?Sized>(v: &mut V, returning: &$($m)? Option<Returning>) {
            if let Some(returning) = returning {
                v.$visit_returning(returning);
            }
        }

        fn exprs<V: $Visitor + ?Sized>(v: &mut V, list: &$($m)? Vec<Expr>) {
            for expr in list {
                v.$visit_expr(expr);
            }
        }

        fn optional<V: $Visitor + ?Sized>(v: &mut V, expr: &$($m)? Option<Expr>) {
            if let Some(expr) = expr {
                v.$visit_expr(expr);
            }
        }

        fn boxed<V: $Visitor + ?Sized>(v: &mut V, expr: &$($m)? Option<Box<Expr>>) {
            if let Some(expr) = expr {
                v.$visit_expr(expr);
            }
        }

        fn sort<V: $Visitor + ?Sized>(v: &mut V, list: &$($m)? Vec<SortBy>) {
            for entry in list {
                v.$visit_expr(&$($m)? entry.expr);
            }
        }

        fn group_items<V: $Visitor + ?Sized>(v: &mut V, items: &$($m)? Vec<GroupItem>) {
            for item in items {
                match item {
                    GroupItem::Expr(expr) => v.$visit_expr(expr),
                    GroupItem::Empty(_) => {}
                    GroupItem::Rollup(list, _) | GroupItem::Cube(list, _) => exprs(v, list),
                    GroupItem::Sets(items, _) => group_items(v, items),
                }
            }
        }

        fn indirections<V: $Visitor + ?Sized>(v: &mut V, steps: &$($m)? Vec<Indirection>) {
            for step in steps {
                match step {
                    Indirection::Field(_) | Indirection::Star(_) => {}
                    Indirection::Subscript(index) => v.$visit_expr(index),
                    Indirection::Slice(low, high) => {
                        optional(v, low);
                        optional(v, high);
                    }
                }
            }
        }

        fn insert_columns<V: $Visitor + ?Sized>(v: &mut V, columns: &$($m)? Vec<InsertColumn>) {
            for column in columns {
                v.$visit_insert_column(column);
            }
        }

        fn assignments<V: $Visitor + ?Sized>(v: &mut V, set: &$($m)? Vec<Assignment>) {
            for assignment in set {
                match assignment {
                    Assignment::Column(column, value) => {
                        v.$visit_insert_column(column);
                        v.$visit_expr(value);
                    }
                    Assignment::Row(columns, value) => {
                        insert_columns(v, columns);
                        v.$visit_expr(value);
                    }
                }
            }
        }

        fn attribution<V: $Visitor + ?Sized>(v: &mut V, attribution: &$($m)? Attribution) {
            optional(v, &$($m)? attribution.by);
            optional(v, &$($m)? attribution.because);
        }

        fn over<V: $Visitor + ?Sized>(v: &mut V, over: &$($m)? Option<WindowRef>) {
            match over {
                Some(WindowRef::Spec(spec)) => v.$visit_window_spec(spec),
                Some(WindowRef::Name(_)) | None => {}
            }
        }

        fn frame_bound<V: $Visitor + ?Sized>(v: &mut V, bound: &$($m)? FrameBound) {
            match bound {
                FrameBound::Preceding(offset) | FrameBound::Following(offset) => v.$visit_expr(offset),
                FrameBound::UnboundedPreceding | FrameBound::CurrentRow | FrameBound::UnboundedFollowing => {}
            }
        }

        fn column_definitions<V: $Visitor + ?Sized>(v: &mut V, columns: &$($m)? Vec<ColumnDefinition>) {
            for column in columns {
                v.$visit_type_name(&$($m)? column.type_name);
            }
        }

        fn sql_function<V: $Visitor + ?Sized>(v: &mut V, call: &$($m)? SqlFunction) {
            match call {
                SqlFunction::Extract { source, .. } => v.$visit_expr(source),
                SqlFunction::Overlay { string, placing, from, for_ } => {
                    v.$visit_expr(string);
                    v.$visit_expr(placing);
                    v.$visit_expr(from);
                    optional(v, for_);
                }
                SqlFunction::Position(part, string) => {
                    v.$visit_expr(part);
                    v.$visit_expr(string);
                }
                SqlFunction::Substring { string, from, for_ } => {
                    v.$visit_expr(string);
                    optional(v, from);
                    optional(v, for_);
                }
                SqlFunction::SubstringSimilar { string, pattern, escape } => {
                    v.$visit_expr(string);
                    v.$visit_expr(pattern);
                    v.$visit_expr(escape);
                }
                SqlFunction::Trim { args, .. } => exprs(v, args),
                SqlFunction::Normalize(string, _) => v.$visit_expr(string),
                SqlFunction::CollationFor(expr) => v.$visit_expr(expr),
                SqlFunction::Treat(expr, type_name) => {
                    v.$visit_expr(expr);
                    v.$visit_type_name(type_name);
                }
            }
        }

        fn json_value<V: $Visitor + ?Sized>(v: &mut V, value: &$($m)? JsonValue) {
            v.$visit_expr(&$($m)? value.expr);
        }

        fn json_returning<V: $Visitor + ?Sized>(v: &mut V, returning: &$($m)? Option<JsonReturning>) {
            if let Some(returning) = returning {
                v.$visit_type_name(&$($m)? returning.type_name);
            }
        }

        fn json_behavior<V: $Visitor + ?Sized>(v: &mut V, behavior: &$($m)? Option<JsonBehavior>) {
            match behavior {
                Some(JsonBehavior::Default(expr)) => v.$visit_expr(expr),
                Some(
                    JsonBehavior::Error
                    | JsonBehavior::Null
                    | JsonBehavior::True
                    | JsonBehavior::False
                    | JsonBehavior::Unknown
                    | JsonBehavior::EmptyArray
                    | JsonBehavior::EmptyObject,
                )
                | None => {}
            }
        }

        fn json_table_columns<V: $Visitor + ?Sized>(v: &mut V, columns: &$($m)? Vec<JsonTableColumn>) {
            for column in columns {
                match column {
                    JsonTableColumn::Ordinality(_) => {}
                    JsonTableColumn::Value { type_name, on_empty, on_error, .. } => {
                        v.$visit_type_name(type_name);
                        json_behavior(v, on_empty);
                        json_behavior(v, on_error);
                    }
                    JsonTableColumn::Exists { type_name, on_error, .. } => {
                        v.$visit_type_name(type_name);
                        json_behavior(v, on_error);
                    }
                    JsonTableColumn::Nested { columns, .. } => json_table_columns(v, columns),
                }
            }
        }

        fn json_expr<V: $Visitor + ?Sized>(v: &mut V, json: &$($m)? JsonExpr) {
            match json {
                JsonExpr::Parse { value, .. } => json_value(v, value),
                JsonExpr::Scalar(expr) => v.$visit_expr(expr),
                JsonExpr::Serialize(value, returning) => {
                    json_value(v, value);
                    json_returning(v, returning);
                }
                JsonExpr::Object { members, returning, .. } => {
                    for (key, value) in members {
                        v.$visit_expr(key);
                        json_value(v, value);
                    }
                    json_returning(v, returning);
                }
                JsonExpr::Array { elements, returning, .. } => {
                    for element in elements {
                        json_value(v, element);
                    }
                    json_returning(v, returning);
                }
                JsonExpr::ArrayQuery { query, returning, .. } => {
                    v.$visit_query(query);
                    json_returning(v, returning);
                }
                JsonExpr::ObjectAgg { member, returning, filter, over: window, .. } => {
                    let (key, value) = &$($m)? **member;
                    v.$visit_expr(key);
                    json_value(v, value);
                    json_returning(v, returning);
                    optional(v, filter);
                    over(v, window);
                }
                JsonExpr::ArrayAgg { value, order_by, returning, filter, over: window, .. } => {
                    json_value(v, value);
                    sort(v, order_by);
                    json_returning(v, returning);
                    optional(v, filter);
                    over(v, window);
                }
                JsonExpr::Path(path) => {
                    json_value(v, &$($m)? path.context);
                    v.$visit_expr(&$($m)? path.path);
                    for (value, _) in &$($m)? path.passing {
                        json_value(v, value);
                    }
                    json_returning(v, &$($m)? path.returning);
                    json_behavior(v, &$($m)? path.on_empty);
                    json_behavior(v, &$($m)? path.on_error);
                }
            }
        }

        fn xml_attributes<V: $Visitor + ?Sized>(v: &mut V, attributes: &$($m)? Vec<XmlAttribute>) {
            for attribute in attributes {
                v.$visit_expr(&$($m)? attribute.expr);
            }
        }

        fn xml_expr<V: $Visitor + ?Sized>(v: &mut V, xml: &$($m)? XmlExpr) {
            match xml {
                XmlExpr::Concat(list) => exprs(v, list),
                XmlExpr::Element { attributes, content, .. } => {
                    xml_attributes(v, attributes);
                    exprs(v, content);
                }
                XmlExpr::Exists(path, document) => {
                    v.$visit_expr(path);
                    v.$visit_expr(document);
                }
                XmlExpr::Forest(attributes) => xml_attributes(v, attributes),
                XmlExpr::Parse { expr, .. } => v.$visit_expr(expr),
                XmlExpr::Pi(_, content) => optional(v, content),
                XmlExpr::Root { expr, version, .. } => {
                    v.$visit_expr(expr);
                    optional(v, version);
                }
                XmlExpr::Serialize { expr, type_name, .. } => {
                    v.$visit_expr(expr);
                    v.$visit_type_name(type_name);
                }
            }
        }
    };
}
