use softdelete::sd_query;

fn main() {
    let _ = sd_query!(select "new"::order_state as s);
}
