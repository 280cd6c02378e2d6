use softdelete::SqlType;

#[derive(Debug, SqlType)]
pub struct Email(Option<String>);

fn main() {}
