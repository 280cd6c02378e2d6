use softdelete::Table;

#[derive(Debug, Table)]
#[table(name = "users")]
pub struct User {
    #[column(primary_key, personal)]
    pub id: i64,
    #[column(personal)]
    pub email: String,
    #[column(generated, personal = "''")]
    pub domain: String,
    #[column(personal("''"))]
    pub phone: String,
}

fn main() {}
