//! Where a statement may stand and yet be found, whether or not anything calls it.
#![allow(dead_code, reason = "it is only looked at")]

use softdelete::sd_query;

use crate::program::authors;

fn function() -> &'static str {
    sd_query!(select name from authors).sql() // found
}

fn generic<T: Send, const N: usize>(_: T) -> [&'static str; N] {
    [sd_query!(select name from authors).sql(); N] // found
}

async fn in_a_future() -> &'static str {
    std::future::ready(()).await;
    let closure = || sd_query!(select name from authors limit 1).sql(); // found
    closure()
}

struct Repository<T>(T);

trait Reads {
    fn read(&self) -> &'static str {
        sd_query!(select name from authors limit 2).sql() // found
    }
}

impl<T> Repository<T> {
    fn method() -> &'static str {
        fn nested() -> &'static str {
            sd_query!(select name from authors limit 3).sql() // found
        }
        nested()
    }
}

macro_rules! query {
    ($number:literal) => {
        sd_query!(select name from authors limit $number).sql()
    };
}

fn made_by_a_macro() -> &'static str {
    query!(4) // found
}

#[tokio::test]
async fn statements_are_found_wherever_they_stand() {
    let error = crate::verified("alter table authors rename column name to called")
        .await
        .unwrap_err();
    let report = error.report().unwrap();
    let here = report.disagreements().iter();
    let here: Vec<usize> = here
        .filter(|it| {
            it.place().file == file!() && it.message().contains("a.name does not exist")
                || it.message().contains("authors.name does not exist")
        })
        .map(|it| it.place().line as usize)
        .collect();
    let wanted = include_str!("shapes.rs").lines().enumerate();
    let wanted: Vec<usize> = wanted
        .filter(|(_, line)| line.ends_with("// found"))
        .map(|(number, _)| number + 1)
        .collect();
    assert_eq!(here, wanted, "{error}");
}
