use softdelete::sd_query;
use ui_tests::{notes, users};

fn main() {
    let _ = sd_query!(select n.id from users u join notes n using id);
}
