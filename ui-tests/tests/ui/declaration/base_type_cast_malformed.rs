use softdelete::SqlType;

#[derive(Debug, SqlType)]
#[sql(
    name = "citext",
    base_type,
    cast(citext as text),
    cast(citext as txet without function),
    cast(text as citext without function as assigned),
    cast = "citext as text"
)]
pub struct Citext(String);

fn main() {}
