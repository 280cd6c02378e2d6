//! References and smart pointers as parameters: they fit wherever what they point to does.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::BytesMut;
use postgres_types::{IsNull, Type};

use super::{Bind, BindNullable, Encode, EncodeError};

macro_rules! pointer {
    ($($pointer:ty),+) => {$(
        impl<T: Encode + Send + ?Sized> Encode for $pointer {
            fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
                (**self).encode(ty, out)
            }

            fn as_text(&self) -> Option<&'static str> {
                (**self).as_text()
            }
        }

        impl<S, T: BindNullable<S> + Send + ?Sized> BindNullable<S> for $pointer {}
        impl<S, T: Bind<S> + Send + ?Sized> Bind<S> for $pointer {}
    )+};
}

pointer!(Box<T>, Arc<T>);

impl<T: Encode + ?Sized> Encode for &T {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
        (**self).encode(ty, out)
    }

    fn as_text(&self) -> Option<&'static str> {
        (**self).as_text()
    }
}

impl<S, T: BindNullable<S> + ?Sized> BindNullable<S> for &T {}
impl<S, T: Bind<S> + ?Sized> Bind<S> for &T {}

impl<T: Encode + ?Sized> Encode for &mut T {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
        (**self).encode(ty, out)
    }

    fn as_text(&self) -> Option<&'static str> {
        (**self).as_text()
    }
}

impl<S, T: BindNullable<S> + ?Sized> BindNullable<S> for &mut T {}
impl<S, T: Bind<S> + ?Sized> Bind<S> for &mut T {}

impl<T> Encode for Cow<'_, T>
where
    T: Encode + ToOwned + ?Sized,
    T::Owned: Sync,
{
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
        (**self).encode(ty, out)
    }

    fn as_text(&self) -> Option<&'static str> {
        (**self).as_text()
    }
}

impl<S, T> BindNullable<S> for Cow<'_, T>
where
    T: BindNullable<S> + ToOwned + ?Sized,
    T::Owned: Sync,
{
}

impl<S, T> Bind<S> for Cow<'_, T>
where
    T: Bind<S> + ToOwned + ?Sized,
    T::Owned: Sync,
{
}
