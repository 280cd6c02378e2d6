use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(select distinct email from users order by age);
}
