use softdelete::sd_query;

fn main() {
    let _ = sd_query!(with a as (select id from b), b as (select 1 as id) select a.id from a, b);
}
