//! Nodes of which statements on families are made: common table expressions, statements in them, references to either.

use crate::ast::{
    Alias, Assignment, Cte, Delete, Expr, ExprKind, FromItem, FromItemKind, Insert, InsertColumn,
    InsertSource, LockStrength, LockWait, Locking, Query, QueryBody, RangeTable, Returning, Scope,
    SetOperation, SetOperator, Statement, Target, Update, With,
};
use crate::catalog::Table;
use crate::gather::Gather as _;
use crate::lower::build::Build;

impl Build<'_> {
    /// `schema.table AS alias`, with every row of the table: what sees only some has to say so in a condition.
    pub(in crate::protect) fn table_as(&mut self, table: &Table, alias: &str) -> FromItem {
        self.relation(table.schema.as_deref(), &table.name, Some(alias))
    }

    /// `name AS alias`, of a common table expression.
    pub(in crate::protect) fn cte_as(&mut self, name: &str, alias: &str) -> FromItem {
        self.relation(None, name, Some(alias))
    }

    /// `schema.name AS alias`
    pub(in crate::protect) fn relation(
        &mut self,
        schema: Option<&str>,
        name: &str,
        alias: Option<&str>,
    ) -> FromItem {
        let range = RangeTable {
            name: self.object_name(schema, name),
            only: None,
            scope: Scope::Active,
            alias: alias.map(|alias| self.alias(alias)),
            sample: None,
        };
        self.item_of_from(FromItemKind::Table(range))
    }

    /// `(query) AS alias (columns)`
    pub(in crate::protect) fn derived(
        &mut self,
        lateral: bool,
        query: Query,
        alias: &str,
        columns: &[&str],
    ) -> FromItem {
        let mut alias = self.alias(alias);
        alias.columns = columns.iter().map(|column| self.name(*column)).gather();
        self.item_of_from(FromItemKind::Subquery {
            lateral,
            query: Box::new(query),
            alias: Some(alias),
        })
    }

    fn alias(&self, name: &str) -> Alias {
        Alias {
            name: self.name(name),
            columns: Vec::new(),
        }
    }

    /// `name AS (statement)`
    pub(in crate::protect) fn cte(
        &mut self,
        name: &str,
        materialized: Option<bool>,
        statement: Statement,
    ) -> Cte {
        Cte {
            id: self.id(),
            name: self.name(name),
            columns: Vec::new(),
            materialized,
            statement,
            search: None,
            cycle: None,
        }
    }

    /// `name AS MATERIALIZED (query)`: computed once, and never merged into what reads it.
    pub(in crate::protect) fn materialized(&mut self, name: &str, query: Query) -> Cte {
        self.cte(name, Some(true), Statement::Query(Box::new(query)))
    }

    /// `WITH ctes`
    pub(in crate::protect) fn with(&mut self, recursive: bool, ctes: Vec<Cte>) -> With {
        With {
            recursive,
            ctes,
            span: self.span(),
        }
    }

    /// `column = value`
    pub(in crate::protect) fn assign(&mut self, column: &str, value: Expr) -> Assignment {
        let column = self.insert_column(column);
        Assignment::Column(column, value)
    }

    fn insert_column(&mut self, column: &str) -> InsertColumn {
        InsertColumn {
            id: self.id(),
            name: self.name(column),
            indirection: Vec::new(),
        }
    }

    /// `UPDATE table SET set FROM from WHERE where_clause RETURNING returning`
    pub(in crate::protect) fn update(
        &mut self,
        table: FromItem,
        set: Vec<Assignment>,
        from: Vec<FromItem>,
        where_clause: Option<Expr>,
        returning: Vec<Target>,
    ) -> Statement {
        let returning = self.returning(returning);
        Statement::Update(Box::new(Update {
            id: self.id(),
            span: self.span(),
            with: None,
            all: None,
            table,
            set,
            from,
            where_clause,
            returning,
        }))
    }

    /// `DELETE FROM table USING using WHERE where_clause RETURNING returning`, which really deletes.
    pub(in crate::protect) fn remove(
        &mut self,
        table: FromItem,
        using: Vec<FromItem>,
        where_clause: Option<Expr>,
        returning: Vec<Target>,
    ) -> Statement {
        let returning = self.returning(returning);
        Statement::Delete(Box::new(Delete {
            id: self.id(),
            span: self.span(),
            with: None,
            hard: None,
            all: None,
            table,
            using,
            where_clause,
            attribution: crate::ast::Attribution::default(),
            returning,
        }))
    }

    /// `INSERT INTO schema.table (columns) query RETURNING returning`
    pub(in crate::protect) fn insert_select(
        &mut self,
        schema: Option<&str>,
        table: &str,
        columns: &[&str],
        query: Query,
        returning: Vec<Target>,
    ) -> Statement {
        let table = self.relation(schema, table, None);
        let columns = columns.iter().map(|column| self.insert_column(column));
        let columns = columns.gather();
        let returning = self.returning(returning);
        Statement::Insert(Box::new(Insert {
            id: self.id(),
            span: self.span(),
            with: None,
            table,
            columns,
            overriding: None,
            source: InsertSource::Query(Box::new(query)),
            on_conflict: None,
            returning,
        }))
    }

    fn returning(&self, targets: Vec<Target>) -> Option<Returning> {
        (!targets.is_empty()).then(|| Returning {
            aliases: Vec::new(),
            targets,
            span: self.span(),
        })
    }

    /// The arms combined by UNION, with ALL if duplicates may stay. `None` of no arms.
    pub(in crate::protect) fn union(&mut self, all: bool, arms: Vec<Query>) -> Option<Query> {
        let mut arms = arms.into_iter();
        let first = arms.next()?;
        Some(arms.fold(first, |left, right| {
            let operation = SetOperation {
                id: self.id(),
                span: self.span(),
                op: SetOperator::Union,
                all,
                left: left.body,
                right: right.body,
            };
            self.query(QueryBody::SetOperation(Box::new(operation)))
        }))
    }

    /// `FOR UPDATE OF name`
    pub(in crate::protect) fn for_update(&self, of: &str) -> Locking {
        Locking {
            strength: LockStrength::Update,
            of: vec![self.object_name(None, of)],
            wait: LockWait::Block,
            span: self.span(),
        }
    }

    /// `qualifier.name` as an entry of a target list, by another name if `alias` differs.
    pub(in crate::protect) fn target_column(
        &mut self,
        qualifier: &str,
        name: &str,
        alias: &str,
    ) -> Target {
        let column = self.column(Some(qualifier), name);
        let alias = (name != alias).then(|| self.name(alias));
        self.target(column, alias)
    }

    /// `left.a = right.x AND left.b = right.y …`, each on its own.
    pub(in crate::protect) fn equal_columns(
        &mut self,
        left: (&str, &[&str]),
        right: (&str, &[&str]),
    ) -> Vec<Expr> {
        let pairs = left.1.iter().zip(right.1);
        let pairs = pairs.map(|(here, there)| {
            let here = self.column(Some(left.0), here);
            let there = self.column(Some(right.0), there);
            self.binary(here, "=", there)
        });
        pairs.gather()
    }

    /// `EXISTS (SELECT FROM from WHERE conditions)`, or NOT EXISTS.
    pub(in crate::protect) fn exists(
        &mut self,
        from: FromItem,
        conditions: Vec<Expr>,
        negated: bool,
    ) -> Expr {
        let condition = self.all(conditions);
        let query = self.select(Vec::new(), vec![from], condition);
        let exists = self.expr(ExprKind::Exists(Box::new(query)));
        if negated { self.not(exists) } else { exists }
    }

    /// A whole number.
    pub(in crate::protect) fn integer(&mut self, number: usize) -> Expr {
        self.expr(ExprKind::Integer(number.to_string()))
    }

    /// `(query)` as a value.
    pub(in crate::protect) fn scalar(&mut self, query: Query) -> Expr {
        self.expr(ExprKind::Subquery(Box::new(query)))
    }

    /// `count(*)`
    pub(in crate::protect) fn count_star(&mut self) -> Expr {
        let mut count = self.call("count", Vec::new());
        if let ExprKind::Function(call) = &mut count.kind {
            call.star = true;
        }
        count
    }

    /// `SELECT count(*) FROM from WHERE where_clause`
    pub(in crate::protect) fn count(
        &mut self,
        from: Vec<FromItem>,
        where_clause: Option<Expr>,
    ) -> Query {
        let count = self.count_star();
        let target = self.target(count, None);
        self.select(vec![target], from, where_clause)
    }

    /// `SELECT count(*) FROM cte`
    pub(in crate::protect) fn count_of(&mut self, cte: &str) -> Query {
        let from = self.relation(None, cte, None);
        self.count(vec![from], None)
    }

    /// `CASE WHEN condition THEN value ELSE default END`
    pub(in crate::protect) fn case(&mut self, condition: Expr, value: Expr, default: Expr) -> Expr {
        self.expr(ExprKind::Case {
            operand: None,
            whens: vec![(condition, value)],
            default: Some(Box::new(default)),
        })
    }

    /// `expr::type`, of a type of PostgreSQL's own.
    pub(in crate::protect) fn cast_to(&mut self, expr: Expr, ty: &str) -> Expr {
        let ty = self.builtin_type(ty, false);
        self.cast(expr, ty)
    }
}
