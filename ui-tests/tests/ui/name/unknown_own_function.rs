use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(select slugifi(email) as slug from users);
}
