//! Which constructs of the language statements are made of.
//!
//! Every variant of every enum of the syntax tree has a name here, and every part of a node that may be left out. Both are written down
//! without a wildcard: what the tree gets anew must be named here too, and a test then asks for a random statement that has it.

use std::collections::BTreeMap;

use softdelete_compiler::ast::json::{
    JsonBehavior, JsonExpr, JsonFormat, JsonPath, JsonPathFunction, JsonReturning, JsonTable,
    JsonTableColumn, JsonValue, JsonWrapper,
};
use softdelete_compiler::ast::xml::{XmlAttribute, XmlExpr, XmlNamespace, XmlStandalone};
use softdelete_compiler::ast::{
    Alias, Assignment, Attribution, ColumnDefinition, ConflictAction, ConflictElement,
    ConflictTarget, Cte, CteCycle, CteSearch, Delete, Distinct, Erase, Expr, ExprKind, FrameBound,
    FrameExclude, FrameUnit, FromItem, FromItemKind, FunctionArg, FunctionCall, GroupBy, GroupItem,
    InList, Indirection, Insert, InsertColumn, InsertSource, IntervalFields, IntervalRange,
    IntoTable, IsTest, Join, JoinCondition, JoinKind, JsonKind, LikeKind, Limit, LockStrength,
    LockWait, Locking, Merge, MergeAction, MergeMatch, MergeWhen, NamedWindow, NormalForm,
    Nullness, OnConflict, OperatorName, Overriding, Persistence, QuantifiedSet, Query, QueryBody,
    RangeFunction, RangeTable, Restore, Returning, Scope, Select, SetOperation, SetOperator,
    SortBy, SortDirection, SqlFunction, SqlValue, Statement, TableSample, Target, TrimSide,
    TypeName, Update, Values, Version, VersionAlias, WindowFrame, WindowRef, WindowSpec, With,
    XmlTable, XmlTableColumn, XmlTableValue,
};

/// How often each construct was met.
pub type Counts = BTreeMap<&'static str, usize>;

/// A node that tells what it is made of.
trait Construct {
    /// Counts what the node is, and what it is made of.
    fn count(&self, counts: &mut Counts);
}

impl<T: Construct> Construct for Box<T> {
    fn count(&self, counts: &mut Counts) {
        (**self).count(counts);
    }
}

impl<T: Construct> Construct for Vec<T> {
    fn count(&self, counts: &mut Counts) {
        for part in self {
            part.count(counts);
        }
    }
}

impl<T: Construct> Construct for Option<T> {
    fn count(&self, counts: &mut Counts) {
        if let Some(part) = self {
            part.count(counts);
        }
    }
}

impl<A: Construct, B: Construct> Construct for (A, B) {
    fn count(&self, counts: &mut Counts) {
        self.0.count(counts);
        self.1.count(counts);
    }
}

/// A part that may be left out.
trait Part {
    /// Whether it is there.
    fn is_there(&self) -> bool;
}

impl<T> Part for Option<T> {
    fn is_there(&self) -> bool {
        self.is_some()
    }
}

impl<T> Part for Vec<T> {
    fn is_there(&self) -> bool {
        !self.is_empty()
    }
}

impl Part for bool {
    fn is_there(&self) -> bool {
        *self
    }
}

/// What has no constructs in it.
macro_rules! plain {
    ($($plain:ty)*) => { $(impl Construct for $plain { fn count(&self, _: &mut Counts) {} })* };
}

plain! {
    bool i32 usize u8 String softdelete_compiler::span::Span softdelete_compiler::ast::NodeId
    softdelete_compiler::ast::ConflictOrder softdelete_compiler::ast::Name softdelete_compiler::ast::ObjectName softdelete_compiler::token::Arm
}

/// Names what there is, and counts it.
macro_rules! constructs {
    (
        kinds { $($kind:ident { $(
            $variant:ident $(($($field:ident),* $(; $($option:ident),*)?))? $({$($named:ident),* $(; $($choice:ident),*)?})?
        ),* $(,)? })* }
        nodes { $($node:ident { $($part:ident),* $(,)? } [$($always:ident),* $(,)?])* }
    ) => {
        $(impl Construct for $kind {
            fn count(&self, counts: &mut Counts) {
                match self {
                    $(Self::$variant $(($($field,)* $($($option),*)?))? $({$($named,)* $($($choice),*)?})? => {
                        *counts.entry(concat!(stringify!($kind), "::", stringify!($variant))).or_default() += 1;
                        $($($field.count(counts);)* $($(
                            if $option.is_there() {
                                *counts.entry(concat!(stringify!($kind), "::", stringify!($variant), ".", stringify!($option))).or_default() += 1;
                            }
                            $option.count(counts);
                        )*)?)?
                        $($($named.count(counts);)* $($(
                            if $choice.is_there() {
                                *counts.entry(concat!(stringify!($kind), "::", stringify!($variant), ".", stringify!($choice))).or_default() += 1;
                            }
                            $choice.count(counts);
                        )*)?)?
                    })*
                }
            }
        })*
        $(impl Construct for $node {
            fn count(&self, counts: &mut Counts) {
                let Self { $($part,)* $($always,)* } = self;
                $(
                    if $part.is_there() {
                        *counts.entry(concat!(stringify!($node), ".", stringify!($part))).or_default() += 1;
                    }
                    $part.count(counts);
                )*
                $($always.count(counts);)*
            }
        })*
        /// All constructs: variants as `Enum::Variant`, parts that may be left out as `Node.part`.
        pub const ALL: &[&str] = &[
            $($(
                concat!(stringify!($kind), "::", stringify!($variant)),
                $($($(concat!(stringify!($kind), "::", stringify!($variant), ".", stringify!($option)),)*)?)?
                $($($(concat!(stringify!($kind), "::", stringify!($variant), ".", stringify!($choice)),)*)?)?
            )*)*
            $($(concat!(stringify!($node), ".", stringify!($part)),)*)*
        ];
    };
}

