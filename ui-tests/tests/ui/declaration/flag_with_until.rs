use softdelete::Table;

#[derive(Debug, Table)]
#[table(name = "users", soft_delete(flag = "is_deleted", until = "infinity"))]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
}

fn main() {}
