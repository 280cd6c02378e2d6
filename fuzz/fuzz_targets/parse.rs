//! What is read without a mistake is written as text that is read without a mistake and written the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use softdelete_compiler::diagnostic::Errors;
use softdelete_compiler::lex::{self, ParamStyle};
use softdelete_compiler::render::{self, RenderOptions};
use softdelete_compiler::parse;

fn rendered(text: &str) -> Option<String> {
    let mut errors = Errors::new();
    let source = lex::sql(text, ParamStyle::Positional, &mut errors);
    let parsed = parse::statement(&source, &mut errors)?;
    errors
        .is_empty()
        .then(|| render::statement(&parsed.statement, &RenderOptions::default()))
}

fuzz_target!(|text: &str| {
    if let Some(once) = rendered(text) {
        let twice = rendered(&once);
        assert_eq!(twice.as_deref(), Some(once.as_str()), "from {text:?}");
    }
});
