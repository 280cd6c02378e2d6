//! Values of those of PostgreSQL's types that neither Rust nor a crate everybody uses has a type for.
//!
//! Each is read and written in PostgreSQL's binary form, and prints as PostgreSQL prints it where that depends on no setting.

mod bits;
mod geometry;
mod infinite;
mod invalid;
mod json_path;
mod mac;
mod money;
pub(crate) mod multirange;
mod network;
pub(crate) mod range;
mod standing;
mod system;
mod text_scan;
mod time_tz;
mod ts_query;
mod ts_vector;
pub(crate) mod wire;
mod xml;

pub use bits::Bits;
pub use geometry::{Circle, Line, LineSegment, Path, Point, Polygon, Rectangle};
pub use infinite::Infinite;
pub use invalid::InvalidValue;
pub use json_path::JsonPath;
pub use mac::{MacAddr, MacAddr8};
pub use money::Money;
pub use multirange::Multirange;
pub use network::{Cidr, Inet};
pub use range::Range;
pub use standing::*;
pub use system::{Lsn, Snapshot, Tid};
pub use time_tz::TimeTz;
pub use ts_query::TsQuery;
pub use ts_vector::{TsVector, Weight};
pub use xml::Xml;
