use softdelete::Table;

#[derive(Debug, Table)]
#[table(name = "logs", audit, outbox = true)]
pub struct Log {
    pub line: String,
}

fn main() {}
