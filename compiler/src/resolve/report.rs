//! What is said about names that mean nothing, or too much.

use super::lookup::Lost;
use super::{Entry, EntryId, EntryKind, Resolver};
use crate::ast::{Name, ObjectName};
use crate::diagnostic::{Diagnostic, Errors, name};
use crate::gather::Gather as _;
use crate::span::Span;

impl Resolver<'_> {
    pub(super) fn report_column(&self, written: &ObjectName, lost: Lost, errors: &mut Errors) {
        let column = written.last();
        if let [.., relation, _] = written.parts.as_slice() {
            let schema = written
                .parts
                .len()
                .checked_sub(3)
                .map(|index| &written.parts[index]);
            match self.try_relation(schema, relation) {
                Ok((_, entry)) => self.report_in(entry, relation, column, lost, errors),
                Err(lost) => self.report_relation(relation, lost, errors),
            }
            return;
        }
        match lost {
            Lost::Quiet => {}
            Lost::Missing => self.report_missing(column, errors),
            Lost::Ambiguous(first, second) => self.report_ambiguous(column, first, second, errors),
            Lost::OutOfReach(entry) => {
                report_out_of_reach(&self.entry_name(entry), column.span, errors);
            }
        }
    }

    fn report_in(
        &self,
        entry: EntryId,
        relation: &Name,
        column: &Name,
        lost: Lost,
        errors: &mut Errors,
    ) {
        match lost {
            Lost::Quiet => {}
            Lost::Missing => {
                let help = self.column_help(&column.text, &[entry]);
                let message = match self.entries[entry.0].table() {
                    Some(table) if self.schema.tables[table].local_name != relation.text => {
                        format!(
                            "column `{}` does not exist in `{}` (table `{}`)",
                            column.text, relation.text, self.schema.tables[table].local_name
                        )
                    }
                    Some(_) => format!(
                        "column `{}` does not exist in table `{}`",
                        column.text, relation.text
                    ),
                    None => format!(
                        "column `{}` does not exist in `{}`",
                        column.text, relation.text
                    ),
                };
                errors
                    .push(Diagnostic::new(&name::UNKNOWN_COLUMN, column.span, message).help(help));
            }
            Lost::Ambiguous(first, second) => self.report_ambiguous(column, first, second, errors),
            Lost::OutOfReach(entry) => {
                report_out_of_reach(&self.entry_name(entry), column.span, errors);
            }
        }
    }

    fn report_missing(&self, column: &Name, errors: &mut Errors) {
        let visible = |wanted: fn(&super::NamespaceItem) -> bool| -> Vec<EntryId> {
            self.levels
                .iter()
                .rev()
                .flat_map(|level| {
                    level
                        .items
                        .iter()
                        .filter(|item| wanted(item))
                        .map(|item| item.entry)
                })
                .gather()
        };
        let mut in_sight = visible(|item| item.columns && !item.lateral_only);
        if in_sight.is_empty() {
            in_sight = visible(|item| item.by_name);
        }
        if in_sight.is_empty() && errors.has_grammar_mistake() {
            // FROM was probably lost with that mistake.
            return;
        }
        let message = match in_sight.as_slice() {
            [only] if self.entries[only.0].table().is_some() => {
                let table = self.entries[only.0].table().unwrap_or_default();
                format!(
                    "column `{}` does not exist in table `{}`",
                    column.text, self.schema.tables[table].local_name
                )
            }
            _ => format!("column `{}` does not exist", column.text),
        };
        let mut diagnostic = Diagnostic::new(&name::UNKNOWN_COLUMN, column.span, message);
        let is_output = self
            .levels
            .last()
            .is_some_and(|level| level.outputs.contains(&column.text));
        if is_output {
            diagnostic = diagnostic.help(format!(
                "`{}` is a name of the result, which only ORDER BY and GROUP BY may use: repeat its expression, or put the query into FROM",
                column.text
            ));
        } else if in_sight.is_empty() {
            diagnostic = diagnostic.help(
                "nothing in FROM has columns here; a text is written 'so', a parameter `$so`",
            );
        } else {
            diagnostic = diagnostic.help(self.column_help(&column.text, &in_sight));
        }
        errors.push(diagnostic);
    }

    /// "did you mean", and which columns there are.
    pub(super) fn column_help(&self, written: &str, entries: &[EntryId]) -> String {
        let mut names: Vec<&str> = Vec::new();
        for entry in entries {
            for column in &self.entries[entry.0].columns {
                if !names.contains(&column.name.as_str()) {
                    names.push(&column.name);
                }
            }
        }
        let close = close_name(written, names.iter().copied());
        let elsewhere = self.elsewhere(written, entries);
        let list = listed(&names);
        match (close, elsewhere, names.is_empty()) {
            (Some(close), ..) => format!("did you mean `{close}`? The columns are {list}"),
            (None, Some(reference), _) => {
                format!("did you mean `{reference}.{written}`? The columns here are {list}")
            }
            (None, None, false) => format!("the columns are {list}"),
            (None, None, true) => "it has no columns".to_owned(),
        }
    }

    /// Another entry in sight that has the column.
    fn elsewhere(&self, written: &str, entries: &[EntryId]) -> Option<&str> {
        self.levels
            .iter()
            .rev()
            .flat_map(|level| level.items.iter().filter(|item| item.by_name))
            .filter(|item| !entries.contains(&item.entry))
            .map(|item| &self.entries[item.entry.0])
            .find(|entry| entry.columns.iter().any(|column| column.name == written))
            .and_then(Entry::reference)
    }

    fn report_ambiguous(
        &self,
        column: &Name,
        first: EntryId,
        second: EntryId,
        errors: &mut Errors,
    ) {
        let mut diagnostic = Diagnostic::new(
            &name::AMBIGUOUS_COLUMN,
            column.span,
            format!(
                "column `{}` is ambiguous: several items of FROM have it",
                column.text
            ),
        );
        let places = self
            .owners(first, &column.text)
            .into_iter()
            .chain(self.owners(second, &column.text));
        let mut spelled: Vec<String> = places
            .map(|owner| format!("`{owner}.{}`", column.text))
            .gather();
        spelled.sort();
        spelled.dedup();
        if !spelled.is_empty() {
            diagnostic = diagnostic.help(format!("write {}", spelled.join(" or ")));
        }
        errors.push(diagnostic);
    }

    /// The names of the entries that have a column of a name: of a join the ones inside.
    fn owners(&self, entry: EntryId, column: &str) -> Vec<String> {
        let range = &self.entries[entry.0];
        if let Some(reference) = range.reference() {
            return vec![reference.to_owned()];
        }
        let mut owners = Vec::new();
        for (index, _) in range
            .columns
            .iter()
            .enumerate()
            .filter(|(_, candidate)| candidate.name == column)
        {
            let (inner, _) = self.underlying(entry, index);
            owners.extend(self.entries[inner.0].reference().map(str::to_owned));
        }
        owners
    }

    pub(super) fn report_relation(&self, relation: &Name, lost: Lost, errors: &mut Errors) {
        match lost {
            Lost::Quiet => {}
            Lost::OutOfReach(_) => report_out_of_reach(&relation.text, relation.span, errors),
            // That two items have one name was reported where they stand.
            Lost::Ambiguous(first, second) if !self.are_distinct_tables(first, second) => {}
            Lost::Ambiguous(..) => errors.push(
                Diagnostic::new(
                    &name::AMBIGUOUS_ALIAS,
                    relation.span,
                    format!(
                        "`{}` is ambiguous: several items of FROM have this name",
                        relation.text
                    ),
                )
                .help(format!("write the schema before it: `….{}`", relation.text)),
            ),
            // FROM was probably lost with a mistake of grammar.
            Lost::Missing if errors.has_grammar_mistake() && !self.sees_from() => {}
            Lost::Missing => {
                let help = self.alias_help(relation);
                errors.push(
                    Diagnostic::new(
                        &name::UNKNOWN_ALIAS,
                        relation.span,
                        format!("`{}` is not in FROM", relation.text),
                    )
                    .help(help),
                );
            }
        }
    }

    /// Whether anything in FROM has a name here.
    fn sees_from(&self) -> bool {
        let mut items = self.levels.iter().flat_map(|level| &level.items);
        items.any(|item| item.by_name && self.entries[item.entry.0].name.is_some())
    }

    fn alias_help(&self, relation: &Name) -> String {
        let in_sight = || {
            self.levels
                .iter()
                .rev()
                .flat_map(|level| level.items.iter().filter(|item| item.by_name))
                .map(|item| &self.entries[item.entry.0])
        };
        for entry in in_sight() {
            if let EntryKind::Table {
                table,
                aliased: true,
            } = entry.kind
                && self.schema.tables[table].local_name == relation.text
                && let Some(alias) = &entry.name
            {
                return format!(
                    "the table `{}` is called `{alias}` here: perhaps you meant `{alias}`",
                    relation.text
                );
            }
        }
        let names: Vec<&str> = in_sight().filter_map(Entry::reference).gather();
        if let Some(close) = close_name(&relation.text, names.iter().copied()) {
            return format!("did you mean `{close}`?");
        }
        if self.declared(None, &relation.text).is_some() {
            return format!("add the table to FROM: `from {}`", relation.text);
        }
        if names.is_empty() {
            return "there is nothing in FROM here".to_owned();
        }
        format!("in FROM there are {}", listed(&names))
    }

    fn entry_name(&self, entry: EntryId) -> String {
        self.entries[entry.0]
            .name
            .clone()
            .unwrap_or_else(|| "this".to_owned())
    }

    /// Reports a table that is neither declared nor a common table expression.
    pub fn report_unknown_table(&self, written: &ObjectName, errors: &mut Errors) {
        let table = written.last();
        let ctes = self
            .levels
            .iter()
            .flat_map(|level| level.ctes.iter().map(|cte| cte.name.as_str()));
        let known = self
            .schema
            .tables
            .iter()
            .map(|table| table.local_name.as_str())
            .filter(|name| !name.is_empty());
        let names: Vec<&str> = known.chain(ctes).gather();
        let mut diagnostic = Diagnostic::new(
            &name::UNKNOWN_TABLE,
            written.span(),
            format!("table `{}` is not declared", table.text),
        );
        diagnostic = match close_name(&table.text, names.iter().copied()) {
            Some(close) => diagnostic.help(format!("did you mean `{close}`?")),
            None => diagnostic
                .help("declare it with `#[derive(Table)]` and bring it into scope with `use`"),
        };
        errors.push(diagnostic);
    }
}

/// The name that was probably meant. Every name of one or two letters is close to every other, which says nothing.
pub fn close_name<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    (written.chars().count() > 2)
        .then(|| crate::diagnostic::did_you_mean(written, names))
        .flatten()
}

/// Names for a message, not too many.
pub fn listed(names: &[&str]) -> String {
    const MOST: usize = 12;
    let mut text = names
        .iter()
        .take(MOST)
        .map(|name| format!("`{name}`"))
        .gather()
        .join(", ");
    if names.len() > MOST {
        text.push_str(", …");
    }
    text
}

fn report_out_of_reach(reference: &str, span: Span, errors: &mut Errors) {
    errors.push(
        Diagnostic::new(
            &name::OUT_OF_REACH,
            span,
            format!("`{reference}` is in FROM, but cannot be used in this part of it"),
        )
        .help("a query in FROM sees the items to its left only with the word LATERAL before it (and not across a RIGHT or FULL JOIN); an ON condition sees only the two sides of its join"),
    );
}
