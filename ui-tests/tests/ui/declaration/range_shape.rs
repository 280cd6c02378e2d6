use softdelete::{Range, SqlType};

#[derive(Debug, SqlType)]
#[sql(name = "floatrange", range)]
pub struct FloatRange(f64);

#[derive(Debug, SqlType)]
#[sql(range)]
pub struct Nameless(Range<f64>);

#[derive(Debug, SqlType)]
#[sql(name = "maybe", range)]
pub struct Maybe(Range<Option<f64>>);

fn main() {}
