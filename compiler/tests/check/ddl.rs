//! A schema from the DDL of a real application: as much of it as the corpus uses.

use softdelete_compiler::catalog::{
    Column, ColumnType, Schema, Table, UserFunction, UserType, UserTypeKind,
};

/// Reads tables, enums, composite types and SQL functions; passes over everything else.
pub(crate) fn read(text: &str) -> Schema {
    let mut schema = Schema::default();
    for statement in statements(text) {
        let mut reader = Reader {
            tokens: tokens(&statement),
            at: 0,
            schema: &mut schema,
        };
        reader.statement();
    }
    schema
}

/// The statements of a script: comments removed, split at semicolons that stand outside of quotes.
fn statements(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut current = String::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let taken = if rest.starts_with("--") {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
            continue;
        } else if let Some(text) = rest.strip_prefix('\'') {
            text.find('\'').map_or(rest.len(), |end| end + 2)
        } else if let Some(text) = rest.strip_prefix("$_$") {
            text.find("$_$").map_or(rest.len(), |end| end + 6)
        } else if next == ';' {
            found.push(std::mem::take(&mut current));
            rest = &rest[1..];
            continue;
        } else {
            next.len_utf8()
        };
        current.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    found.push(current);
    found
}

fn tokens(statement: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut chars = statement.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        let mut token = String::from(c);
        if c == '\'' || c == '"' {
            for inner in chars.by_ref() {
                token.push(inner);
                if inner == c {
                    break;
                }
            }
        } else if c.is_alphanumeric() || c == '_' {
            while let Some(inner) = chars.next_if(|inner| inner.is_alphanumeric() || *inner == '_')
            {
                token.push(inner);
            }
            token.make_ascii_lowercase();
        }
        found.push(token);
    }
    found
}

struct Reader<'s> {
    tokens: Vec<String>,
    at: usize,
    schema: &'s mut Schema,
}

