use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(select array_agg(id order by age) within group (order by id) as x from users);
}
