use softdelete::Table;

#[derive(Debug, Table)]
#[table(
    name = "users",
    soft_delete,
    children(users),
    references((org_id, boss) = users(org_id, id), on_delete = set_null)
)]
pub struct User {
    #[column(primary_key)]
    pub org_id: i64,
    #[column(primary_key)]
    pub id: i64,
    pub boss: Option<i64>,
}

fn main() {}
