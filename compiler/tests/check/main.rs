//! Names, types and nullability.

mod corpus;
mod ddl;
