use softdelete::sd_query;
use ui_tests::{orders, users};

fn main() {
    let _ = sd_query!(
        with back as (
            with late as (select o.user_id from orders o where o.status = "new")
            restore users where id in (select late.user_id from late) returning id
        )
        select count(*) as back from back
    );
}
