use softdelete::sd_query;
use ui_tests::notes;

fn main() {
    let rows = vec![(1_i64,)];
    let _ = sd_query!(insert into notes (id, text) values $rows);
}
