//! What statements become: input and SQL side by side.

use std::fmt::Write;

use softdelete_compiler::compile::{Options, compile};
use softdelete_compiler::diagnostic::Errors;
use softdelete_compiler::lex;

mod shop;

/// Compiles statements, one a paragraph, and shows what became of each.
fn shown(statements: &str) -> String {
    let schema = shop::schema();
    let mut out = String::new();
    for text in statements
        .split("\n\n")
        .map(str::trim)
        .filter(|text| !text.is_empty())
    {
        let mut errors = Errors::new();
        let source = lex::sql(text, lex::ParamStyle::Named, &mut errors);
        let outcome = compile(&source, &schema, &Options::default());
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "   {}",
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        );
        if let Some(statement) = outcome.statement.filter(|_| errors.is_empty()) {
            let _ = writeln!(out, "=> {}", statement.sql);
            for (number, param) in statement.params.iter().enumerate() {
                let _ = writeln!(
                    out,
                    "   ${} {:?} {:?}",
                    number + 1,
                    param.source,
                    param.ty.kind
                );
            }
        }
        for error in errors.into_sorted().into_iter().chain(outcome.errors) {
            let place = &text[error.span.start as usize..error.span.end as usize];
            let _ = writeln!(
                out,
                "!! {} at `{place}`: {}",
                error.entry.code, error.message
            );
            if let Some(help) = error.help {
                let _ = writeln!(out, "   help: {help}");
            }
        }
        out.push('\n');
    }
    out
}

macro_rules! cases {
    ($($name:ident: $statements:literal)*) => {
        $(
            #[test]
            fn $name() {
                insta::assert_snapshot!(shown($statements));
            }
        )*
    };
}

