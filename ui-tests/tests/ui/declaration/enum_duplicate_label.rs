use softdelete::SqlEnum;

#[derive(Debug, SqlEnum)]
#[sql(name = "status")]
pub enum Status {
    Paid,
    #[sql(rename = "paid")]
    Settled,
}

fn main() {}
