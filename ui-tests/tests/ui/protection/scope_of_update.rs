use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let t = softdelete::chrono::Utc::now();
    let _ = sd_query!(update users as of $t set age = 1 where id = 1);
}
