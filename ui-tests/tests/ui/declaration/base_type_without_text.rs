use softdelete::SqlType;

#[derive(Debug, SqlType)]
#[sql(name = "vector", base_type)]
pub struct Vector(Vec<f32>);

fn main() {}
