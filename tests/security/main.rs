//! What strangers may write does not become SQL, what a role may not see or do it cannot by way of softdelete, and history stays.

mod actor;
mod erased;
mod history;
mod names;
mod row_level_security;
mod support;
mod values;
