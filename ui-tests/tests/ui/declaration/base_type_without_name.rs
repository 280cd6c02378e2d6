use softdelete::SqlType;

#[derive(Debug, SqlType)]
#[sql(base_type)]
pub struct Ltree(String);

fn main() {}
