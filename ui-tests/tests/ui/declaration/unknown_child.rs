use softdelete::Table;

#[derive(Debug, Table)]
#[table(name = "users", soft_delete, children(oders))]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
}

fn main() {}
