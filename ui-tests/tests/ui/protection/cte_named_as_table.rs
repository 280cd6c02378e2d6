use softdelete::sd_query;
use ui_tests::notes;

fn main() {
    let _ = sd_query!(with notes as (select id from notes) select n.id from notes n);
}
