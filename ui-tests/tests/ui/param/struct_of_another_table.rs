use softdelete::sd_query;
use ui_tests::notes;

fn main() {
    struct Other {
        id: i64,
    }
    let note = Other { id: 1 };
    let _ = note.id;
    let _ = sd_query!(insert into notes $note);
}
