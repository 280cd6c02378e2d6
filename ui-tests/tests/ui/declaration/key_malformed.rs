use softdelete::Table;

#[derive(Debug, Table)]
#[table(
    name = "users",
    soft_delete,
    children(users),
    references((org_id, boss), users(org_id, id), on_delete = keep),
    references((org_id, chief) = users(org_id, id), on_delete = set_null),
    references((org_id, boss) = users(org_id, id)),
    references((org_id, boss) = users(org_id, id), on_delete = keep, on_update = cascade),
)]
pub struct User {
    #[column(primary_key)]
    pub org_id: i64,
    #[column(primary_key)]
    pub id: i64,
    pub boss: Option<i64>,
}

fn main() {}
