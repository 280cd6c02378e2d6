use softdelete::sd_query;
use ui_tests::notes;

fn main() {
    let id = 1;
    let _ = sd_query!(insert into notes (id, text) values ($id, "x") on duplicate key update);
}
