use softdelete::sd_query;
use ui_tests::{orders, users};

fn main() {
    let _ = sd_query!(select id from users where id in (select id, user_id from orders));
}
