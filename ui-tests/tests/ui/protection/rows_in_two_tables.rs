use softdelete::{Table, sd_query};

#[derive(Debug, Table)]
#[table(name = "users", soft_delete(archive = "users_archive"))]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub age: i32,
}

fn main() {
    let _ = sd_query!(update users with deleted set age = 1 where id = 1);
    let _ = sd_query!(select from users with deleted for update);
}
