use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(select id from users where (created_at, created_at) overlaps (now(), now(), now()));
}
