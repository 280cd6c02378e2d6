use softdelete::sd_query;
use ui_tests::logs;

fn main() {
    let _ = sd_query!(insert into logs (id, line) values (1, "x") on conflict (id) do restore);
}
