use softdelete::sd_query;
use ui_tests::logs;

fn main() {
    let _ = sd_query!(delete from logs where id = 1);
}
