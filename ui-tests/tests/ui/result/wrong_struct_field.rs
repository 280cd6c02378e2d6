use softdelete::sd_query_as;
use ui_tests::users;

#[allow(dead_code)]
struct Short {
    id: i64,
    email: i64,
}

fn main() {
    let _ = sd_query_as!(Short, select id, email from users);
}
