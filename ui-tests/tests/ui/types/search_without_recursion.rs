use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(with t as (select id from users) search depth first by id set place select id from t);
}
