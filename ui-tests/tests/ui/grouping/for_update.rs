use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(select email, count(*) as n from users group by email for update);
}
