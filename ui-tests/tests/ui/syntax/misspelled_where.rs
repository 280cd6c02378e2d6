use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let id = 1;
    let _ = sd_query!(select id from users u wher id = $id);
}
