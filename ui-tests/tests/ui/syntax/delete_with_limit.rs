use softdelete::sd_query;
use ui_tests::notes;

fn main() {
    let id = 1;
    let _ = sd_query!(delete from notes where id = $id limit 1);
}
