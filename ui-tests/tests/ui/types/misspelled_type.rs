use softdelete::sd_query;

fn main() {
    let _ = sd_query!(select "1"::integr as n);
}
