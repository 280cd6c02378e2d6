use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(update users set deleted_at = null where id = 1);
}
