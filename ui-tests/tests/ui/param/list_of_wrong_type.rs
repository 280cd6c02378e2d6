use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let ids = vec!["x"];
    let _ = sd_query!(select from users where id in $ids);
}
