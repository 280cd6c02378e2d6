use softdelete::sd_query;
use ui_tests::{orders, users};

fn main() {
    let _ = sd_query!(select orders(id) as n from users);
}
