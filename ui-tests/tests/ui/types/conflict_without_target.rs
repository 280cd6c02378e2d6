use softdelete::sd_query;
use ui_tests::notes;

fn main() {
    let _ = sd_query!(insert into notes (id, text) values (1, "x") on conflict do update set text = "y");
}
