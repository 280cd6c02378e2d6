use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(select id from users where (id, age) = (1, 2, 3));
}
