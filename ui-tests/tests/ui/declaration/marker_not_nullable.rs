use softdelete::Table;

#[derive(Debug, Table)]
#[table(name = "users", soft_delete)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub deleted_by: String,
}

fn main() {}
