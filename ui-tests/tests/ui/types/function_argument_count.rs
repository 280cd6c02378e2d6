use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(select length(email, 1, 2) as x from users);
}
