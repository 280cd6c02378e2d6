use softdelete::Table;

#[derive(Debug, Table)]
#[table(name = "orders", soft_delete)]
pub struct Order {
    #[column(primary_key)]
    pub id: i64,
    #[column(references("users"), on_delete = keep)]
    pub user_id: i64,
}

fn main() {}
