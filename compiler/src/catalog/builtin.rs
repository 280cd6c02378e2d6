//! PostgreSQL's own types, functions, operators and casts, embedded from a server's system catalogues.

/// A type: the OID of a built-in one, or [`TypeId::USER`] plus an index into [`super::Schema::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub u32);

impl TypeId {
    /// Where user-declared types begin: above every OID that PostgreSQL gives out for its own.
    pub const USER: u32 = 0x8000_0000;
}
