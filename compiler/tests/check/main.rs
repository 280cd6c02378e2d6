//! Names, types and nullability: what statements mean, and the mistakes in them.

mod corpus;
mod ddl;
mod grouping;
mod names;
mod output;
mod params;
mod results;
mod stars;
mod support;
mod types;
mod writes;
