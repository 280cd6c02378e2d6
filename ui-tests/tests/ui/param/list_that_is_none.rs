use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let id = 1_i64;
    let _ = sd_query!(select from users where id in $id);
}
