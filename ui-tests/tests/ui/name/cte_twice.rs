use softdelete::sd_query;
use ui_tests::{orders, users};

fn main() {
    let _ = sd_query!(with a as (select id from users), a as (select id from orders) select id from a);
}
