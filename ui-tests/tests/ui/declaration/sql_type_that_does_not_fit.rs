use softdelete::Table;

#[derive(Debug, Table)]
#[table(name = "users")]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(sql_type = "integer")]
    pub email: String,
}

fn main() {}
