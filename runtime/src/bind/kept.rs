//! Parameters in an arm of a choice: values that outlive the arm they were named in.
//!
//! What a pattern binds is gone once the arm has been left, and the query is sent later. A reference is taken over as it is, a place
//! outside of the arm is referred to; only what is copied or made in the arm is kept on the heap.

use std::sync::Arc;

use super::{Bind, BindNullable, Encode, Param, Source};

/// A place named in an arm. `(&&&Place(&x)).kept()` finds, by what `x` is, which of the three traits below keeps it.
#[derive(Debug)]
pub struct Place<'a, T: ?Sized>(pub &'a T);

/// A value that is kept by reference.
#[derive(Debug)]
pub struct Referred<'a, T>(&'a T);

/// A value that is kept on the heap.
#[derive(Debug)]
pub struct Owned<T>(pub T);

/// How a reference is kept: as it is.
pub trait KeepReference<'a, T> {
    /// The reference.
    fn kept(&self) -> Referred<'a, T>;
}

impl<'a, T> KeepReference<'a, T> for &&Place<'_, &'a T> {
    fn kept(&self) -> Referred<'a, T> {
        Referred(self.0)
    }
}

/// How a value is kept that is copied freely: by its copy.
pub trait KeepCopy<T> {
    /// The copy.
    fn kept(&self) -> Owned<T>;
}

impl<T: Copy> KeepCopy<T> for &Place<'_, T> {
    fn kept(&self) -> Owned<T> {
        Owned(*self.0)
    }
}

/// How all else is kept: where it is.
pub trait KeepPlace<'a, T> {
    /// A reference to the place.
    fn kept(&self) -> Referred<'a, T>;
}

impl<'a, T> KeepPlace<'a, T> for Place<'a, T> {
    fn kept(&self) -> Referred<'a, T> {
        Referred(self.0)
    }
}

impl<'a, T: Encode> Referred<'a, T> {
    /// Gives it for a parameter of type `S` that must not be NULL.
    pub fn bind<S>(self) -> Param<'a>
    where
        T: Bind<S>,
    {
        Param(Source::Value(self.0))
    }

    /// Gives it for a parameter of type `S` that may be NULL.
    pub fn bind_nullable<S>(self) -> Param<'a>
    where
        T: BindNullable<S>,
    {
        Param(Source::Value(self.0))
    }
}

impl<'a, T: Encode + Send + 'a> Owned<T> {
    /// Gives it for a parameter of type `S` that must not be NULL.
    pub fn bind<S>(self) -> Param<'a>
    where
        T: Bind<S>,
    {
        Param(Source::Kept(Arc::new(self.0)))
    }

    /// Gives it for a parameter of type `S` that may be NULL.
    pub fn bind_nullable<S>(self) -> Param<'a>
    where
        T: BindNullable<S>,
    {
        Param(Source::Kept(Arc::new(self.0)))
    }
}

impl Param<'_> {
    /// The parameter of an arm that is not taken: nobody looks at it.
    pub const UNUSED: Self = Param(Source::Unused);
}
