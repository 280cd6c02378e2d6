use softdelete::sd_query;
use ui_tests::{notes, users};

fn main() {
    let _ = sd_query!(merge into users u using notes n on n.id = u.id when matched then delete);
}
