use softdelete::{Multirange, SqlType};

#[derive(Debug, SqlType)]
#[sql(name = "price")]
pub struct Price(f64);

#[derive(Debug, SqlType)]
#[sql(multirange_of = Price)]
pub struct Prices(Multirange<f64>);

fn main() {}
