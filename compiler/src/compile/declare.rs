//! Declarations of functions, operators and casts as the catalogue keeps them.

mod cast;

use crate::ast::{
    ArgumentDeclaration, Declaration, DeclaredKind, FunctionDeclaration, Name, ObjectName,
    OperatorDeclaration, TypeName,
};
use crate::catalog::builtin::{ArgMode, FunctionKind, TypeId, builtin_type, type_by_name};
use crate::catalog::{Argument, ColumnType, Schema, UserFunction, UserOperator};
use crate::check::convert::Types;
use crate::diagnostic::declaration::{FUNCTION, OPERATOR, WRITTEN_TWICE};
use crate::diagnostic::{Diagnostic, Errors};
use crate::gather::Gather as _;
use crate::parse;
use crate::span::Span;
use crate::token::Source;

pub use cast::{DeclaredCast, cast};

/// What was declared. `ColumnType::User` in it indexes into `types`.
#[derive(Clone, Debug, Default)]
pub struct Declarations {
    /// The functions and aggregates, each with the place of its name.
    pub functions: Vec<(UserFunction, Span)>,
    /// The operators, each with the index of the function that implements it and its place.
    pub operators: Vec<(UserOperator, usize, Span)>,
    /// The names of types that are not PostgreSQL's own, each once, in the order of their first use.
    pub types: Vec<Name>,
    /// All mistakes, in the order of the source.
    pub errors: Vec<Diagnostic>,
}

/// Reads declarations of functions, aggregates and operators.
///
/// ```
/// use softdelete_compiler::{compile, diagnostic::Errors, lex};
/// let text = "create function app.slugify(title text, longest integer default 80) returns text strict immutable";
/// let source = lex::sql(text, lex::ParamStyle::Named, &mut Errors::new());
/// let declared = compile::declarations(&source);
/// assert!(declared.errors.is_empty());
/// assert_eq!(declared.functions[0].0.name, "slugify");
/// assert_eq!(declared.functions[0].0.defaults, 1);
/// ```
pub fn declarations(source: &Source) -> Declarations {
    let mut errors = Errors::new();
    let parsed = parse::declarations(source, &mut errors);
    let mut reader = Reader {
        declared: Declarations::default(),
        errors: &mut errors,
    };
    for declaration in &parsed {
        if let Declaration::Function(function) = declaration {
            reader.function(function);
        }
    }
    for declaration in &parsed {
        if let Declaration::Operator(operator) = declaration {
            reader.operator(operator);
        }
    }
    let mut declared = reader.declared;
    declared.errors = errors.into_sorted();
    declared
}

struct Reader<'e> {
    declared: Declarations,
    errors: &'e mut Errors,
}

