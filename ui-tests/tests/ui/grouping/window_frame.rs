use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let _ = sd_query!(select sum(age) over (order by id rows between unbounded following and current row) as s from users);
}
