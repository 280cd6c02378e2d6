use softdelete::{Table, sql_function};

sql_function! {
    pub create function similarity(text, text) returns real;
    pub create operator % (leftarg = text, rightarg = text, function = similarity_op);
}

#[derive(Table)]
#[table(name = "products", operators(similarity))]
pub struct Product {
    #[column(primary_key)]
    id: i64,
}

fn main() {}
