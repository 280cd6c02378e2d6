use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(with recursive t as (select id from users union all select max(t.id) as id from t) select id from t);
}
