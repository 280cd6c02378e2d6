use softdelete::{Table, sd_query};

#[derive(Debug, Table)]
#[table(name = "users", soft_delete(at = "deleted_at"), children(orders))]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
}

#[derive(Debug, Table)]
#[table(name = "orders", soft_delete(at = "deleted_at"))]
pub struct Order {
    #[column(primary_key)]
    pub id: i64,
    #[column(references(users.id), on_delete = cascade)]
    pub user_id: i64,
}

fn main() {
    let _ = sd_query!(restore users where id = 1);
}
