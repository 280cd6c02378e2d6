use softdelete::Table;

#[derive(Debug, Table)]
#[table(name = "users")]
pub struct User(i64, String);

fn main() {}
