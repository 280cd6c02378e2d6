use softdelete::{Table, sd_query};

#[derive(Debug, Table)]
#[table(name = "users", soft_delete, children(orders))]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
}

#[derive(Debug, Table)]
#[table(name = "orders", soft_delete, audti)]
pub struct Order {
    #[column(primary_key)]
    pub id: i64,
    #[column(references(users.id), on_delete = cascade)]
    pub user_id: i64,
}

fn main() {
    let id = 1_i64;
    let _ = sd_query!(restore users where id = $id);
}
