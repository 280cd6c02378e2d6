use softdelete::sd_query;
use ui_tests::notes;

fn main() {
    let note = ui_tests::Note {
        id: 1,
        text: String::new(),
    };
    let _ = sd_query!(insert into notes $note on conflict (id) do update set text = $note);
}
