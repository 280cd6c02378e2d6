use softdelete::Table;

#[derive(Debug, Table)]
#[table(name = "users", soft_delete, children(users))]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(references(users.uid), on_delete = cascade)]
    pub parent: Option<i64>,
}

fn main() {}
