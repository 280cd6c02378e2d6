//! As much of `std` as the types of the checked project are made of.

#![no_std]

pub use alloc::{boxed, string, vec};
pub use core::{clone, cmp, convert, default, fmt, future, iter, marker, ops, option, pin, primitive, result, task};
pub use core::{compile_error, unreachable};

pub mod prelude {
    pub mod v1 {
        pub use alloc::boxed::Box;
        pub use alloc::string::String;
        pub use alloc::vec::Vec;
        pub use core::prelude::v1::*;
    }
    pub mod rust_2015 {
        pub use super::v1::*;
    }
    pub mod rust_2018 {
        pub use super::v1::*;
    }
    pub mod rust_2021 {
        pub use super::v1::*;
    }
    pub mod rust_2024 {
        pub use super::v1::*;
        pub use core::prelude::rust_2024::*;
    }
}
