use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(select json_array(email format json encoding latin1) as emails from users);
}
