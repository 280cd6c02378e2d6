//! The questions.

use super::ask::Case;
use super::ask::Expected::{
    self, Completion, Definition, Hover, NotRenamed, Offered, References, Rename,
};

const USERS: &[&str] = &[
    "id",
    "email",
    "name",
    "created_at",
    "deleted_at",
    "deleted_by",
    "deletion_reason",
    "deletion_id",
];
const ORDERS: &[&str] = &[
    "id",
    "user_id",
    "product",
    "status",
    "deleted_at",
    "deleted_by",
    "deletion_reason",
    "deletion_id",
];

/// A group of cases: name, text, expectation.
type Group = (&'static str, Vec<(&'static str, &'static str, Expected)>);

/// All cases.
pub(super) fn all() -> Vec<Case> {
    let groups = [
        completion(),
        incomplete(),
        mistaken(),
        parameters(),
        rows(),
        hovers(),
        jumps(),
        uses(),
        limits(),
    ];
    let cases = groups.into_iter().flat_map(|(group, cases)| {
        cases.into_iter().map(move |(name, text, expected)| Case {
            group,
            name,
            text,
            expected,
        })
    });
    cases.collect()
}

fn completion() -> Group {
    (
        "completion of columns, the statement being whole",
        vec![
            (
                "select",
                "sd_query!(select u.em‸ from users u);",
                Completion(USERS),
            ),
            (
                "select, second of three",
                "sd_query!(select u.id, u.em‸, u.name from users u);",
                Completion(USERS),
            ),
            (
                "select without an alias",
                "sd_query!(select users.em‸ from users);",
                Completion(USERS),
            ),
            (
                "select, unqualified",
                "sd_query!(select em‸ from users);",
                Completion(USERS),
            ),
            (
                "where",
                "sd_query!(select u.id from users u where u.em‸ = $id);",
                Completion(USERS),
            ),
            (
                "where, unqualified",
                "sd_query!(select id from users where em‸ = $id);",
                Completion(USERS),
            ),
            (
                "on",
                "sd_query!(select u.id from users u join orders o on o.us‸ = u.id);",
                Completion(ORDERS),
            ),
            (
                "on, the other side",
                "sd_query!(select u.id from users u join orders o on o.user_id = u.i‸);",
                Completion(USERS),
            ),
            (
                "order by",
                "sd_query!(select u.id from users u order by u.cr‸ desc);",
                Completion(USERS),
            ),
            (
                "group by",
                "sd_query!(select count(*) as n from users u group by u.na‸);",
                Completion(USERS),
            ),
            (
                "in a call",
                "sd_query!(select lower(u.em‸) as e from users u);",
                Completion(USERS),
            ),
            (
                "in a subquery",
                "sd_query!(select u.id from users u where exists (select from orders o where o.us‸ = u.id));",
                Completion(ORDERS),
            ),
            (
                "insert's columns",
                "sd_query!(insert into users (em‸, name) values (\"a\", \"b\"));",
                Completion(USERS),
            ),
            (
                "set",
                "sd_query!(update users set em‸ = \"x\" where id = $id);",
                Completion(USERS),
            ),
            (
                "set, the value",
                "sd_query!(update users u set name = u.em‸ where id = $id);",
                Completion(USERS),
            ),
            (
                "delete",
                "sd_query!(delete from users where em‸ = \"x\");",
                Completion(USERS),
            ),
            (
                "returning",
                "sd_query!(insert into users (email) values (\"a\") returning cr‸);",
                Completion(USERS),
            ),
            (
                "on conflict",
                "sd_query!(insert into users (email) values (\"a\") on conflict (em‸) do nothing);",
                Completion(USERS),
            ),
            (
                "in an arm",
                "sd_query!(select id from users where if let Some(text) = search { em‸ = $text });",
                Completion(USERS),
            ),
            (
                "restore",
                "sd_query!(restore users where em‸ = \"x\");",
                Completion(USERS),
            ),
            (
                "merge",
                "sd_query!(merge into users u using orders o on u.id = o.user_id when matched then update set em‸ = o.product);",
                Completion(USERS),
            ),
            (
                "a table",
                "sd_query!(select u.id from us‸ u);",
                Offered(&["users"]),
            ),
            (
                "a table, nothing",
                "sd_query!(select id from ‸);",
                Offered(&["users"]),
            ),
            (
                "through a path",
                "mod m { pub use crate::tables::users as people; } use m::people; sd_query!(select p.em‸ from people p);",
                Completion(USERS),
            ),
            (
                "sd_query_as",
                "sd_query_as!(Named, select u.id, u.na‸ from users u);",
                Completion(USERS),
            ),
        ],
    )
}

fn incomplete() -> Group {
    (
        "completion of columns while typing",
        vec![
            (
                "select u.",
                "sd_query!(select u.‸ from users u);",
                Completion(USERS),
            ),
            (
                "select u., more",
                "sd_query!(select u.id, u.‸, u.name from users u);",
                Completion(USERS),
            ),
            (
                "select u. with from on the next line",
                "sd_query!(\n    select u.‸\n    from users u\n    where u.id = $id\n);",
                Completion(USERS),
            ),
            (
                "select, nothing",
                "sd_query!(select ‸ from users);",
                Completion(USERS),
            ),
            (
                "where u.",
                "sd_query!(select u.id from users u where u.‸);",
                Completion(USERS),
            ),
            (
                "where u. and more",
                "sd_query!(select u.id from users u where u.‸ and u.id = $id);",
                Completion(USERS),
            ),
            (
                "where, nothing",
                "sd_query!(select id from users where ‸);",
                Completion(USERS),
            ),
            (
                "where u. = ",
                "sd_query!(select u.id from users u where u.id = u.‸);",
                Completion(USERS),
            ),
            (
                "on o.",
                "sd_query!(select u.id from users u join orders o on o.‸);",
                Completion(ORDERS),
            ),
            (
                "on o. = u.",
                "sd_query!(select u.id from users u join orders o on o.user_id = u.‸);",
                Completion(USERS),
            ),
            (
                "on o., where",
                "sd_query!(select u.id from users u join orders o on o.‸ where u.id = $id);",
                Completion(ORDERS),
            ),
            (
                "order by u.",
                "sd_query!(select u.id from users u order by u.‸);",
                Completion(USERS),
            ),
            (
                "insert's columns, none",
                "sd_query!(insert into users (‸));",
                Completion(USERS),
            ),
            (
                "insert's columns, no values",
                "sd_query!(insert into users (email, ‸));",
                Completion(USERS),
            ),
            (
                "insert's columns, values",
                "sd_query!(insert into users (email, ‸) values ($id));",
                Completion(USERS),
            ),
            (
                "set, nothing",
                "sd_query!(update users set ‸);",
                Completion(USERS),
            ),
            (
                "set, begun",
                "sd_query!(update users set em‸);",
                Completion(USERS),
            ),
            (
                "set, second",
                "sd_query!(update users set email = \"x\", ‸ where id = $id);",
                Completion(USERS),
            ),
            (
                "returning, nothing",
                "sd_query!(insert into users (email) values (\"a\") returning ‸);",
                Completion(USERS),
            ),
            (
                "case when u.",
                "sd_query!(select case when u.‸ from users u);",
                Completion(USERS),
            ),
            (
                "open call",
                "sd_query!(select lower(u.‸) from users u);",
                Completion(USERS),
            ),
        ],
    )
}

fn mistaken() -> Group {
    (
        "beside a mistake elsewhere",
        vec![
            (
                "unknown column",
                "sd_query!(select u.emial, u.cr‸ from users u);",
                Completion(USERS),
            ),
            (
                "grammar after it",
                "sd_query!(select u.em‸ from users u where where);",
                Completion(USERS),
            ),
            (
                "grammar before it",
                "sd_query!(select u.id u.name from users u where u.em‸ = $id);",
                Completion(USERS),
            ),
            (
                "types",
                "sd_query!(select u.em‸ from users u where u.id + true);",
                Completion(USERS),
            ),
            (
                "hover",
                "sd_query!(select u.ema‸il from users u where u.nothing = 1);",
                Hover(&["email", "String"]),
            ),
            (
                "jump",
                "sd_query!(select u.ema‸il from users u where u.nothing = 1);",
                Definition("email", "pub email: String"),
            ),
            (
                "row",
                "let row = sd_query!(select u.id, u.name from users u where u.nothing = 1).fetch_one(db).await?; row.‸",
                Offered(&["id", "name"]),
            ),
        ],
    )
}

fn parameters() -> Group {
    (
        "parameters",
        vec![
            (
                "a field",
                "sd_query!(select id from users where email = $user.em‸);",
                Offered(&["id", "email", "name", "created_at"]),
            ),
            (
                "a field, nothing yet",
                "sd_query!(select id from users where email = $user.‸);",
                Offered(&["id", "email", "name", "created_at"]),
            ),
            (
                "a variable",
                "sd_query!(select id from users where id = $us‸);",
                Offered(&["user"]),
            ),
            (
                "an expression",
                "sd_query!(select id from users where email = $(user.em‸));",
                Offered(&["id", "email", "name", "created_at"]),
            ),
            (
                "an enum's value",
                "sd_query!(select id from orders where status = $(Status::‸));",
                Offered(&["Open", "Paid"]),
            ),
            (
                "an enum's value, begun",
                "sd_query!(select id from orders where status = $(Status::Op‸));",
                Offered(&["Open", "Paid"]),
            ),
            (
                "in an arm",
                "sd_query!(select id from users where if let Some(text) = search { email = $te‸ });",
                Offered(&["text"]),
            ),
            (
                "hover",
                "sd_query!(select id from users where email = $user.ema‸il);",
                Hover(&["email: String"]),
            ),
            (
                "jump",
                "sd_query!(select id from users where email = $user.ema‸il);",
                Definition("email", "pub email: String"),
            ),
        ],
    )
}

fn rows() -> Group {
    (
        "rows",
        vec![
            (
                "fields",
                "let row = sd_query!(select u.id, u.name, count(*) as n from users u group by u.id).fetch_one(db).await?; row.‸",
                Offered(&["id", "name", "n"]),
            ),
            (
                "hover, nullable",
                "let row = sd_query!(select u.id, u.name from users u).fetch_one(db).await?; row.na‸me;",
                Hover(&["name: Option<String>"]),
            ),
            (
                "hover, of an outer join",
                "let row = sd_query!(select o.product from users u left join orders o on o.user_id = u.id).fetch_one(db).await?; row.pro‸duct;",
                Hover(&["product: Option<String>"]),
            ),
            (
                "hover, not nullable",
                "let row = sd_query!(select u.email from users u).fetch_one(db).await?; row.ema‸il;",
                Hover(&["email: String"]),
            ),
            (
                "hover, of an expression",
                "let row = sd_query!(select count(*) as n from users u).fetch_one(db).await?; row.‸n;",
                Hover(&["n: i64"]),
            ),
            (
                "hover, in a loop",
                "for row in sd_query!(select u.name from users u).fetch_all(db).await? { row.na‸me; }",
                Hover(&["name: Option<String>"]),
            ),
            (
                "whole rows",
                "let row = sd_query!(select u, o from users u left join orders o on o.user_id = u.id).fetch_one(db).await?; row.‸",
                Offered(&["u", "o"]),
            ),
            (
                "a whole row's fields",
                "let row = sd_query!(select u, o from users u left join orders o on o.user_id = u.id).fetch_one(db).await?; row.u.‸",
                Offered(&["id", "email", "name"]),
            ),
            (
                "the table's struct",
                "let row = sd_query!(select from users).fetch_one(db).await?; row.‸",
                Offered(&["id", "email", "name", "created_at"]),
            ),
            (
                "the named struct",
                "let row = sd_query_as!(Named, select id, name from users).fetch_one(db).await?; row.‸",
                Offered(&["id", "name"]),
            ),
        ],
    )
}

fn hovers() -> Group {
    (
        "hover inside the statement",
        vec![
            (
                "a column",
                "sd_query!(select u.ema‸il from users u);",
                Hover(&["String", "Where letters go to.", "never NULL"]),
            ),
            (
                "a nullable column",
                "sd_query!(select u.na‸me from users u);",
                Hover(&["Option<String>", "may be NULL"]),
            ),
            (
                "an implied column",
                "sd_query!(select u.delet‸ed_at from users with deleted u);",
                Hover(&["deleted_at", "timestamptz"]),
            ),
            (
                "in where",
                "sd_query!(select u.id from users u where u.ema‸il = \"x\");",
                Hover(&["pub type email", "`String` in Rust"]),
            ),
            (
                "in insert",
                "sd_query!(insert into users (ema‸il) values (\"a\"));",
                Hover(&["pub type email", "`String` in Rust"]),
            ),
            (
                "in set",
                "sd_query!(update users set ema‸il = \"x\" where id = $id);",
                Hover(&["pub type email", "`String` in Rust"]),
            ),
            (
                "a table",
                "sd_query!(select u.id from us‸ers u);",
                Hover(&["users"]),
            ),
        ],
    )
}

fn jumps() -> Group {
    (
        "jumps",
        vec![
            (
                "a column in select",
                "sd_query!(select u.ema‸il from users u);",
                Definition("email", "pub email: String"),
            ),
            (
                "a column in where",
                "sd_query!(select u.id from users u where u.ema‸il = \"x\");",
                Definition("email", "pub email: String"),
            ),
            (
                "a column in on",
                "sd_query!(select u.id from users u join orders o on o.user‸_id = u.id);",
                Definition("user_id", "pub user_id: i64"),
            ),
            (
                "a column of one name in two tables",
                "sd_query!(select o.i‸d as a, u.id from users u join orders o on o.user_id = u.id);",
                Definition("id", "pub id: i64"),
            ),
            (
                "a column in insert",
                "sd_query!(insert into users (ema‸il) values (\"a\"));",
                Definition("email", "pub email: String"),
            ),
            (
                "a column in set",
                "sd_query!(update users set ema‸il = \"x\" where id = $id);",
                Definition("email", "pub email: String"),
            ),
            (
                "a table",
                "sd_query!(select u.id from us‸ers u);",
                Definition("\"users\"", "name = \"users\""),
            ),
            (
                "a table to insert into",
                "sd_query!(insert into us‸ers (email) values (\"a\"));",
                Definition("\"users\"", "name = \"users\""),
            ),
            (
                "a field of a row",
                "let row = sd_query!(select u.id, u.email as mail from users u).fetch_one(db).await?; row.ma‸il;",
                Definition("mail", "u.email as mail"),
            ),
            (
                "a field of a row without a name of its own",
                "let row = sd_query!(select u.id, u.email from users u).fetch_one(db).await?; row.ema‸il;",
                Definition("", "select u.id, u.email"),
            ),
            (
                "an alias",
                "sd_query!(select u‸.id from users u);",
                Definition("\"users\"", "name = \"users\""),
            ),
        ],
    )
}

fn uses() -> Group {
    (
        "uses and renames",
        vec![
            (
                "uses of a column",
                "sd_query!(select u.ema‸il from users u where u.email = \"x\");",
                References(2, 1),
            ),
            (
                "uses of a column, in two statements",
                "sd_query!(select u.ema‸il from users u); sd_query!(delete from users where email = \"x\");",
                References(2, 1),
            ),
            (
                "rename a column, which leaves the struct's other uses alone",
                "user.email; sd_query!(select u.ema‸il from users u where u.email = \"x\");",
                Rename(2, 1),
            ),
            (
                "rename a field, which leaves statements alone",
                "user.ema‸il; sd_query!(select u.email from users u where u.email = \"x\");",
                Rename(1, 1),
            ),
            (
                "uses of an output",
                "let row = sd_query!(select u.email as ma‸il from users u).fetch_one(db).await?; row.mail;",
                References(2, 0),
            ),
            (
                "rename an output",
                "let row = sd_query!(select u.email as mail from users u).fetch_one(db).await?; row.ma‸il;",
                Rename(2, 0),
            ),
            (
                "an output without a name of its own is not renamed",
                "let row = sd_query!(select u.email from users u).fetch_one(db).await?; row.ema‸il;",
                NotRenamed,
            ),
        ],
    )
}

/// What the manual says does not work: if it does one day, the manual is to be amended.
fn limits() -> Group {
    (
        "limits, where nothing is offered",
        vec![
            (
                "an unqualified column where there are two tables",
                "sd_query!(select u.id from users u join orders o on o.user_id = u.id where product‸ = \"x\");",
                Completion(&[]),
            ),
            (
                "columns of a subquery",
                "sd_query!(select x.‸ from (select u.id, u.email as mail from users u) x);",
                Completion(&[]),
            ),
            (
                "before FROM is written",
                "sd_query!(select u.‸);",
                Completion(&[]),
            ),
            (
                "a statement in a string",
                "sd_query!(\"select u.‸ from users u\");",
                Completion(&[]),
            ),
        ],
    )
}
