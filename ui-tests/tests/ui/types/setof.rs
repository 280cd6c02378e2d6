use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(select id::setof int4 as i from users);
}
