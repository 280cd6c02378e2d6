use softdelete::sd_query;

fn main() {
    let _ = sd_query!(select pg_size_pretty("10") as x);
}
