use softdelete::SqlEnum;

#[derive(Debug, SqlEnum)]
#[sql(name = "status")]
pub struct Status(String);

fn main() {}
