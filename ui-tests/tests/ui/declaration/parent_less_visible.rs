use softdelete::Table;

#[derive(Debug, Table)]
#[table(name = "users", soft_delete, children(orders))]
pub(crate) struct User {
    #[column(primary_key)]
    pub id: i64,
}

#[derive(Debug, Table)]
#[table(name = "orders", soft_delete)]
pub struct Order {
    #[column(primary_key)]
    pub id: i64,
    #[column(references(users.id), on_delete = cascade)]
    pub user_id: i64,
}

fn main() {}
