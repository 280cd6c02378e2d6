use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(select id::int8(3) as i from users);
}
