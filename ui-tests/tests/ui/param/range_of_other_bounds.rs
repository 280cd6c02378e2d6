use softdelete::chrono::{DateTime, Utc};
use softdelete::{Range, Table, sd_query};

#[derive(Debug, Table)]
#[table(name = "bookings")]
pub struct Booking {
    #[column(primary_key)]
    pub id: i64,
    pub during: Range<DateTime<Utc>>,
}

fn main() {
    let days = Range::from(1..5);
    let _ = sd_query!(select from bookings where during && $days);
}
