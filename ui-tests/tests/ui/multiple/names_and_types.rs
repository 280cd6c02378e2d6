use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(select emial, nme, lower(age) as x from users where agee > 1 and email = 5);
}
