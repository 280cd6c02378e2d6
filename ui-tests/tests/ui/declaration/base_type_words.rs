use softdelete::SqlType;

#[derive(Debug, SqlType)]
#[sql(name = "ltree", base_type, category = "string", comparisons("=", "@>"))]
pub struct Ltree(String);

fn main() {}
