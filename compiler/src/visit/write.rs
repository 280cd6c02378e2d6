//! The walk that changes.

use crate::ast::json::{JsonBehavior, JsonExpr, JsonReturning, JsonTableColumn, JsonValue};
use crate::ast::xml::{XmlAttribute, XmlExpr};
use crate::ast::{
    Assignment, Attribution, ColumnDefinition, ConflictAction, ConflictTarget, Cte, CteCycle, Delete, Distinct, Erase, Expr,
    ExprKind, FrameBound, FromItem, FromItemKind, FunctionCall, GroupItem, InList, Indirection, Insert, InsertColumn,
    InsertSource, JoinCondition, Limit, Merge, MergeAction, OnConflict, QuantifiedSet, Query, QueryBody, Restore, Returning,
    Scope, Select, SortBy, SqlFunction, Statement, Target, TypeName, Update, WindowRef, WindowSpec, With,
};

walks! {
    /// A walk that changes what it meets.
    VisitMut (mut)
    statement: visit_statement_mut walk_statement_mut,
    query: visit_query_mut walk_query_mut,
    query_body: visit_query_body_mut walk_query_body_mut,
    select: visit_select_mut walk_select_mut,
    cte: visit_cte_mut walk_cte_mut,
    target: visit_target_mut walk_target_mut,
    from_item: visit_from_item_mut walk_from_item_mut,
    expr: visit_expr_mut walk_expr_mut,
    function_call: visit_function_call_mut walk_function_call_mut,
    window_spec: visit_window_spec_mut walk_window_spec_mut,
    type_name: visit_type_name_mut walk_type_name_mut,
    insert: visit_insert_mut walk_insert_mut,
    insert_column: visit_insert_column_mut walk_insert_column_mut,
    on_conflict: visit_on_conflict_mut walk_on_conflict_mut,
    update: visit_update_mut walk_update_mut,
    delete: visit_delete_mut walk_delete_mut,
    restore: visit_restore_mut walk_restore_mut,
    erase: visit_erase_mut walk_erase_mut,
    merge: visit_merge_mut walk_merge_mut,
    returning: visit_returning_mut walk_returning_mut,
}
