//! Nodes that the compiler makes. Each carries the span of what it stands for or guards, so that whatever is said of it later
//! still points at the user's own words.

use crate::ast::{
    Expr, ExprKind, FromItem, FromItemKind, FunctionArg, FunctionCall, IsTest, Name, NodeId,
    NodeIds, ObjectName, OperatorName, Query, QueryBody, Select, Target, TypeName,
};
use crate::gather::Gather as _;
use crate::span::Span;

/// Types that PostgreSQL's grammar spells in its own words (`bigint`, `timestamp with time zone`), as which they are rendered
/// when they stand with their schema.
const SPELLED_BY_GRAMMAR: [&str; 17] = [
    "bool",
    "int2",
    "int4",
    "int8",
    "float4",
    "float8",
    "numeric",
    "bpchar",
    "varchar",
    "bit",
    "varbit",
    "timestamp",
    "timestamptz",
    "time",
    "timetz",
    "interval",
    "char",
];

/// Makes nodes with fresh numbers and one span.
#[derive(Debug)]
pub(crate) struct Build<'a> {
    ids: &'a mut NodeIds,
    span: Span,
}

impl<'a> Build<'a> {
    /// Nodes that stand for what is at `span`.
    pub(crate) fn new(ids: &'a mut NodeIds, span: Span) -> Self {
        Self { ids, span }
    }

    /// A fresh number.
    pub(crate) fn id(&mut self) -> NodeId {
        self.ids.next()
    }

    /// What the nodes stand for.
    pub(crate) fn span(&self) -> Span {
        self.span
    }

    /// A name.
    pub(crate) fn name(&self, text: impl Into<String>) -> Name {
        Name::new(text, self.span)
    }

    /// A name with at most one qualifier.
    pub(crate) fn object_name(&self, qualifier: Option<&str>, name: &str) -> ObjectName {
        let parts = qualifier.into_iter().chain([name]);
        ObjectName {
            parts: parts.map(|part| self.name(part)).gather(),
        }
    }

    /// Any expression.
    pub(crate) fn expr(&mut self, kind: ExprKind) -> Expr {
        Expr {
            id: self.ids.next(),
            span: self.span,
            kind,
        }
    }

    /// `qualifier.name`, or `name`
    pub(crate) fn column(&mut self, qualifier: Option<&str>, name: &str) -> Expr {
        let name = self.object_name(qualifier, name);
        self.expr(ExprKind::Column(name))
    }

    /// `expr IS NULL`, `expr IS NOT NULL`
    pub(crate) fn is_null(&mut self, expr: Expr, negated: bool) -> Expr {
        self.is(expr, IsTest::Null, negated)
    }

    /// `expr IS [NOT] …`
    pub(crate) fn is(&mut self, expr: Expr, test: IsTest, negated: bool) -> Expr {
        self.expr(ExprKind::Is {
            expr: Box::new(expr),
            test,
            negated,
        })
    }

    /// `NOT expr`
    pub(crate) fn not(&mut self, expr: Expr) -> Expr {
        self.expr(ExprKind::Not(Box::new(expr)))
    }

    /// `left AND right`
    pub(crate) fn and(&mut self, left: Expr, right: Expr) -> Expr {
        self.expr(ExprKind::And(Box::new(left), Box::new(right)))
    }

    /// `left OR right`
    pub(crate) fn or(&mut self, left: Expr, right: Expr) -> Expr {
        self.expr(ExprKind::Or(Box::new(left), Box::new(right)))
    }

    /// The conjunction of all, if there is one.
    pub(crate) fn all(&mut self, conditions: impl IntoIterator<Item = Expr>) -> Option<Expr> {
        let mut conditions = conditions.into_iter();
        let first = conditions.next()?;
        Some(conditions.fold(first, |left, right| self.and(left, right)))
    }

    /// `left op right`
    pub(crate) fn binary(&mut self, left: Expr, symbol: &str, right: Expr) -> Expr {
        let op = self.operator(symbol);
        self.expr(ExprKind::Binary(Box::new(left), op, Box::new(right)))
    }

    /// An operator by its symbol.
    pub(crate) fn operator(&self, symbol: &str) -> OperatorName {
        OperatorName {
            schema: None,
            symbol: symbol.to_owned(),
            span: self.span,
        }
    }

    /// `'text'`
    pub(crate) fn string(&mut self, text: &str) -> Expr {
        self.expr(ExprKind::String(text.to_owned()))
    }

    /// `'text'::type` as a constant: `interval '90 days'`
    pub(crate) fn constant(&mut self, type_name: &str, text: &str) -> Expr {
        let ty = self.builtin_type(type_name, false);
        self.expr(ExprKind::TypedLiteral(Box::new(ty), text.to_owned()))
    }

    /// NULL
    pub(crate) fn null(&mut self) -> Expr {
        self.expr(ExprKind::Null)
    }

    /// `name(args)`
    pub(crate) fn call(&mut self, name: &str, args: Vec<Expr>) -> Expr {
        let args = args.into_iter().map(|value| FunctionArg {
            name: None,
            variadic: false,
            value,
        });
        let call = FunctionCall {
            name: self.object_name(None, name),
            args: args.gather(),
            star: false,
            distinct: None,
            order_by: Vec::new(),
            within_group: Vec::new(),
            filter: None,
            over: None,
        };
        self.expr(ExprKind::Function(Box::new(call)))
    }

    /// `expr::type`
    pub(crate) fn cast(&mut self, expr: Expr, type_name: TypeName) -> Expr {
        self.expr(ExprKind::Cast {
            expr: Box::new(expr),
            type_name: Box::new(type_name),
        })
    }

    /// A type by its name, or an array of it.
    pub(crate) fn type_name(&self, name: ObjectName, array: bool) -> TypeName {
        TypeName {
            name,
            setof: false,
            pct_type: false,
            modifiers: Vec::new(),
            interval: None,
            array: if array { vec![None] } else { Vec::new() },
            span: self.span,
        }
    }

    /// A type of PostgreSQL's own by its catalogue name, or an array of it.
    pub(crate) fn builtin_type(&self, name: &str, array: bool) -> TypeName {
        let schema = SPELLED_BY_GRAMMAR.contains(&name).then_some("pg_catalog");
        self.type_name(self.object_name(schema, name), array)
    }

    /// An entry of a target list.
    pub(crate) fn target(&mut self, expr: Expr, alias: Option<Name>) -> Target {
        Target {
            id: self.ids.next(),
            span: self.span,
            expr,
            alias,
            nullness: None,
        }
    }

    /// A FROM item.
    pub(crate) fn item_of_from(&mut self, kind: FromItemKind) -> FromItem {
        FromItem {
            id: self.ids.next(),
            span: self.span,
            kind,
        }
    }

    /// `SELECT targets FROM from WHERE where_clause`
    pub(crate) fn select(
        &mut self,
        targets: Vec<Target>,
        from: Vec<FromItem>,
        where_clause: Option<Expr>,
    ) -> Query {
        let select = Select {
            id: self.ids.next(),
            span: self.span,
            distinct: None,
            targets,
            into: None,
            from,
            where_clause,
            group_by: None,
            having: None,
            windows: Vec::new(),
        };
        self.query(QueryBody::Select(Box::new(select)))
    }

    /// A query without further clauses.
    pub(crate) fn query(&mut self, body: QueryBody) -> Query {
        Query {
            id: self.ids.next(),
            span: self.span,
            with: None,
            body,
            order_by: Vec::new(),
            limit: None,
            offset: None,
            locking: Vec::new(),
        }
    }
}
