use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(select created_at::int4 as x from users);
}
