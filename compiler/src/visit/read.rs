//! The walk that reads.

use crate::ast::json::{JsonBehavior, JsonExpr, JsonReturning, JsonTableColumn, JsonValue};
use crate::ast::xml::{XmlAttribute, XmlExpr};
use crate::ast::{
    Assignment, Attribution, ColumnDefinition, ConflictAction, ConflictTarget, Cte, CteCycle, Delete, Distinct, Erase, Expr,
    ExprKind, FrameBound, FromItem, FromItemKind, FunctionCall, GroupItem, InList, Indirection, Insert, InsertColumn,
    InsertSource, JoinCondition, Limit, Merge, MergeAction, OnConflict, QuantifiedSet, Query, QueryBody, Restore, Returning,
    Scope, Select, SortBy, SqlFunction, Statement, Target, TypeName, Update, WindowRef, WindowSpec, With,
};

walks! {
    /// A walk that reads.
    Visit ()
    statement: visit_statement walk_statement,
    query: visit_query walk_query,
    query_body: visit_query_body walk_query_body,
    select: visit_select walk_select,
    cte: visit_cte walk_cte,
    target: visit_target walk_target,
    from_item: visit_from_item walk_from_item,
    expr: visit_expr walk_expr,
    function_call: visit_function_call walk_function_call,
    window_spec: visit_window_spec walk_window_spec,
    type_name: visit_type_name walk_type_name,
    insert: visit_insert walk_insert,
    insert_column: visit_insert_column walk_insert_column,
    on_conflict: visit_on_conflict walk_on_conflict,
    update: visit_update walk_update,
    delete: visit_delete walk_delete,
    restore: visit_restore walk_restore,
    erase: visit_erase walk_erase,
    merge: visit_merge walk_merge,
    returning: visit_returning walk_returning,
}
