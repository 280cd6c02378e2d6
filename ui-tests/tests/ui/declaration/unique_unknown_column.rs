use softdelete::Table;

#[derive(Debug, Table)]
#[table(name = "users", unique(org, emial))]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub org: i64,
    pub email: String,
}

fn main() {}
