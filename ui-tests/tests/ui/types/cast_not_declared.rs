use softdelete::{SqlType, sd_query};

#[derive(Debug, SqlType)]
#[sql(name = "ltree", base_type)]
pub struct Ltree(String);

fn main() {
    let _ = sd_query!(select "a.b"::ltree + 1 as sum, 7::ltree as path, "a"::ltree < "b"::ltree as less);
}
