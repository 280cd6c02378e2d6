use softdelete::{Range, SqlType, sd_query};

#[derive(Debug, SqlType)]
#[sql(name = "floatrange", range)]
pub struct FloatRange(Range<f64>);

fn main() {
    let price = FloatRange(Range::from(1.0..2.0));
    let _ = sd_query!(select multirange($price::FloatRange) as prices);
}
