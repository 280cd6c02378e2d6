use softdelete::SqlEnum;

#[derive(Debug, SqlEnum)]
#[sql(name = "status")]
pub enum Status {}

fn main() {}
