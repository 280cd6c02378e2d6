//! Any text becomes tokens whose places lie within it, in their order, and the last of which is the end.
#![no_main]

use libfuzzer_sys::fuzz_target;
use softdelete_compiler::diagnostic::Errors;
use softdelete_compiler::lex::{self, ParamStyle};
use softdelete_compiler::token::TokenKind;

fuzz_target!(|text: &str| {
    for style in [ParamStyle::Named, ParamStyle::Positional] {
        let source = lex::sql(text, style, &mut Errors::new());
        let mut at = 0;
        for token in &source.tokens {
            assert!(token.span.start >= at, "{token:?}");
            assert!(token.span.end as usize <= text.len(), "{token:?}");
            at = token.span.end;
        }
        assert!(matches!(
            source.tokens.last().map(|token| &token.kind),
            Some(TokenKind::End)
        ));
    }
});
