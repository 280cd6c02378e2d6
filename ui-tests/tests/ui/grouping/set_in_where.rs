use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(select id from users where generate_series(1, 2) = 1);
}
