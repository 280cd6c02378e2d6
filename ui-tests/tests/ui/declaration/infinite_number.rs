use softdelete::{Infinite, Table};

#[derive(Debug, Table)]
#[table(name = "offers")]
pub struct Offer {
    #[column(primary_key)]
    pub id: i64,
    pub until: Infinite<i64>,
}

fn main() {}
