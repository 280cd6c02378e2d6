use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let (id, names) = (Some("one"), [String::new()]);
    let _ = sd_query!(select id from users where if let Some(id) = &id { id = $id } and if !names.is_empty() { name in $names });
}
