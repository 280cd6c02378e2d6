use softdelete::{Range, Table};

#[derive(Debug, Table)]
#[table(name = "bookings")]
pub struct Booking {
    #[column(primary_key)]
    pub id: i64,
    pub names: Range<String>,
}

fn main() {}
