use softdelete::sd_query;
use ui_tests::orders;

fn main() {
    let status = "new".to_owned();
    let _ = sd_query!(select from orders where status = $status);
}
