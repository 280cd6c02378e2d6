use softdelete::sd_query;

fn main() {
    let _ = sd_query!(select null::aclitem as a);
}
