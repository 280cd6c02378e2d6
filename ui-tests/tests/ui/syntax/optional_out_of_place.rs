use softdelete::sd_query;
use ui_tests::users;

fn main() {
    let (a, b, n) = (true, false, Some(1));
    let _ = sd_query!(select id from users where id = 1 or if a { name is null });
    let _ = sd_query!(select if a { id } as id from users);
    let _ = sd_query!(select id from users where if a { name is null and if b { id = 1 } });
    let _ = sd_query!(select id from users order by if a { id }, if b { name });
    let _ = sd_query!(select id from users limit if let Some(n) = n { $n } else { 10 });
    let _ = sd_query!(select id from users where if a { });
}
