use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(selct id from users);
}
