use softdelete::sd_query;

fn main() {
    let _ = sd_query!(select r.a from json_to_record("{}") as r);
}
