use softdelete::sd_query;
use ui_tests::OrderStatus;

fn main() {
    let _ = sd_query!(select from OrderStatus);
}
