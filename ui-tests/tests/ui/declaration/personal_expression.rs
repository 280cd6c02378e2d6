use softdelete::Table;

#[derive(Debug, Table)]
#[table(name = "users", soft_delete)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(personal = "'erased-' || idd")]
    pub email: String,
    #[column(personal = "(select 1)")]
    pub age: i32,
}

fn main() {}
