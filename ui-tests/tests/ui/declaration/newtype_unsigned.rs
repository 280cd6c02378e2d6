use softdelete::SqlType;

#[derive(Debug, SqlType)]
pub struct Count(u64);

fn main() {}