impl Reader<'_> {
    fn refuse(&mut self, span: Span, message: String, help: &str) {
        self.errors
            .push(Diagnostic::new(&FUNCTION, span, message).help(help));
    }

    fn function(&mut self, declaration: &FunctionDeclaration) {
        let name = declaration.name.last();
        let read = declaration.args.iter().map(|arg| self.argument(arg));
        // All are read, so that each mistake is reported.
        let read: Vec<Option<Argument>> = read.gather();
        let (kind, returns, returns_set) = match &declaration.kind {
            DeclaredKind::Function { returns, set } if declaration.window => {
                (FunctionKind::Window, returns.as_ref(), *set)
            }
            DeclaredKind::Function { returns, set } => {
                (FunctionKind::Function, returns.as_ref(), *set)
            }
            DeclaredKind::Aggregate {
                returns,
                direct: None,
                hypothetical: _,
            } => (FunctionKind::Aggregate, Some(returns), false),
            DeclaredKind::Aggregate {
                returns,
                direct: Some(direct),
                hypothetical: true,
            } => (FunctionKind::HypotheticalSet(*direct), Some(returns), false),
            DeclaredKind::Aggregate {
                returns,
                direct: Some(direct),
                hypothetical: false,
            } => (FunctionKind::OrderedSet(*direct), Some(returns), false),
        };
        let result = returns.map(|returns| self.column_type(returns));
        let Some(args) = read.into_iter().collect::<Option<Vec<_>>>() else {
            return;
        };
        let mut function = UserFunction {
            local_name: String::new(),
            schema: schema_of(&declaration.name),
            name: name.text.clone(),
            kind,
            args,
            defaults: declaration.args.iter().filter(|arg| arg.default).count(),
            result: ColumnType::Builtin("void".to_owned()),
            returns_set,
            strict: declaration.strict,
            not_null: declaration.not_null,
        };
        let outputs: Vec<&Argument> = function.outputs().gather();
        function.result = match (result, outputs.as_slice()) {
            (Some(None), _) => return,
            (Some(Some(result)), _) => result,
            (None, [one]) => one.ty.clone(),
            (None, [_, _, ..]) => ColumnType::Builtin("record".to_owned()),
            (None, []) => {
                let message = format!("it is not said what `{}` returns", name.text);
                self.refuse(
                    name.span,
                    message,
                    "write `returns type`, or arguments with `out`",
                );
                return;
            }
        };
        if self.check_arguments(declaration) && self.check_result(&function, name.span) {
            self.add(function, name.span);
        }
    }

    fn add(&mut self, function: UserFunction, span: Span) {
        let inputs = |function: &UserFunction| {
            let inputs = function.inputs().map(|arg| arg.ty.clone());
            inputs.gather()
        };
        let twice = self.declared.functions.iter().any(|(other, _)| {
            other.name == function.name
                && other.schema == function.schema
                && inputs(other) == inputs(&function)
        });
        if twice {
            let message = format!("`{}` with these arguments is declared twice", function.name);
            self.errors
                .push(Diagnostic::new(&WRITTEN_TWICE, span, message).help("leave one of them out"));
        } else {
            self.declared.functions.push((function, span));
        }
    }

    /// Defaults come last, and so does VARIADIC.
    fn check_arguments(&mut self, declaration: &FunctionDeclaration) -> bool {
        let inputs = declaration.args.iter().filter(|arg| match arg.mode {
            ArgMode::In | ArgMode::InOut | ArgMode::Variadic => true,
            ArgMode::Out | ArgMode::Table => false,
        });
        let inputs: Vec<&ArgumentDeclaration> = inputs.gather();
        let ordered = matches!(
            declaration.kind,
            DeclaredKind::Aggregate {
                direct: Some(_),
                ..
            }
        );
        for pair in inputs.windows(2) {
            if pair[0].default && !pair[1].default && pair[1].mode != ArgMode::Variadic {
                self.refuse(
                    pair[1].span,
                    "an argument after one with a default needs a default as well".to_owned(),
                    "write `default …` behind it, or move it before the others",
                );
                return false;
            }
            if pair[0].mode == ArgMode::Variadic && !ordered {
                self.refuse(
                    pair[0].span,
                    "the VARIADIC argument must be the last one".to_owned(),
                    "move it to the end",
                );
                return false;
            }
        }
        let variadic = inputs.iter().find(|arg| arg.mode == ArgMode::Variadic);
        if let Some(arg) = variadic
            && arg.ty.array.is_empty()
            && !matches!(
                arg.ty.name.last().text.as_str(),
                "any" | "anyarray" | "anycompatiblearray"
            )
        {
            self.refuse(
                arg.span,
                "the VARIADIC argument must be an array".to_owned(),
                "write `variadic name type[]`",
            );
            return false;
        }
        true
    }

    /// A polymorphic result needs an argument that decides its type.
    fn check_result(&mut self, function: &UserFunction, span: Span) -> bool {
        let schema = Schema::default();
        let types = Types { schema: &schema };
        let polymorphic = |ty: &ColumnType| types.column_type(ty).is_ok_and(TypeId::is_polymorphic);
        let results = function.outputs().map(|arg| &arg.ty);
        let open = results.chain([&function.result]).any(polymorphic);
        if open && !function.inputs().any(|arg| polymorphic(&arg.ty)) {
            let message = format!(
                "nothing says what the polymorphic result of `{}` is",
                function.name
            );
            self.refuse(
                span,
                message,
                "an argument of a polymorphic type decides it: `anyelement`, `anyarray`, …",
            );
            return false;
        }
        true
    }

    fn argument(&mut self, arg: &ArgumentDeclaration) -> Option<Argument> {
        let ty = self.column_type(&arg.ty)?;
        let name = arg.name.as_ref().map(|name| name.text.clone());
        Some(Argument {
            mode: arg.mode,
            name: name.unwrap_or_default(),
            ty,
        })
    }

    fn operator(&mut self, declaration: &OperatorDeclaration) {
        let left = declaration.left.as_ref().map(|left| self.column_type(left));
        let right = self.column_type(&declaration.right);
        let (left, right) = match (left, right) {
            (Some(None), _) | (_, None) => return,
            (Some(Some(left)), Some(right)) => (Some(left), right),
            (None, Some(right)) => (None, right),
        };
        let name = declaration.function.last();
        let schema = schema_of(&declaration.function);
        let operands: Vec<&ColumnType> = left.iter().chain([&right]).gather();
        let implements = |(function, _): &&(UserFunction, Span)| {
            let inputs: Vec<&ColumnType> = function.inputs().map(|arg| &arg.ty).gather();
            function.name == name.text
                && Schema::may_be_in(schema.as_deref(), function.schema.as_deref())
                && !function.returns_set
                && function.kind == FunctionKind::Function
                && inputs == operands
        };
        let functions = &self.declared.functions;
        let Some(index) = functions.iter().position(|it| implements(&it)) else {
            self.errors.push(
                Diagnostic::new(
                    &OPERATOR,
                    name.span,
                    format!(
                        "no function `{}` of these operands is declared here",
                        name.text
                    ),
                )
                .help(format!(
                    "declare it in the same call, before `create operator`: it says what `{}` returns and when that is NULL",
                    declaration.symbol
                )),
            );
            return;
        };
        let function = &functions[index].0;
        let operator = UserOperator {
            schema: declaration.schema.as_ref().map(|name| name.text.clone()),
            symbol: declaration.symbol.clone(),
            left,
            right,
            result: function.result.clone(),
            strict: function.strict,
            not_null: function.not_null,
        };
        self.declared
            .operators
            .push((operator, index, declaration.span));
    }

    /// The type that is named, as a declaration keeps it.
    fn column_type(&mut self, name: &TypeName) -> Option<ColumnType> {
        let written = name.name.last();
        let own = match name.name.parts.as_slice() {
            [.., schema, _] => schema.text == "pg_catalog",
            [_] | [] => true,
        };
        let schema = Schema::default();
        let types = Types { schema: &schema };
        let element = if own && type_by_name(&written.text).is_some() {
            let mut plain = name.clone();
            // A function takes and returns values of any length.
            plain.modifiers.clear();
            plain.array.clear();
            let id = types.type_name(&plain, self.errors)?;
            ColumnType::Builtin(catalogue_name(id)?)
        } else if own && let Some(close) = types.misspelled(&written.text) {
            self.errors
                .push(super::names::misspelled_type(written, &close));
            return None;
        } else if own && name.name.parts.len() > 1 {
            types.type_name(name, self.errors)?;
            return None;
        } else {
            let known = self
                .declared
                .types
                .iter()
                .position(|ty| ty.text == written.text);
            ColumnType::User(known.unwrap_or_else(|| {
                self.declared.types.push(written.clone());
                self.declared.types.len() - 1
            }))
        };
        Some(if name.array.is_empty() {
            element
        } else {
            ColumnType::Array(Box::new(element))
        })
    }
}

/// The schema of a name, if it has one.
fn schema_of(name: &ObjectName) -> Option<String> {
    match name.parts.as_slice() {
        [.., schema, _] => Some(schema.text.clone()),
        [_] | [] => None,
    }
}

/// The name of a type as declarations spell it.
fn catalogue_name(id: TypeId) -> Option<String> {
    Some(match builtin_type(id)?.name {
        // Unquoted, these are other types or none.
        name @ ("char" | "any") => format!("\"{name}\""),
        name => name.to_owned(),
    })
}
