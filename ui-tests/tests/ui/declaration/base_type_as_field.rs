use softdelete::SqlType;

#[derive(Debug, SqlType)]
#[sql(name = "ltree", base_type)]
pub struct Ltree(String);

#[derive(Debug, SqlType)]
#[sql(name = "entry")]
pub struct Entry {
    pub path: Ltree,
    pub others: Vec<Ltree>,
}

fn main() {}
