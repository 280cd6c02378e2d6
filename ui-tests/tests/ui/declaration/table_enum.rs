use softdelete::Table;

#[derive(Debug, Table)]
#[table(name = "users")]
pub enum User {
    Someone,
}

fn main() {}
