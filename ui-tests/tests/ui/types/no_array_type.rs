use softdelete::sd_query;

fn main() {
    let _ = sd_query!(select array[pg_sleep(1)] as x);
}
