use softdelete::sd_query_as;

fn main() {
    let _ = sd_query_as!(select id from users);
}
