use softdelete::SqlType;

#[derive(Debug, SqlType)]
#[sql(name = "citext", base_type, cast(text as varchar without function))]
pub struct Citext(String);

fn main() {}
