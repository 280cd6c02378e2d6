use softdelete::SqlEnum;

#[derive(Debug, SqlEnum)]
#[sql(name = "status", rename_all = "snake")]
pub enum Status {
    New,
}

fn main() {}
