//! The declarations of a call by name: functions of one name are one item in Rust.

use proc_macro2::{Ident, TokenStream};
use softdelete_compiler::catalog::builtin::{ArgMode, FunctionKind};
use softdelete_compiler::catalog::{Argument, ColumnType, UserFunction, UserOperator};
use softdelete_compiler::gather::Gather as _;

use super::read::Call;
use crate::table::read::module_name;

/// All functions of one name.
pub(super) struct Group<'a> {
    /// The name of the item.
    pub(super) name: Ident,
    /// Its visibility: that of the first of them.
    pub(super) visibility: &'a syn::Visibility,
    /// Its documentation, line by line.
    pub(super) docs: Vec<String>,
    /// The Rust names of the types that they name.
    pub(super) types: Vec<&'a Ident>,
    /// The functions; of the types in them each is the n-th of `types`.
    pub(super) functions: Vec<UserFunction>,
    /// The operators that they implement.
    pub(super) operators: Vec<UserOperator>,
    /// The declarations of both, as indexes into [`Call::heads`].
    pub(super) heads: Vec<usize>,
}

/// The groups of a call.
pub(super) fn of(call: &Call) -> Vec<Group<'_>> {
    let mut groups: Vec<(Group<'_>, Vec<usize>)> = Vec::new();
    for (index, (function, span)) in call.declared.functions.iter().enumerate() {
        // A name that Rust cannot say could not be brought into scope.
        let place = call.statement.place(*span).0;
        let Some(name) = module_name(&function.name, place) else {
            continue;
        };
        let known = groups.iter().position(|(group, _)| group.name == name);
        let known = known.unwrap_or_else(|| {
            groups.push((Group::new(name, &call.head(*span).visibility), Vec::new()));
            groups.len() - 1
        });
        let (group, used) = &mut groups[known];
        group.add(call, index, used);
    }
    groups
        .into_iter()
        .map(|(mut group, used)| {
            group.types = used.iter().map(|ty| &call.types[*ty]).gather();
            group
        })
        .gather()
}

impl<'a> Group<'a> {
    fn new(name: Ident, visibility: &'a syn::Visibility) -> Self {
        Self {
            name,
            visibility,
            docs: Vec::new(),
            types: Vec::new(),
            functions: Vec::new(),
            operators: Vec::new(),
            heads: Vec::new(),
        }
    }

    /// Adds a function and the operators that it implements. `used` are the types of the call that the group names so far.
    fn add(&mut self, call: &Call, index: usize, used: &mut Vec<usize>) {
        let (function, span) = &call.declared.functions[index];
        let operators = call.declared.operators.iter();
        let operators = operators.filter(|(_, implementing, _)| *implementing == index);
        let places = operators.clone().map(|(_, _, span)| *span);
        for head in [*span]
            .into_iter()
            .chain(places)
            .map(|span| call.head_index(span))
        {
            if !self.heads.contains(&head) {
                self.heads.push(head);
            }
        }
        let mut operators: Vec<UserOperator> = operators.map(|(it, ..)| it.clone()).gather();
        if !self.docs.is_empty() {
            self.docs.push(String::new());
        }
        self.docs.extend(call.head(*span).docs.iter().cloned());
        self.docs.extend([
            String::new(),
            "```sql".to_owned(),
            spelled(function, &call.types),
            "```".to_owned(),
        ]);
        let mut function = function.clone();
        for ty in types_of(&function) {
            if !used.contains(&ty) {
                used.push(ty);
            }
        }
        let in_group = |ty: usize| {
            used.iter()
                .position(|other| *other == ty)
                .unwrap_or_default()
        };
        function.renumber(&in_group);
        for operator in &mut operators {
            operator.renumber(&in_group);
        }
        self.functions.push(function);
        self.operators.append(&mut operators);
    }
}

impl Group<'_> {
    /// Its declarations as they were written.
    pub(super) fn written(&self, call: &Call) -> TokenStream {
        let mut heads = self.heads.clone();
        heads.sort_unstable();
        let written = heads
            .into_iter()
            .map(|head| call.heads[head].written.clone());
        written.collect()
    }
}

/// The user-declared types that a function names. Those of its operators are among them.
fn types_of(function: &UserFunction) -> Vec<usize> {
    fn of(ty: &ColumnType) -> Option<usize> {
        match ty {
            ColumnType::Builtin(_) => None,
            ColumnType::User(index) => Some(*index),
            ColumnType::Array(element) => of(element),
        }
    }
    let args = function.args.iter().map(|arg| &arg.ty);
    args.chain([&function.result]).filter_map(of).gather()
}

/// The head of the function as one would write it.
fn spelled(function: &UserFunction, types: &[Ident]) -> String {
    fn ty(of: &ColumnType, types: &[Ident]) -> String {
        match of {
            ColumnType::Builtin(name) => name.clone(),
            ColumnType::User(index) => types[*index].to_string(),
            ColumnType::Array(element) => format!("{}[]", ty(element, types)),
        }
    }
    let argument = |arg: &Argument| {
        let mode = match arg.mode {
            ArgMode::In | ArgMode::Table => "",
            ArgMode::Out => "out ",
            ArgMode::InOut => "inout ",
            ArgMode::Variadic => "variadic ",
        };
        let space = if arg.name.is_empty() { "" } else { " " };
        format!("{mode}{}{space}{}", arg.name, ty(&arg.ty, types))
    };
    let list = |table: bool| {
        let args = function.args.iter();
        let args = args.filter(|arg| (arg.mode == ArgMode::Table) == table);
        args.map(argument).gather().join(", ")
    };
    let is_aggregate = match function.kind {
        FunctionKind::Function | FunctionKind::Window => false,
        FunctionKind::Aggregate
        | FunctionKind::OrderedSet(_)
        | FunctionKind::HypotheticalSet(_) => true,
    };
    let columns = list(true);
    format!(
        "{} {}{}({}) returns {}{}",
        if is_aggregate {
            "aggregate"
        } else {
            "function"
        },
        function
            .schema
            .as_ref()
            .map_or_else(String::new, |schema| format!("{schema}.")),
        function.name,
        list(false),
        if columns.is_empty() {
            let set = if function.returns_set { "setof " } else { "" };
            format!("{set}{}", ty(&function.result, types))
        } else {
            format!("table ({columns})")
        },
        if function.not_null { " not null" } else { "" }
    )
}
