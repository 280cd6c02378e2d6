use softdelete::Table;

#[derive(Debug, Table)]
#[table(name = "users", soft_delete, children(logs))]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
}

#[derive(Debug, Table)]
#[table(name = "logs")]
pub struct Log {
    #[column(primary_key)]
    pub id: i64,
    #[column(references(users.id), on_delete = cascade)]
    pub user_id: i64,
}

fn main() {}
