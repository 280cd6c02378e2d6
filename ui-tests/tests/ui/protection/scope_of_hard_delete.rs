use softdelete::sd_query;
use ui_tests::notes;

fn main() {
    let t = softdelete::chrono::Utc::now();
    let _ = sd_query!(hard delete from notes as of $t where id = 1);
}
