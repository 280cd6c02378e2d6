use softdelete::SqlType;

#[derive(Debug, SqlType)]
pub struct Point(f64, f64);

fn main() {}
