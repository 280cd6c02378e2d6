//! Declared tables and types to text.

use super::{DescribedType, Description, Functions, Types, VERSION};
use crate::catalog::builtin::{ArgMode, CastContext, CastMethod, FunctionKind};
use crate::catalog::schema::{
    Argument, BaseType, Child, Column, ColumnType, Marker, OnDelete, Personal, Reference,
    SoftDelete, Table, UserCast, UserFunction, UserOperator, UserType, UserTypeKind,
};

/// The description of a table. The local name is not part of it: each statement has its own.
pub fn encode_table(description: &Description) -> String {
    let Description {
        table,
        types,
        operators,
    } = description;
    let mut writer = Writer::new("table");
    writer.types(types);
    writer.table(table);
    writer.list(operators, Writer::operator);
    writer.text
}

/// The description of a type.
pub fn encode_type(described: &DescribedType) -> String {
    let DescribedType { ty, parts } = described;
    let mut writer = Writer::new("type");
    writer.types(parts);
    writer.user_type(ty);
    writer.text
}

/// The description of functions of one name. The local name is not part of it.
pub fn encode_functions(described: &Functions) -> String {
    let Functions {
        functions,
        operators,
        types,
    } = described;
    let mut writer = Writer::new("function");
    writer.types(types);
    writer.list(functions, Writer::function);
    writer.list(operators, Writer::operator);
    writer.text
}

struct Writer {
    text: String,
}

impl Writer {
    fn new(kind: &str) -> Self {
        let mut writer = Self {
            text: String::new(),
        };
        writer.string(VERSION);
        writer.string(kind);
        writer
    }

    fn string(&mut self, value: &str) {
        for c in value.chars() {
            if matches!(c, ';' | '\\') {
                self.text.push('\\');
            }
            self.text.push(c);
        }
        self.text.push(';');
    }

    fn number(&mut self, value: usize) {
        self.string(&value.to_string());
    }

    fn flag(&mut self, value: bool) {
        self.string(if value { "+" } else { "-" });
    }

