//! FROM items: tables by the names they have in the database, NATURAL by the columns it means.

use super::{Lower, build::Build};
use crate::ast::{Alias, FromItem, FromItemKind, JoinCondition, JoinKind, RangeFunction};
use crate::gather::Gather as _;

impl Lower<'_> {
    /// Spells an item whose parts have been spelled.
    pub(super) fn lower_from_item(&mut self, item: &mut FromItem) {
        match &mut item.kind {
            FromItemKind::Table(range) => {
                let names_columns = range
                    .alias
                    .as_ref()
                    .is_some_and(|alias| !alias.columns.is_empty());
                if self.name_of_table(item) && names_columns {
                    self.fix_columns(item);
                }
            }
            FromItemKind::Join(_) => self.join(item),
            FromItemKind::Function(function) => self.name_of_function(function),
            FromItemKind::Subquery { .. }
            | FromItemKind::JsonTable { .. }
            | FromItemKind::XmlTable { .. }
            | FromItemKind::Error => {}
        }
    }

    /// Gives a declared table its name in the database, and the name it was used by as an alias where that differs. Says whether
    /// it is one.
    fn name_of_table(&mut self, item: &mut FromItem) -> bool {
        let (schema, analysis) = (self.schema, self.analysis);
        let FromItemKind::Table(range) = &mut item.kind else {
            return false;
        };
        let Some(used) = analysis.tables.get(&item.id) else {
            return false;
        };
        let table = &schema.tables[used.table];
        let build = Build::new(self.ids, range.name.span());
        // A schema that was written stays: it tells the table from a common table expression of its name.
        let written = match range.name.parts.as_slice() {
            [.., schema, _] => Some(schema.text.clone()),
            [_] | [] => None,
        };
        let schema = table.schema.as_deref().or(written.as_deref());
        range.name = build.object_name(schema, &table.name);
        if range.alias.is_none() && used.reference != table.name {
            range.alias = Some(Alias {
                name: build.name(&used.reference),
                columns: Vec::new(),
            });
        }
        true
    }

    /// Gives a declared function that an import renamed the name it was used by as an alias.
    fn name_of_function(&mut self, function: &mut RangeFunction) {
        let [(call, _)] = function.functions.as_slice() else {
            return;
        };
        if let Some(declared) = self.analysis.functions.get(&call.id)
            && let declared = &self.schema.functions[*declared]
            && function.alias.is_none()
            && declared.called() != declared.name
        {
            function.alias = Some(Alias {
                name: Build::new(self.ids, call.span).name(declared.called()),
                columns: Vec::new(),
            });
        }
    }

    /// Names for columns are given by position, and a table's columns may stand in another order in the database: a
    /// subquery with the declared ones fixes it. The table inside keeps its number, and with it its scope.
    fn fix_columns(&mut self, item: &mut FromItem) {
        let (schema, analysis) = (self.schema, self.analysis);
        let Some(used) = analysis.tables.get(&item.id) else {
            return;
        };
        let mut build = Build::new(self.ids, item.span);
        let targets = schema.tables[used.table].columns.iter().map(|column| {
            let expr = build.column(Some(&used.reference), &column.name);
            build.target(expr, None)
        });
        let targets = targets.gather();
        let mut alias = Alias {
            name: build.name(&used.reference),
            columns: Vec::new(),
        };
        let mut outside = build.item_of_from(FromItemKind::Error);
        if let FromItemKind::Table(range) = &mut item.kind
            && let Some(own) = &mut range.alias
        {
            alias.columns = std::mem::take(&mut own.columns);
        }
        std::mem::swap(item, &mut outside);
        let query = build.select(targets, vec![outside], None);
        item.kind = FromItemKind::Subquery {
            lateral: false,
            query: Box::new(query),
            alias: Some(alias),
        };
    }

    fn join(&mut self, item: &mut FromItem) {
        let FromItemKind::Join(join) = &mut item.kind else {
            return;
        };
        if matches!(join.condition, JoinCondition::Natural) {
            let columns = self
                .analysis
                .natural
                .get(&item.id)
                .map_or(&[][..], Vec::as_slice);
            let mut build = Build::new(self.ids, item.span);
            join.condition = if !columns.is_empty() {
                JoinCondition::Using(
                    columns.iter().map(|column| build.name(column)).gather(),
                    None,
                )
            } else if join.kind == JoinKind::Inner {
                join.kind = JoinKind::Cross;
                JoinCondition::None
            } else {
                JoinCondition::On(build.expr(crate::ast::ExprKind::Boolean(true)))
            };
        }
        // Under an alias the columns of all members are found by their names alone, and undeclared ones would be among them.
        if join.alias.is_some() {
            self.fix_columns_of_tables(&mut join.left);
            self.fix_columns_of_tables(&mut join.right);
        }
    }

    fn fix_columns_of_tables(&mut self, item: &mut FromItem) {
        match &mut item.kind {
            FromItemKind::Table(_) => self.fix_columns(item),
            FromItemKind::Join(join) => {
                self.fix_columns_of_tables(&mut join.left);
                self.fix_columns_of_tables(&mut join.right);
            }
            FromItemKind::Subquery { .. }
            | FromItemKind::Function(_)
            | FromItemKind::JsonTable { .. }
            | FromItemKind::XmlTable { .. }
            | FromItemKind::Error => {}
        }
    }
}
