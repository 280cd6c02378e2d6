//! Polymorphic arguments and results: section 36.2.5 of the manual.
