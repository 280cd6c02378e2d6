use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(with a as (select id from b), b as (select id from users) select a.id from a, b);
}
