use softdelete::sd_query;
use ui_tests::{orders, users};

fn main() {
    let _ = sd_query!(select u.id from users u join orders o);
}
