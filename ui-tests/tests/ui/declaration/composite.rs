use softdelete::SqlType;

#[derive(SqlType)]
pub struct Nameless {
    city: String,
}

#[derive(SqlType)]
#[sql(name = "address")]
pub struct Address {
    city: String,
    #[sql(rename = "city")]
    town: Option<u64>,
}

#[derive(SqlType)]
#[sql(name = "twice")]
pub struct Twice {
    city: String,
    #[sql(rename = "city")]
    town: Option<String>,
}

fn main() {}
