use softdelete::Table;

#[derive(Debug, Table)]
#[table(name = "users", soft_delete)]
pub struct User {
    pub id: i64,
}

fn main() {}
