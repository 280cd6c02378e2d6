use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(update users set age = 1);
}
