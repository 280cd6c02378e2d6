use softdelete::Table;

#[derive(Debug, Table)]
#[table(name = "users")]
pub struct User<T> {
    #[column(primary_key)]
    pub id: T,
}

fn main() {}
