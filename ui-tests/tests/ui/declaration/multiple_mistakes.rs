use softdelete::Table;

#[derive(Debug, Table)]
#[table(name = "users", soft_delete(at = deleted, why = "x"), retention = "soon", unique(emial))]
pub struct User {
    #[column(primary_key, unqiue)]
    pub id: Option<u64>,
    #[column(sql_type = "txt", default, generated)]
    pub email: String,
}

fn main() {}
