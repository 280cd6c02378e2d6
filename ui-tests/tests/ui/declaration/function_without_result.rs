use softdelete::sql_function;

sql_function! {
    pub create function app.slugify(title text, longest integer default 80) strict immutable;
    pub create function first(integer default 1, text) returns text;
    pub create function second(text) returns txet;
    pub create function third(text) returns text stirct;
}

fn main() {}
