use softdelete::sd_query;
use ui_tests::{orders, users};

fn main() {
    let _ = sd_query!(
        with moved as (update orders set user_id = 2 where id = 1 returning id)
        delete from users where id = 1
    );
}
