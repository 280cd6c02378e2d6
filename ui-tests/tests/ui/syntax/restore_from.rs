use softdelete::sd_query;
use ui_tests::notes;

fn main() {
    let _ = sd_query!(restore from notes where id = 1);
}
