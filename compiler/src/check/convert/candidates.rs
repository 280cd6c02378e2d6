//! The rules that choose among candidates, common to operators and functions.
