use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let email: Option<String> = None;
    let _ = sd_query!(update users set email = $email where id = 1);
}
