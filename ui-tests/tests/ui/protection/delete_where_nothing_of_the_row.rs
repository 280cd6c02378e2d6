use softdelete::sd_query;
use ui_tests::{notes, users};

fn main() {
    let _ = sd_query!(delete from notes n using users u where u.id = 1);
}
