use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(select emial, from users where id = 5i64 and nme = 'x');
}
