use softdelete::sd_query;
use ui_tests::orders;

fn main() {
    let _ = sd_query!(restore orders where id = 1 with parents);
}
