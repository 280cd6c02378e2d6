use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let id = 1;
    let _ = sd_query!(select u.id from users u with deleted where u.id = $id);
}
