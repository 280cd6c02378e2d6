//! Two and more sessions at the same rows: whichever comes first, the outcome is one that one after the other could have had, or one
//! that is written down here as what only a live foreign key prevents.
//!
//! Nothing sleeps for luck: a session goes on when the server says that the other one waits for it.

mod delete_and_delete;
mod delete_and_restore;
mod insert_and_delete;
mod purge_and_restore;
mod retries;
mod statements;
mod support;
mod two_purgers;
mod upsert_and_delete;
