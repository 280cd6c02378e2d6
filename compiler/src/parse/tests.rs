//! Parsing, seen through rendering.
