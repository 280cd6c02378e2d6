use softdelete::sd_query;
use ui_tests::notes;

fn main() {
    let _ = sd_query!(update notes set txt = "x" where id = 1);
}
