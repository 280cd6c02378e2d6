use softdelete::{sd_query, sql_function};

sql_function! {
    create function app.slugify(title text, longest integer default 80) returns text strict;
}

fn main() {
    let _ = sd_query!(select slugify(1) as a, slugify("a", longst => 1) as b);
}
