use softdelete::SqlEnum;

#[derive(Debug, SqlEnum)]
pub enum Status {
    New,
}

fn main() {}
