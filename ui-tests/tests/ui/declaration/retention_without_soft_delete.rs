use softdelete::Table;

#[derive(Debug, Table)]
#[table(name = "users", retention = "90 days")]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
}

fn main() {}
