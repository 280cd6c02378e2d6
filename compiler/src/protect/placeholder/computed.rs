//! Which columns of FROM hold values that a query inside computes.

use std::collections::{BTreeMap, BTreeSet};

use crate::ast::{
    Alias, Cte, Expr, ExprKind, FromItem, FromItemKind, Name, QueryBody, RangeFunction, Statement,
};
use crate::check::{Analysis, output_name};
use crate::gather::Gather as _;
use crate::visit::{self, Visitor};

/// The names in FROM of the whole statement that are no tables, each with what its columns hold. A name that is used twice stands for
/// both: to take a column for computed costs an index scan at worst.
#[derive(Debug, Default)]
pub(super) struct Computed(BTreeMap<String, Vec<Columns>>);

/// The columns on the way to a value.
type Seen<'a> = BTreeSet<(&'a str, &'a str)>;

/// The columns of a FROM item.
#[derive(Clone, Debug)]
enum Columns {
    /// Nothing is known of them.
    Computed,
    /// Each by its name, if it has one: what it holds in each arm of UNION and its like.
    Known(Vec<(Option<String>, Vec<Value>)>),
    /// Those of a common table expression, the first of them renamed.
    Of(String, Vec<String>),
}

/// What a column holds.
#[derive(Clone, Debug)]
enum Value {
    Computed,
    /// A column of an item inside.
    Column(String, String),
}

impl Computed {
    pub(super) fn of(statement: &Statement, analysis: &Analysis) -> Self {
        let mut collect = Collect {
            analysis,
            computed: Self::default(),
        };
        collect.statement(statement);
        collect.computed
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a column, or a whole row, may be a computed value.
    pub(super) fn reads(&self, column: &Expr) -> bool {
        let ExprKind::Column(name) = &column.kind else {
            return false;
        };
        let mut seen = Seen::new();
        match name.parts.as_slice() {
            // A column that a join merged, or a whole row.
            [name] => self.0.get(&name.text).is_none_or(|items| {
                let mut items = items.iter();
                items.any(|item| self.any_computed(item, &mut seen))
            }),
            [.., item, column] => self.is_computed(&item.text, &column.text, &mut seen),
            [] => false,
        }
    }

    fn is_computed<'a>(&'a self, item: &'a str, column: &'a str, seen: &mut Seen<'a>) -> bool {
        let Some(items) = self.0.get(item) else {
            return false;
        };
        // An item of the same name may stand inside.
        if !seen.insert((item, column)) {
            return false;
        }
        items.iter().any(|columns| match columns {
            Columns::Computed => true,
            Columns::Known(known) => {
                let mut named = known
                    .iter()
                    .filter(|(name, _)| name.as_deref() == Some(column));
                named.any(|(_, values)| self.one_is_computed(values, seen))
            }
            Columns::Of(cte, renamed) => {
                renamed.iter().any(|name| name == column) || self.is_computed(cte, column, seen)
            }
        })
    }

    fn any_computed<'a>(&'a self, columns: &'a Columns, seen: &mut Seen<'a>) -> bool {
        match columns {
            Columns::Computed | Columns::Of(..) => true,
            Columns::Known(known) => known
                .iter()
                .any(|(_, values)| self.one_is_computed(values, seen)),
        }
    }

    fn one_is_computed<'a>(&'a self, values: &'a [Value], seen: &mut Seen<'a>) -> bool {
        values.iter().any(|value| match value {
            Value::Computed => true,
            Value::Column(item, column) => self.is_computed(item, column, seen),
        })
    }

    fn add(&mut self, name: &Name, columns: Columns) {
        self.0.entry(name.text.clone()).or_default().push(columns);
    }
}

struct Collect<'a> {
    analysis: &'a Analysis,
    computed: Computed,
}

impl Visitor for Collect<'_> {
    fn as_visitor(&mut self) -> &mut dyn Visitor {
        self
    }

    fn cte(&mut self, cte: &Cte) {
        visit::walk_cte(self, cte);
        let columns = match &cte.statement {
            Statement::Query(query) => columns_of(&query.body),
            // What changes data is computed once, before anything looks at it.
            _ => return,
        };
        self.computed.add(&cte.name, renamed(columns, &cte.columns));
    }

    fn from_item(&mut self, item: &FromItem) {
        visit::walk_from_item(self, item);
        match &item.kind {
            FromItemKind::Table(range) => {
                if !self.analysis.tables.contains_key(&item.id) {
                    let cte = range.name.last();
                    if let Some(Alias { name, columns }) = &range.alias {
                        let renamed = columns.iter().map(|name| name.text.clone()).gather();
                        self.computed
                            .add(name, Columns::Of(cte.text.clone(), renamed));
                    }
                }
            }
            FromItemKind::Subquery { query, alias, .. } => {
                if let Some(Alias { name, columns }) = alias {
                    self.computed
                        .add(name, renamed(columns_of(&query.body), columns));
                }
            }
            FromItemKind::Function(function) => self.function(function),
            FromItemKind::Join(join) => {
                if let Some(alias) = &join.alias {
                    self.computed.add(&alias.name, Columns::Computed);
                }
            }
            // What PostgreSQL's own functions return is there before anything looks at it.
            FromItemKind::JsonTable { .. }
            | FromItemKind::XmlTable { .. }
            | FromItemKind::Error => {}
        }
    }
}

impl Collect<'_> {
    /// The query that a declared function is may take its place, as if it stood in FROM itself.
    fn function(&mut self, function: &RangeFunction) {
        for (call, _) in &function.functions {
            if let ExprKind::Function(written) = &call.kind
                && self.analysis.functions.contains_key(&call.id)
            {
                let alias = function.alias.as_ref().map(|alias| &alias.name);
                let name = alias.unwrap_or(written.name.last());
                self.computed.add(name, Columns::Computed);
            }
        }
    }
}

fn columns_of(body: &QueryBody) -> Columns {
    match body {
        QueryBody::Select(select) => {
            let columns = select.targets.iter().map(|target| {
                let name = output_name(target).map(str::to_owned);
                (name, vec![value_of(&target.expr)])
            });
            Columns::Known(columns.gather())
        }
        QueryBody::Nested(query) => columns_of(&query.body),
        // The names are those of the first arm.
        QueryBody::SetOperation(operation) => {
            match (columns_of(&operation.left), columns_of(&operation.right)) {
                (Columns::Known(mut left), Columns::Known(right)) => {
                    for ((_, values), (_, more)) in left.iter_mut().zip(right) {
                        values.extend(more);
                    }
                    Columns::Known(left)
                }
                _ => Columns::Computed,
            }
        }
        QueryBody::Values(_) | QueryBody::Table(_) => Columns::Computed,
    }
}

fn value_of(expr: &Expr) -> Value {
    match &expr.kind {
        ExprKind::Column(name) => match name.parts.as_slice() {
            [.., item, column] => Value::Column(item.text.clone(), column.text.clone()),
            _ => Value::Computed,
        },
        _ => Value::Computed,
    }
}

fn renamed(columns: Columns, names: &[Name]) -> Columns {
    match columns {
        Columns::Known(mut known) => {
            for ((name, _), new) in known.iter_mut().zip(names) {
                *name = Some(new.text.clone());
            }
            Columns::Known(known)
        }
        other => other,
    }
}
