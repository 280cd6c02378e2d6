//! As much of `alloc` as the types of the checked project are made of.

#![feature(lang_items)]
#![no_std]

pub mod string {
    #[lang = "String"]
    pub struct String(());
    impl core::ops::Deref for String {
        type Target = str;
        fn deref(&self) -> &str {
            loop {}
        }
    }
}

pub mod vec {
    pub struct Vec<T>(core::marker::PhantomData<T>);
    pub struct IntoIter<T>(core::marker::PhantomData<T>);
    impl<T> Iterator for IntoIter<T> {
        type Item = T;
        fn next(&mut self) -> Option<T> {
            loop {}
        }
    }
    impl<T> IntoIterator for Vec<T> {
        type Item = T;
        type IntoIter = IntoIter<T>;
        fn into_iter(self) -> IntoIter<T> {
            loop {}
        }
    }
    impl<T> core::ops::Deref for Vec<T> {
        type Target = [T];
        fn deref(&self) -> &[T] {
            loop {}
        }
    }
}

pub mod boxed {
    #[lang = "owned_box"]
    pub struct Box<T: ?Sized>(core::marker::PhantomData<T>);
}
