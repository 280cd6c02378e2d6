use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(select id, rank() over w as r from users);
}
