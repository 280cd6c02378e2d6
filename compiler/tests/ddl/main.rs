//! Defence in the database, on a real PostgreSQL: each statement runs, runs again, does what it says and refuses what it should.

mod archive;
mod guard;
mod index;
mod live;
mod names;
mod policy;
mod unique;
mod world;
