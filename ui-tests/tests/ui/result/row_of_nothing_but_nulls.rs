use softdelete::{Table, sd_query};
use ui_tests::logs;

#[derive(Debug, Table)]
#[table(name = "memos")]
pub struct Memo {
    pub log: Option<i64>,
    pub text: Option<String>,
}

fn main() {
    let _ = sd_query!(select l.id, m from logs l left join memos m on m.log = l.id);
}
