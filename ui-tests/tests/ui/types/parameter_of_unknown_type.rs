use softdelete::sd_query;

fn main() {
    let x = 1_i64;
    let _ = sd_query!(select $x is null as missing);
}
