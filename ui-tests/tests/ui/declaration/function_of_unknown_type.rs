use softdelete::sql_function;

sql_function! {
    pub create function app.status_of(order_id bigint) returns order_status;
}

fn main() {}
