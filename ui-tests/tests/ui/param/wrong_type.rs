use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let id = "x".to_owned();
    let _ = sd_query!(select from users where id = $id);
}
