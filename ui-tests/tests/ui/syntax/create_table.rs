use softdelete::sd_query;

fn main() {
    let _ = sd_query!(create table users (id int));
}
