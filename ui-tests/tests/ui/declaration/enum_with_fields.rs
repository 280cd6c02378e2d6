use softdelete::SqlEnum;

#[derive(Debug, SqlEnum)]
#[sql(name = "status")]
pub enum Status {
    New,
    Paid(i64),
}

fn main() {}
