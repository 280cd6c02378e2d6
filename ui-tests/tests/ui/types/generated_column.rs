use softdelete::sd_query;
use ui_tests::logs;

fn main() {
    let _ = sd_query!(update logs set length = 1 where id = 1);
}
