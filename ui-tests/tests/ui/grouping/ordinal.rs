use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(select id, email from users order by 3);
}
