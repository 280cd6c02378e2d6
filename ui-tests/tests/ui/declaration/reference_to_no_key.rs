use softdelete::Table;

#[derive(Debug, Table)]
#[table(name = "users", soft_delete, unique(org_id, name), children(orders))]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub org_id: i64,
    pub name: String,
}

#[derive(Debug, Table)]
#[table(
    name = "orders",
    soft_delete,
    references((org_id, user_name) = users(org_id, name), on_delete = cascade)
)]
pub struct Order {
    #[column(primary_key)]
    pub id: i64,
    pub org_id: i64,
    pub user_name: String,
    #[column(references(users.name), on_delete = keep)]
    pub seller: String,
}

fn main() {}
