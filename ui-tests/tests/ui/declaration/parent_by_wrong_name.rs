use softdelete::Table;

mod below {
    #[derive(Debug, softdelete::Table)]
    #[table(name = "orders", soft_delete)]
    pub struct Order {
        #[column(primary_key)]
        pub id: i64,
        #[column(references("app.users.name"), on_delete = cascade)]
        pub user_name: String,
    }
}

#[derive(Debug, Table)]
#[table(name = "users", schema = "app", soft_delete, children(below::orders))]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub name: String,
}

fn main() {}
