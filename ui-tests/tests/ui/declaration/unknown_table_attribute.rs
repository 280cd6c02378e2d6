use softdelete::Table;

#[derive(Debug, Table)]
#[table(name = "users", sof_delete)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
}

fn main() {}
