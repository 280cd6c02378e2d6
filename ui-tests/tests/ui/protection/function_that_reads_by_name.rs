use softdelete::sd_query;

fn main() {
    let _ = sd_query!(select query_to_xml("select email from users", true, false, "")::text as dump);
}
