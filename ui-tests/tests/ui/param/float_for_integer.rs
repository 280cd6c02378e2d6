use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let age = 1.5_f64;
    let _ = sd_query!(select from users where age = $age);
}
