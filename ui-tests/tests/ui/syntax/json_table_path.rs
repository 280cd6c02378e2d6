use softdelete::sd_query;

fn main() {
    let path = "$.a";
    let _ = sd_query!(select t.a from json_table("{}", $path columns (a int4)) t);
}
