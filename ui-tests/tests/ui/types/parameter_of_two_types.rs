use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let x = 1_i64;
    let _ = sd_query!(select id from users where id = $x and email = $x);
}
