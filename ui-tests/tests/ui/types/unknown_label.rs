use softdelete::sd_query;
use ui_tests::orders;

fn main() {
    let _ = sd_query!(select id from orders where status = "shipped");
}
