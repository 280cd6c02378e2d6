use softdelete::{SqlEnum, sd_query};

#[derive(SqlEnum)]
#[sql(name = "order_status")]
pub enum OrderStatus {
    New,
    Shipped,
}

fn main() {
    let _ = sd_query!(
        select "nwe"::order_status as a, "new"::order_status in ("shiped", "new") as b,
            case when true then "shipped"::order_status else "gone" end as c
    );
}
