use softdelete::sd_query;
use ui_tests::notes as kept;

fn main() {
    let _ = sd_query!(
        with notes as (select id from kept)
        select n.id, k.text from notes n join kept k on k.id = n.id
    );
}
