use softdelete::{Infinite, sd_query};
use ui_tests::users;

fn main() {
    let until: Infinite<i64> = Infinite::Infinity;
    let _ = sd_query!(select id from users where created_at < $until);
}