constructs! {
    kinds {
        Statement { Query(it), Insert(it), Update(it), Delete(it), Merge(it), Restore(it), Erase(it) }
        QueryBody { Select(it), Values(it), Table(it), SetOperation(it), Nested(it) }
        Persistence { Permanent, Temporary, Unlogged }
        Distinct { Rows(it), On(it) }
        GroupItem { Expr(it), Empty(it), Rollup(it, span), Cube(it, span), Sets(it, span) }
        SetOperator { Union, Intersect, Except }
        Nullness { NotNull, Nullable }
        SortDirection { Asc, Desc, Using(it) }
        LockStrength { KeyShare, Share, NoKeyUpdate, Update }
        LockWait { Block, Skip, Error }
        FromItemKind {
            Table(it), Subquery { query; lateral, alias }, Function(it), JsonTable { table; lateral, alias },
            XmlTable { table; lateral, alias }, Join(it), Error,
        }
        Scope {
            Active, WithDeleted(it), OnlyDeleted(it), DeletedAfter(it, span), DeletedBefore(it, span),
            DeletedBetween(it, other, span), AsOf(it, span),
        }
        JoinKind { Inner, Left, Right, Full, Cross }
        JoinCondition { On(it), Using(it; alias), Natural, None }
        Overriding { System, User }
        InsertSource { Default, Query(it), Struct(it, span), Rows(it, span) }
        ConflictTarget { Columns { elements, span; where_clause }, Constraint(it) }
        ConflictAction { Nothing, Update { set; where_clause }, Restore { set, span } }
        Assignment { Column(it, value), Row(it, value) }
        Version { Old, New }
        MergeMatch { Matched, NotMatchedByTarget, NotMatchedBySource }
        MergeAction { Nothing, Delete(it), Update(it), Insert { ; columns, overriding, values } }
        ExprKind {
            Null, Boolean(it), Integer(it), Numeric(it), String(it), Bytes(it), Bits(it), Hex(it), TypedLiteral(it, text),
            Param(it), Column(it), Star(; it), Indirection(it, steps), Unary(op, it), Binary(it, op, other), And(it, other),
            Or(it, other), Not(it), Is { expr, test; negated }, IsDistinctFrom { left, right; negated },
            Between { expr, low, high; symmetric, negated }, Like { kind, expr, pattern; escape, negated },
            In { expr, list; negated }, Quantified { left, op, right; all }, Exists(it), Subquery(it), ArraySubquery(it),
            Array(it), Row { fields; explicit }, Case { whens; operand, default }, Coalesce(it), NullIf(it, other),
            Greatest(it), Least(it), Cast { expr, type_name }, Collate(it, name), AtTimeZone(it; zone), Function(it),
            SqlFunction(it), SqlValue(it), Grouping(it), Overlaps(it, other), Json(it), Xml(it), Default, CurrentOf(it),
            When(arm, it), Error,
        }
        Indirection { Field(it), Star(it), Subscript(it), Slice(; low, high) }
        IsTest { Null, True, False, Unknown, Document, Normalized(; it), Json { kind; unique } }
        JsonKind { Value, Array, Object, Scalar }
        NormalForm { Nfc, Nfd, Nfkc, Nfkd }
        LikeKind { Like, ILike, SimilarTo }
        InList { List(it), Subquery(it), Param(it, span) }
        QuantifiedSet { Array(it), Subquery(it) }
        SqlValue {
            CurrentDate, CurrentTime(; it), CurrentTimestamp(; it), LocalTime(; it), LocalTimestamp(; it), CurrentRole, CurrentUser,
            User, SessionUser, SystemUser, CurrentCatalog, CurrentSchema, MergeAction,
        }
        WindowRef { Name(it), Spec(it) }
        FrameUnit { Range, Rows, Groups }
        FrameBound { UnboundedPreceding, Preceding(it), CurrentRow, Following(it), UnboundedFollowing }
        FrameExclude { CurrentRow, Group, Ties, NoOthers }
        SqlFunction {
            Extract { field, field_span, source }, Overlay { string, placing, from; for_ }, Position(it, other),
            Substring { string; from, for_ }, SubstringSimilar { string, pattern, escape }, Trim { side, args; from },
            Normalize(it; form), CollationFor(it), Treat(it, name),
        }
        TrimSide { Both, Leading, Trailing }
        IntervalRange {
            Year, Month, Day, Hour, Minute, Second, YearToMonth, DayToHour, DayToMinute, DayToSecond, HourToMinute,
            HourToSecond, MinuteToSecond,
        }
        JsonExpr {
            Parse { value; unique }, Scalar(it), Serialize(it; returning),
            Object { members; absent_on_null, unique, returning }, Array { elements; absent_on_null, returning },
            ArrayQuery { query; format, returning }, ObjectAgg { member; absent_on_null, unique, returning, filter, over },
            ArrayAgg { value; order_by, absent_on_null, returning, filter, over }, Path(it),
        }
        JsonPathFunction { Value, Query, Exists }
        JsonWrapper { Unspecified, Without, Conditional, Unconditional }
        JsonBehavior { Error, Null, True, False, Unknown, EmptyArray, EmptyObject, Default(it) }
        JsonTableColumn {
            Ordinality(it), Value { name, type_name, wrapper; format, path, keep_quotes, on_empty, on_error },
            Exists { name, type_name; path, on_error }, Nested { path, columns; name },
        }
        XmlExpr {
            Concat(it), Element { name; attributes, content }, Exists(it, other), Forest(it),
            Parse { expr; document, preserve_whitespace }, Pi(it; content), Root { expr; version, standalone },
            Serialize { expr, type_name; document, indent },
        }
        XmlStandalone { Yes, No, NoValue }
    }
    nodes {
        Query { with, order_by, limit, offset, locking } [id, span, body]
        Select { distinct, targets, into, from, where_clause, group_by, having, windows } [id, span]
        IntoTable {} [persistence, name, span]
        GroupBy { distinct } [items, span]
        NamedWindow {} [name, spec]
        Values {} [id, span, rows]
        SetOperation { all } [id, span, op, left, right]
        Target { alias, nullness } [id, span, expr]
        SortBy { direction, nulls_first, when } [expr]
        Limit { count, with_ties } [span]
        Locking { of } [strength, wait, span]
        With { recursive } [ctes, span]
        Cte { columns, materialized, search, cycle } [id, name, statement]
        CteSearch { breadth_first } [by, set]
        CteCycle { values } [columns, set, using]
        FromItem {} [id, span, kind]
        RangeTable { only, alias, sample } [name, scope]
        Alias { columns } [name]
        TableSample { args, repeatable } [method, span]
        RangeFunction { lateral, rows_from, ordinality, alias, columns } [functions]
        ColumnDefinition { collation } [name, type_name]
        XmlTable { namespaces } [rows, document, columns]
        XmlTableColumn { value } [name]
        XmlTableValue { path, default, not_null } [type_name]
        Join { alias } [kind, left, right, condition]
        Insert { with, columns, overriding, on_conflict, returning } [id, span, table, source]
        InsertColumn { indirection } [id, name]
        OnConflict { target } [action, span]
        ConflictElement { parenthesised, collation, op_class, order } [expr]
        Returning { aliases } [targets, span]
        VersionAlias {} [version, name, span]
        Update { with, all, from, where_clause, returning } [id, span, table, set]
        Delete { with, hard, all, using, where_clause, returning } [id, span, table, attribution]
        Attribution { by, because } []
        Restore { with, all, where_clause, with_parents, returning } [id, span, table, attribution]
        Erase { with, all, where_clause, returning } [id, span, table, attribution]
        Merge { with, returning } [id, span, table, source, on, whens]
        MergeWhen { condition } [id, matched, action, span]
        Expr {} [id, span, kind]
        OperatorName { schema } [symbol, span]
        FunctionCall { args, star, distinct, order_by, within_group, filter, over } [name]
        FunctionArg { name, variadic } [value]
        WindowSpec { base, partition_by, order_by, frame } [span]
        WindowFrame { end, exclude } [unit, start]
        TypeName { setof, pct_type, modifiers, interval, array } [name, span]
        IntervalFields { range, precision } []
        JsonValue { format } [expr]
        JsonFormat { encoding } []
        JsonReturning { format } [type_name]
        JsonPath { passing, returning, keep_quotes, on_empty, on_error } [function, context, path, wrapper]
        JsonTable { path_name, passing, on_error } [id, context, path, columns]
        XmlAttribute { name } [expr]
        XmlNamespace { name } [uri]
    }
}

/// Counts the constructs of a statement.
pub fn count(statement: &Statement, counts: &mut Counts) {
    statement.count(counts);
}
