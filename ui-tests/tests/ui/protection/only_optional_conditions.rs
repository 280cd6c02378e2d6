use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let id = Some(1_i64);
    let _ = sd_query!(delete from users where if let Some(id) = id { id = $id });
}
