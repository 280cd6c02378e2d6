use softdelete::sd_query;

fn main() {
    let _ = sd_query!(select a.x from (values (1, 2), (3)) as a (x, y));
}
