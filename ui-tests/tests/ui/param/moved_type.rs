use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let since = std::time::Instant::now();
    let _ = sd_query!(select from users where created_at > $since);
}
