use softdelete::sd_query;
use ui_tests::{logs, notes};

fn main() {
    let _ = sd_query!(merge into logs l using notes n on n.id = l.id when matched then delete);
}
