//! Any text as declarations of functions and operators: what is read has its places within the text, and an operator a function.
#![no_main]

use libfuzzer_sys::fuzz_target;
use softdelete_compiler::compile::declarations;
use softdelete_compiler::diagnostic::Errors;
use softdelete_compiler::lex::{self, ParamStyle};

fuzz_target!(|text: &str| {
    let mut errors = Errors::new();
    let source = lex::sql(text, ParamStyle::Named, &mut errors);
    let declared = declarations(&source);
    let within = |at: u32| assert!(at as usize <= text.len(), "{text:?}");
    for (_, span) in &declared.functions {
        within(span.end);
    }
    for (_, function, span) in &declared.operators {
        assert!(*function < declared.functions.len(), "{text:?}");
        within(span.end);
    }
    for error in &declared.errors {
        within(error.span.end);
    }
});