impl Reader<'_> {
    fn peek(&self) -> &str {
        self.tokens.get(self.at).map_or("", String::as_str)
    }

    fn next(&mut self) -> String {
        self.at += 1;
        self.tokens.get(self.at - 1).cloned().unwrap_or_default()
    }

    fn accept(&mut self, words: &[&str]) -> bool {
        let matches = words.iter().enumerate().all(|(i, word)| {
            self.tokens
                .get(self.at + i)
                .is_some_and(|token| token == word)
        });
        if matches {
            self.at += words.len();
        }
        matches
    }

    fn name(&mut self) -> String {
        self.next().trim_matches('"').to_owned()
    }

    fn statement(&mut self) {
        if self.accept(&["create", "table"]) {
            self.create_table();
        } else if self.accept(&["alter", "table"]) {
            self.accept(&["only"]);
            self.alter_table();
        } else if self.accept(&["create", "type"]) {
            self.create_type();
        } else if self.accept(&["alter", "type"]) {
            self.add_label();
        } else if self.accept(&["drop", "table"]) {
            let name = self.name();
            self.schema.tables.retain(|table| table.name != name);
        } else if self.accept(&["create", "function"]) {
            self.create_function();
        }
    }

    fn create_table(&mut self) {
        let name = self.name();
        let index = self.schema.tables.len();
        self.schema.tables.push(Table {
            local_name: name.clone(),
            name,
            ..Table::default()
        });
        self.accept(&["("]);
        loop {
            if self.accept(&["primary", "key"])
                || self.peek() == "unique"
                || self.peek() == "constraint"
            {
                self.constraint(index);
            } else {
                self.column(index);
            }
            self.skip_to_comma();
            if !self.accept(&[","]) {
                break;
            }
        }
    }

    /// To the comma or parenthesis that ends this part.
    fn skip_to_comma(&mut self) {
        let mut depth = 0;
        while self.at < self.tokens.len() {
            match self.peek() {
                "(" => depth += 1,
                ")" if depth == 0 => return,
                ")" => depth -= 1,
                "," if depth == 0 => return,
                _ => {}
            }
            self.at += 1;
        }
    }

    fn column(&mut self, table: usize) {
        let name = self.name();
        let ty = self.column_type();
        let column = self.schema.tables[table].columns.len();
        let mut declared = Column {
            name: name.clone(),
            field: Some(name),
            ty,
            nullable: true,
            has_default: false,
            generated: false,
            personal: None,
        };
        while !matches!(self.peek(), "," | ")" | "") {
            if self.accept(&["not", "null"]) {
                declared.nullable = false;
            } else if self.accept(&["primary", "key"]) {
                declared.nullable = false;
                self.schema.tables[table].primary_key = vec![column];
            } else if self.accept(&["unique"]) {
                self.schema.tables[table].unique.push(vec![column]);
            } else if self.accept(&["default"]) {
                declared.has_default = true;
            } else if self.accept(&["("]) {
                while !self.accept(&[")"]) {
                    self.at += 1;
                }
            } else {
                self.at += 1;
            }
        }
        self.schema.tables[table].columns.push(declared);
    }

    fn column_type(&mut self) -> ColumnType {
        let mut name = self.name();
        if name == "character" && self.accept(&["varying"]) {
            "varchar".clone_into(&mut name);
        }
        if self.accept(&["("]) {
            while !self.accept(&[")"]) {
                self.at += 1;
            }
        }
        if name == "timestamp" && self.accept(&["with", "time", "zone"]) {
            "timestamptz".clone_into(&mut name);
        }
        let known = self.schema.types.iter().position(|ty| ty.name == name);
        let mut ty = known.map_or_else(
            || ColumnType::Builtin(builtin(&name).to_owned()),
            ColumnType::User,
        );
        while self.accept(&["[", "]"]) {
            ty = ColumnType::Array(Box::new(ty));
        }
        ty
    }

    fn columns_in_parens(&mut self, table: usize) -> Vec<usize> {
        let mut columns = Vec::new();
        self.accept(&["("]);
        while !self.accept(&[")"]) {
            let name = self.name();
            columns.extend(self.schema.tables[table].column(&name));
            self.accept(&[","]);
        }
        columns
    }

    fn constraint(&mut self, table: usize) {
        if self.accept(&["constraint"]) {
            self.at += 1;
        }
        // `primary key` may have been read already.
        if self.accept(&["primary", "key"]) || self.peek() == "(" {
            let key = self.columns_in_parens(table);
            for &column in &key {
                self.schema.tables[table].columns[column].nullable = false;
            }
            self.schema.tables[table].primary_key = key;
        } else if self.accept(&["unique"]) {
            let key = self.columns_in_parens(table);
            self.schema.tables[table].unique.push(key);
        }
    }

    fn alter_table(&mut self) {
        let name = self.name();
        let Some(table) = self
            .schema
            .tables
            .iter()
            .position(|table| table.name == name)
        else {
            return;
        };
        loop {
            if self.accept(&["add", "column"]) {
                self.accept(&["if", "not", "exists"]);
                self.column(table);
            } else if self.accept(&["drop", "column"]) {
                self.drop_column(table);
            } else if self.accept(&["rename", "column"]) {
                let old = self.name();
                self.accept(&["to"]);
                let new = self.name();
                if let Some(column) = self.schema.tables[table].column(&old) {
                    let column = &mut self.schema.tables[table].columns[column];
                    column.name.clone_from(&new);
                    column.field = Some(new);
                }
            } else if self.accept(&["add"]) {
                self.constraint(table);
            } else if self.accept(&["alter"]) {
                self.accept(&["column"]);
                self.alter_column(table);
            }
            self.skip_to_comma();
            if !self.accept(&[","]) {
                return;
            }
        }
    }

    fn drop_column(&mut self, table: usize) {
        let name = self.name();
        let Some(index) = self.schema.tables[table].column(&name) else {
            return;
        };
        let table = &mut self.schema.tables[table];
        table.columns.remove(index);
        table.unique.retain(|key| !key.contains(&index));
        let keys = table
            .unique
            .iter_mut()
            .chain(std::iter::once(&mut table.primary_key));
        for column in keys.flatten().filter(|column| **column > index) {
            *column -= 1;
        }
    }

    fn alter_column(&mut self, table: usize) {
        let name = self.name();
        let Some(index) = self.schema.tables[table].column(&name) else {
            return;
        };
        self.accept(&["set", "data"]);
        if self.accept(&["type"]) {
            let ty = self.column_type();
            self.schema.tables[table].columns[index].ty = ty;
        }
        let (default, nullable) = if self.accept(&["set", "default"]) {
            (Some(true), None)
        } else if self.accept(&["drop", "default"]) {
            (Some(false), None)
        } else if self.accept(&["set", "not", "null"]) {
            (None, Some(false))
        } else if self.accept(&["drop", "not", "null"]) {
            (None, Some(true))
        } else {
            (None, None)
        };
        let column = &mut self.schema.tables[table].columns[index];
        column.has_default = default.unwrap_or(column.has_default);
        column.nullable = nullable.unwrap_or(column.nullable);
    }

    fn create_type(&mut self) {
        let name = self.name();
        self.accept(&["as"]);
        let kind = if self.accept(&["enum"]) {
            let labels = self.tokens[self.at..]
                .iter()
                .filter(|token| token.starts_with('\''));
            UserTypeKind::Enum(
                labels
                    .map(|label| label.trim_matches('\'').to_owned())
                    .collect(),
            )
        } else {
            self.accept(&["("]);
            let mut fields = Vec::new();
            while !self.accept(&[")"]) {
                let field = self.name();
                fields.push((field, self.column_type()));
                self.accept(&[","]);
            }
            UserTypeKind::Composite(fields)
        };
        self.schema.types.push(UserType {
            schema: None,
            name,
            kind,
        });
    }

    fn add_label(&mut self) {
        let name = self.name();
        let mut labels = self.tokens[self.at..]
            .iter()
            .filter(|token| token.starts_with('\''))
            .map(|token| token.trim_matches('\''));
        let (Some(new), Some(after)) = (labels.next(), labels.next()) else {
            return;
        };
        for ty in self.schema.types.iter_mut().filter(|ty| ty.name == name) {
            if let UserTypeKind::Enum(labels) = &mut ty.kind {
                let place = labels
                    .iter()
                    .position(|label| label == after)
                    .map_or(labels.len(), |place| place + 1);
                labels.insert(place, new.to_owned());
            }
        }
    }

    fn create_function(&mut self) {
        let name = self.name();
        self.accept(&["("]);
        let mut args = Vec::new();
        while !self.accept(&[")"]) {
            args.push((String::new(), self.column_type()));
            self.accept(&[","]);
        }
        self.accept(&["returns"]);
        let result = self.column_type();
        let function = UserFunction::new(name, args, result);
        self.schema.functions.push(function);
    }
}

fn builtin(name: &str) -> &str {
    match name {
        "integer" | "int" => "int4",
        "bigint" => "int8",
        "smallint" => "int2",
        "boolean" => "bool",
        "real" => "float4",
        "char1" => "\"char\"",
        other => other,
    }
}
