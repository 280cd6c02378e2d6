use softdelete::sd_query;
use ui_tests::logs;

fn main() {
    let _ = sd_query!(select id from logs with deleted);
}
