use softdelete::Table;

#[derive(Debug, Table)]
#[table(name = "users", children(users))]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(references(users.id), on_delete = delete)]
    pub parent: Option<i64>,
}

fn main() {}
