//! Declarations of casts, which are written where a type is declared.

use super::{Declarations, Reader};
use crate::ast::Name;
use crate::catalog::UserCast;
use crate::diagnostic::{Diagnostic, Errors};
use crate::parse;
use crate::token::Source;

/// A cast that was declared. `ColumnType::User` in it indexes into `types`.
#[derive(Clone, Debug, Default)]
pub struct DeclaredCast {
    /// The cast; `None` after a mistake.
    pub cast: Option<UserCast>,
    /// The names of types that are not PostgreSQL's own, each once, in the order of their first use.
    pub types: Vec<Name>,
    /// All mistakes, in the order of the source.
    pub errors: Vec<Diagnostic>,
}

/// Reads the declaration of a cast: what follows CREATE CAST, without the parentheses.
///
/// ```
/// use softdelete_compiler::{catalog::builtin::CastContext, compile, diagnostic::Errors, lex};
/// let text = "citext as text without function as implicit";
/// let source = lex::sql(text, lex::ParamStyle::Named, &mut Errors::new());
/// let declared = compile::cast(&source);
/// assert_eq!(declared.cast.unwrap().context, CastContext::Implicit);
/// assert_eq!(declared.types[0].text, "citext");
/// ```
pub fn cast(source: &Source) -> DeclaredCast {
    let mut errors = Errors::new();
    let parsed = parse::cast_declaration(source, &mut errors);
    let mut reader = Reader {
        declared: Declarations::default(),
        errors: &mut errors,
    };
    let cast = parsed.and_then(|parsed| {
        let (from, to) = (
            reader.column_type(&parsed.from),
            reader.column_type(&parsed.to),
        );
        Some(UserCast {
            from: from?,
            to: to?,
            context: parsed.context,
            method: parsed.method,
            may_give_null: !parsed.not_null,
        })
    });
    DeclaredCast {
        cast,
        types: reader.declared.types,
        errors: errors.into_sorted(),
    }
}
