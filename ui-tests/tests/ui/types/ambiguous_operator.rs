use softdelete::sd_query;

fn main() {
    let _ = sd_query!(select "a" + "b" as x);
}