    fn option<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.flag(value.is_some());
        if let Some(value) = value {
            write(self, value);
        }
    }

    fn list<T>(&mut self, values: &[T], write: impl Fn(&mut Self, &T)) {
        self.number(values.len());
        for value in values {
            write(self, value);
        }
    }

    fn indexes(&mut self, values: &[usize]) {
        self.list(values, |writer, index| writer.number(*index));
    }

    fn types(&mut self, types: &Types) {
        let Types { all, named, casts } = types;
        self.number(*named);
        self.list(all, Self::user_type);
        self.list(casts, Self::cast);
    }

    fn cast(&mut self, cast: &UserCast) {
        let UserCast {
            from,
            to,
            context,
            method,
            may_give_null,
        } = cast;
        self.column_type(from);
        self.column_type(to);
        self.string(match context {
            CastContext::Implicit => "implicit",
            CastContext::Assignment => "assignment",
            CastContext::Explicit => "explicit",
        });
        self.string(match method {
            CastMethod::Binary => "binary",
            CastMethod::Function => "function",
            CastMethod::InOut => "inout",
        });
        self.flag(*may_give_null);
    }

    fn function(&mut self, function: &UserFunction) {
        let UserFunction {
            local_name: _,
            schema,
            name,
            kind,
            args,
            defaults,
            result,
            returns_set,
            strict,
            not_null,
        } = function;
        self.option(schema.as_deref(), Self::string);
        self.string(name);
        match kind {
            FunctionKind::Function => self.string("function"),
            FunctionKind::Aggregate => self.string("aggregate"),
            FunctionKind::OrderedSet(direct) => {
                self.string("ordered");
                self.number(*direct);
            }
            FunctionKind::HypotheticalSet(direct) => {
                self.string("hypothetical");
                self.number(*direct);
            }
            FunctionKind::Window => self.string("window"),
        }
        self.list(args, |writer, Argument { mode, name, ty }| {
            writer.string(match mode {
                ArgMode::In => "in",
                ArgMode::Out => "out",
                ArgMode::InOut => "inout",
                ArgMode::Variadic => "variadic",
                ArgMode::Table => "table",
            });
            writer.string(name);
            writer.column_type(ty);
        });
        self.number(*defaults);
        self.column_type(result);
        for flag in [returns_set, strict, not_null] {
            self.flag(*flag);
        }
    }

    fn operator(&mut self, operator: &UserOperator) {
        let UserOperator {
            schema,
            symbol,
            left,
            right,
            result,
            strict,
            not_null,
        } = operator;
        self.option(schema.as_deref(), Self::string);
        self.string(symbol);
        self.option(left.as_ref(), Self::column_type);
        self.column_type(right);
        self.column_type(result);
        self.flag(*strict);
        self.flag(*not_null);
    }

    fn table(&mut self, table: &Table) {
        let Table {
            local_name: _,
            schema,
            name,
            columns,
            primary_key,
            unique,
            soft_delete,
            children,
            references,
            audit,
            outbox,
        } = table;
        self.option(schema.as_deref(), Self::string);
        self.string(name);
        self.list(columns, Self::column);
        self.indexes(primary_key);
        self.list(unique, |writer, key| writer.indexes(key));
        self.option(soft_delete.as_ref(), Self::soft_delete);
        self.list(children, |writer, Child { path, table: _ }| {
            writer.string(path);
        });
        self.list(references, Self::reference);
        self.flag(*audit);
        self.flag(*outbox);
    }

    fn column(&mut self, column: &Column) {
        let Column {
            name,
            field,
            ty,
            nullable,
            has_default,
            generated,
            personal,
        } = column;
        self.string(name);
        self.option(field.as_deref(), Self::string);
        self.column_type(ty);
        self.flag(*nullable);
        self.flag(*has_default);
        self.flag(*generated);
        self.option(personal.as_ref(), |writer, personal| match personal {
            Personal::Null => writer.flag(false),
            Personal::Expression(text) => {
                writer.flag(true);
                writer.string(text);
            }
        });
    }

    fn column_type(&mut self, ty: &ColumnType) {
        match ty {
            ColumnType::Builtin(name) => {
                self.string("builtin");
                self.string(name);
            }
            ColumnType::User(index) => {
                self.string("user");
                self.number(*index);
            }
            ColumnType::Array(element) => {
                self.string("array");
                self.column_type(element);
            }
        }
    }

    fn user_type(&mut self, ty: &UserType) {
        let UserType { schema, name, kind } = ty;
        self.option(schema.as_deref(), Self::string);
        self.string(name);
        match kind {
            UserTypeKind::Enum(labels) => {
                self.string("enum");
                self.list(labels, |writer, label| writer.string(label));
            }
            UserTypeKind::Domain { base, not_null } => {
                self.string("domain");
                self.column_type(base);
                self.flag(*not_null);
            }
            UserTypeKind::Composite(fields) => {
                self.string("composite");
                self.list(fields, |writer, (name, ty)| {
                    writer.string(name);
                    writer.column_type(ty);
                });
            }
            UserTypeKind::Base(base) => {
                self.string("base");
                self.base_type(base);
            }
            UserTypeKind::Range {
                subtype,
                multirange,
            } => {
                self.string("range");
                self.column_type(subtype);
                self.string(multirange);
            }
            UserTypeKind::Multirange { range } => {
                self.string("multirange");
                self.column_type(range);
            }
        }
    }

    fn base_type(&mut self, base: &BaseType) {
        let BaseType {
            category,
            preferred,
            comparisons,
        } = base;
        self.string(category.encode_utf8(&mut [0; 4]));
        self.flag(*preferred);
        self.list(comparisons, |writer, symbol| writer.string(symbol));
    }

    fn soft_delete(&mut self, soft_delete: &SoftDelete) {
        let SoftDelete {
            marker,
            by,
            reason,
            id,
            created,
            retention,
            hold,
        } = soft_delete;
        match marker {
            Marker::Timestamp { at } => {
                self.string("timestamp");
                self.number(*at);
            }
            Marker::Flag { flag, at } => {
                self.string("flag");
                self.number(*flag);
                self.option(*at, Self::number);
            }
            Marker::Sentinel { at } => {
                self.string("sentinel");
                self.number(*at);
            }
            Marker::Archive { table, schema, at } => {
                self.string("archive");
                self.string(table);
                self.option(schema.as_deref(), Self::string);
                self.number(*at);
            }
        }
        for column in [by, reason, id, created] {
            self.option(*column, Self::number);
        }
        self.option(retention.as_deref(), Self::string);
        self.option(*hold, Self::number);
    }

    fn reference(&mut self, reference: &Reference) {
        let Reference {
            columns,
            table,
            parent: _,
            target,
            on_delete,
        } = reference;
        self.indexes(columns);
        self.string(table);
        self.list(target, |writer, column| writer.string(column));
        self.string(match on_delete {
            OnDelete::Cascade => "cascade",
            OnDelete::Restrict => "restrict",
            OnDelete::SetNull => "set_null",
            OnDelete::Keep => "keep",
        });
    }
}
