use softdelete::sd_query;
use ui_tests::notes;

fn main() {
    let t = softdelete::chrono::Utc::now();
    let _ = sd_query!(select id from notes as of $t);
}
