use softdelete::sd_query;
use ui_tests::notes;

fn main() {
    let _ = sd_query!("delete from notes");
}
