use softdelete::Table;

#[derive(Debug, Table)]
#[table(name = "users")]
pub struct User {
    #[column(primarykey)]
    pub id: i64,
}

fn main() {}
