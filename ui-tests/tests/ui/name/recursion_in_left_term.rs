use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(with recursive t as (select id from t union all select id from users) select id from t);
}
