//! What is wrong with a value that PostgreSQL could not have.

use std::borrow::Cow;
use std::fmt;

/// Why a text, or the parts of a value, are no value of a type of PostgreSQL's. It does not quote them, so that no log does.
///
/// ```
/// use softdelete_runtime::Cidr;
///
/// let error = "192.0.2.1/24".parse::<Cidr>().unwrap_err();
/// assert_eq!(error.to_string(), "not a `cidr`: the address has bits to the right of the netmask");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidValue {
    ty: &'static str,
    reason: Cow<'static, str>,
}

impl InvalidValue {
    pub(super) fn new(ty: &'static str, reason: impl Into<Cow<'static, str>>) -> InvalidValue {
        InvalidValue {
            ty,
            reason: reason.into(),
        }
    }
}

impl fmt::Display for InvalidValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a `{}`: {}", self.ty, self.reason)
    }
}

impl std::error::Error for InvalidValue {}
