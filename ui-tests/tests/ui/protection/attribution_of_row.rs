use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(delete from users where id = 1 because name);
}
