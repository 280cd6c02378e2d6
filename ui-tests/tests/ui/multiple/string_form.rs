use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!("select emial, age + true as x from users where nme = 1");
}
