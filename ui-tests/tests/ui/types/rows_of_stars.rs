use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(select id from users u where row(u.*) = row(1, "a"));
}
