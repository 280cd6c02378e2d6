//! What to do about a mistake, in terms of the database where the compiler speaks to Rust programs.

use softdelete_compiler::diagnostic::Diagnostic;
use softdelete_compiler::diagnostic::name::UNKNOWN_TABLE;
use softdelete_compiler::diagnostic::protection::NOT_SOFT;
use softdelete_compiler::visit::TableRef;

use super::Catalogue;

impl Catalogue {
    /// The mistake, with advice that can be followed in the database.
    pub(crate) fn advise(&self, mistake: Diagnostic, tables: &[TableRef]) -> Diagnostic {
        let help = mistake.help.clone().unwrap_or_default();
        if mistake.entry == &NOT_SOFT {
            return mistake.help(help.replace(
                "add `soft_delete` to the table",
                "give the table the marker column",
            ));
        }
        // Where a table of a similar name is there, the compiler has said so.
        if mistake.entry == &UNKNOWN_TABLE && help.contains("#[derive(Table)]") {
            let help = self.where_to_find(&mistake, tables);
            return mistake.help(help);
        }
        mistake
    }

    fn where_to_find(&self, mistake: &Diagnostic, tables: &[TableRef]) -> String {
        let written = tables.iter().find(|table| table.span == mistake.span);
        let written = written.map(|table| table.name.last().text.as_str());
        let mut hidden = self.schema.tables[self.visible..].iter();
        match hidden.find(|table| Some(table.name.as_str()) == written) {
            Some(table) => format!(
                "write `{}`: the search path does not find it without its schema",
                table.local_name
            ),
            None => "the search path of the database's user finds no table of that name".to_owned(),
        }
    }
}
