use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(((select id from users order by id)) order by email limit 1);
}
