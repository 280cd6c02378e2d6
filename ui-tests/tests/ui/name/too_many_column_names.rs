use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(select a from (select id from users) as t (a, b));
}
