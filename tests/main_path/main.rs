//! The main path: statements written in `sd_query!`, run on a real PostgreSQL.

mod archive;
mod delete;
mod insert;
mod joins;
mod manager;
mod manager_markers;
mod optional;
mod scopes;
mod select;
mod shop;
mod update;
