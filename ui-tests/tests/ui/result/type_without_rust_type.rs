use softdelete::sd_query;

fn main() {
    let _ = sd_query!(select point(1, 2) as p);
}