cases! {
    placement: "
        select id from users

        select id from users where id = 1 or name = 'x'

        select u.id, o.total from users u join orders o on o.user_id = u.id where u.name = 'x'

        select u.id, o.total from users u left join orders o on o.user_id = u.id or o.total = 0

        select u.id, o.total from orders o right join users u on o.user_id = u.id

        select u.id, o.id as order_id from users u full join orders o on o.user_id = u.id

        select u.id, o.id as order_id from users u left join (orders o join flags f on f.id = o.id) on o.user_id = u.id

        select u.id from (users u left join orders o on o.user_id = u.id) full join flags f on f.id = u.id

        select id, total from users left join orders using (id)

        select id, total from users natural left join orders

        select j.a, j.line from (users u join logs l on l.id = u.id) as j (a, b)

        select u.id from users u cross join orders o, flags

        select u.id, u.name from logs l full join users u on u.id = l.id group by u.id

        select u.id, u.name, grouping(u.hold) as g from logs l full join users u on u.id = l.id group by u.id, cube (u.hold, (u.email, l.id))

        select x.a from users as x (a, b)
    "
    placeholders: "
        select l.id from logs l left join (select id, length(code) as n, code = 'x' as ok, code from stamps) s on s.id = l.id and s.n is null

        select l.id from logs l left join (select id, code = 'x' as ok from stamps) s on s.ok and s.id = any ($ids) and s.ok = true and s.id = s.id

        select l.id from logs l left join (select id, length(code) as n from stamps) s on s.n > 1 and s.n between 1 and 2 and s.n in (1, 2) and s.n = l.id

        select l.id from logs l left join (select id, length(code) as n from stamps) s on s.n = any ($ns) and not (s.n is not null or l.id = 1) and (s.n = 1 or l.id = 2)

        select s.n from (select length(code) as n, code from stamps) s group by rollup (s.n, s.code) having s.n is null and s.code is null

        with s as (select id, length(code) as n from stamps), t (i, m) as (select id, n from s) select l.id from logs l left join t as u on u.m is null and u.i is not null

        select l.id from logs l left join (select id as a, id as b from stamps union all select length(code), id from stamps) s on s.a is null and s.b is null

        select l.id from logs l full join (select id, length(code) as n from stamps) s on s.id = l.id where s.n is null

        select l.id from logs l left join (select id, length(name) as n from users) s on s.n is null

        select s.id from stamps s full join (select id, length(line) as n from logs) l on l.id = s.id where s.code is not null

        select u.n from (select u.n from (select u.id, u.code as n from stamps u) u) u group by cube (u.n) having u.n is null
    "
    everywhere: "
        select (select count(*) from orders) as n, array(select id from orders) as ids from logs where exists (select from users)
          and id in (select id from orders) and id = any (select id from flags) order by (select max(id) from users)

        with active as (select * from users) select * from active union select * from users order by 1

        with recursive tree as (select id from users where id = 1 union all select u.id from users u join tree t on u.id = t.id + 1)
          select id from tree

        select u.id, l.total from users u left join lateral (select total from orders o where o.user_id = u.id limit 1) l on true

        select count(*) filter (where exists (select from users)) as n from logs having count(*) > (select count(*) from users)

        insert into logs (id, line) select id, name from users

        table users

        select u, o from users u left join orders o on o.user_id = u.id

        select from users where created_at > $since

        select sum(id) over (partition by (select max(id) from users)) as s from logs limit (select count(*) from users)
    "
    scopes: "
        select id from users with deleted

        select id from users only deleted u where u.id > 1

        select id from users deleted after $t

        select id from users deleted before $t

        select id from users deleted between $a and $b

        select id from users as of $t

        select f.id from logs l left join flags only deleted f on f.id = l.id

        select id from flags deleted after $t

        select id from stamps deleted before $t

        select id from stamps as of $t

        select id from logs with deleted

        select id from orders as of $t

        with c as (select id from users) select id from c only deleted

        select u.id from users deleted after (select max(s.created_at) from stamps s) u

        select u.id from stamps s join users as of s.created_at u on u.id = s.id

        select x.id from logs l full join users only deleted x on x.id = l.id

        select ctid, u.tableoid from users u full join logs l on l.id = u.id

        select row_to_json(u) as j from users u full join logs l on l.id = u.id

        select u.id from only users u tablesample bernoulli (10) repeatable (1) full join logs l on l.id = u.id for update of l

        select u.id from users u left join orders o using (id) for update of u skip locked
    "
    delete: "
        delete from users where id = $id

        delete from users where id = $id by $who because 'spam'

        delete from users u using orders o where o.user_id = u.id and o.total < 0 returning u.id

        delete from flags where id = 1 or id = 2

        delete from stamps where id = 1

        delete all from users

        with gone as (delete from users where id = 1 returning id) select id from gone

        delete from logs where id = 1

        delete from users

        delete from users where true

        delete from users where 1 = 1 or name = 'x'

        delete from users where id is not null

        delete from users where id = id

        delete all from users where id = 1

        delete from users with deleted where id = 1

        delete from parents where id = 1

        delete from flags where id = 1 by 'me'

        delete from users where current of c
    "
    restore: "
        restore users where id = $id

        restore flags where id = $id returning id

        restore stamps deleted after $t where id > 0

        restore all users

        restore users

        restore logs where id = 1

        restore users where id = 1 with parents

        restore users where id = 1 by $who

        restore parents where id = 1

        erase users where id = 1
    "
    hard_delete: "
        hard delete from users where id = $id

        hard delete from users only deleted where id = $id

        hard delete from users with deleted where id = $id

        hard delete from users deleted before $t where id = $id

        hard delete from users as of $t where id = $id

        hard delete from flags where id = $id

        hard delete from logs where id = $id

        hard delete from logs using users u where u.id = logs.id

        hard delete all from logs

        hard delete from logs

        hard delete from users where id = 1 because 'x'
    "
    update: "
        update users set name = 'x' where id = 1

        update users set name = o.note from orders o where o.user_id = users.id returning users.id

        update users with deleted set name = 'x' where id = 1

        update users only deleted set name = 'x' where id = 1

        update all users set name = upper(name)

        update users set name = 'x'

        update users set deleted_at = null where id = 1

        update users set (name, deleted_by) = ('x', 'y') where id = 1

        update users as of $t set name = 'x' where id = 1
    "
    insert: "
        insert into users (id, email) values ($id, $email)

        insert into users values (1, 'a')

        insert into users $user

        insert into users values $rows

        insert into users (email, name) values $rows

        insert into users (id, email) values (1, 'a') on conflict (email) do nothing

        insert into users (id, email) values (1, 'a') on conflict (email) do update set name = excluded.name

        insert into users (id, email) values (1, 'a') on conflict (id) do update set name = excluded.name where users.id > 0 or true

        insert into users (id, email) values (1, 'a') on conflict (id) do restore set name = excluded.name returning id

        insert into stamps (id, code) values (1, 'a') on conflict (code) do update set id = excluded.id

        insert into users (id, email) values (1, 'a') on conflict (email) do restore

        insert into logs (id) values (1) on conflict (id) do restore

        insert into users (id, email, deleted_at) values (1, 'a', now())

        with n as (insert into users (id, email) values (1, 'a') returning id) select id from n

        insert into moods (id, mood) values $rows

        insert into customers select id, name from customers
    "
    merge: "
        merge into users u using orders o on o.user_id = u.id when matched then update set name = o.note
          when not matched then insert (id, email) values (o.id, 'x')

        merge into users u using logs l on l.id = u.id when matched and l.line is null then delete when not matched by source then delete

        merge into logs l using users u on l.id = u.id when matched then delete

        merge into users u using logs l on l.id = u.id when matched then update set deleted_at = null
    "
    types: "
        select m.id, m.mood from moods m where m.mood = $mood and m.mood in $moods order by mood

        select distinct mood from moods order by mood

        select mood from moods union select mood from moods order by 1

        select mood, count(*) as n from moods group by mood order by 1, n

        select moods from moods

        insert into moods $row

        insert into moods values $rows returning id, mood

        update moods set mood = $mood where id = 1 returning mood
    "
    names: "
        select upper(name) as label, count(*) as n from users group by label, users.id

        select name as email, total as sum from users join orders on user_id = users.id group by name, rollup (sum)

        select c.id from customers c

        select id, customers.name from customers where name = 'x'

        delete from customers where id = 1

        with clients as (select 1 as n) select id from customers, clients

        select id from users where id in $ids and name not in $names
    "
    stars: "
        select count(*) as n from flags f cross join lateral (values (f.*), ((f).*)) v

        select row(f.*) = row(1) as same from flags f

        update flags f set id = 2 where row(f.*) = row(1)

        merge into logs l using flags f on f.id = l.id when not matched then insert values (f.*, 'x')

        insert into logs select (f).id, 'x' from flags f

        with f as (select id from flags) insert into logs table f

        insert into logs values ((row(1, 'x')::pair).*)

        merge into logs l using flags f on f.id = l.id when not matched then insert values ((row(f.id, 'x')::pair).*)
    "
}
