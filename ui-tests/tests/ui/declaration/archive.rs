use softdelete::Table;

#[derive(Debug, Table)]
#[table(name = "users", soft_delete(archive = "users_archive", flag = "gone"))]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
}

#[derive(Debug, Table)]
#[table(name = "notes", soft_delete(archive = ".notes_archive"))]
pub struct Note {
    #[column(primary_key)]
    pub id: i64,
}

fn main() {}
