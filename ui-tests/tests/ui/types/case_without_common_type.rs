use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(select case when age > 1 then email else age end as x from users);
}
