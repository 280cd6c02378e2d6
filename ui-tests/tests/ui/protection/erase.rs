use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(erase users where id = 1);
}
