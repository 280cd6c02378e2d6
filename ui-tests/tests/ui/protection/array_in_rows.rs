use softdelete::sd_query;
use ui_tests::orders;

fn main() {
    let rows = [(1_i64, ui_tests::OrderStatus::New, vec![String::new()])];
    let _ = sd_query!(insert into orders (user_id, status, tags) values $rows);
}
