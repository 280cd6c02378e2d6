use softdelete::sd_query;
use ui_tests::{orders, users};

fn main() {
    let _ = sd_query!(select id from users; select id from orders);
}
