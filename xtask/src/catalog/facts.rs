//! What is known of NULLs beyond the catalogues: `facts.txt`.

use std::collections::HashSet;

use tokio_postgres::Client;

use super::Result;

/// The functions that `facts.txt` names, by OID.
#[derive(Default)]
pub(crate) struct Facts {
    maybe: HashSet<u32>,
    never: HashSet<u32>,
    given: HashSet<u32>,
    first: HashSet<u32>,
    rows: HashSet<u32>,
}

/// Reads the file, each name as the functions that the server has of it.
pub(crate) async fn read(client: &Client) -> Result<Facts> {
    let find = client
        .prepare(
            "select oid from pg_proc
             where pronamespace = 'pg_catalog'::regnamespace
               and case when position('(' in $1) = 0 then proname = $1 else oid = to_regprocedure($1) end",
        )
        .await?;
    let mut facts = Facts::default();
    let lines = include_str!("facts.txt").lines();
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (verb, name) = line
            .split_once(' ')
            .ok_or_else(|| format!("facts.txt: `{line}` is no fact"))?;
        let set = match verb {
            "maybe" => &mut facts.maybe,
            "never" => &mut facts.never,
            "given" => &mut facts.given,
            "first" => &mut facts.first,
            "rows" => &mut facts.rows,
            _ => return Err(format!("facts.txt: `{verb}` says nothing").into()),
        };
        let found = client.query(&find, &[&name]).await?;
        if found.is_empty() {
            return Err(format!("facts.txt: there is no function {name}").into());
        }
        set.extend(found.iter().map(|row| row.get::<_, u32>(0)));
    }
    Ok(facts)
}

impl Facts {
    /// Whether a strict function is known to give NULL by itself.
    pub(crate) fn is_maybe(&self, oid: u32) -> bool {
        self.maybe.contains(&oid)
    }

    /// The letter that a function or operator carries in the compiler's file:
    ///
    /// | letter | strict | gives NULL |
    /// |---|---|---|
    /// | `s` | yes | only for NULL |
    /// | `q` | yes | perhaps |
    /// | `n` | no | never |
    /// | `g` | no | only for NULL |
    /// | `f` | no | only for NULL as the first argument |
    /// | `m` | no | perhaps |
    pub(crate) fn nulls(
        &self,
        oid: u32,
        strict: bool,
        returns_set: bool,
        seen_null: &HashSet<u32>,
    ) -> &'static str {
        let perhaps = self.maybe.contains(&oid)
            || seen_null.contains(&oid)
            || (returns_set && !self.rows.contains(&oid));
        match (strict, perhaps) {
            (true, true) => "q",
            (true, false) => "s",
            (false, _) if self.never.contains(&oid) => "n",
            (false, _) if self.given.contains(&oid) => "g",
            (false, _) if self.first.contains(&oid) => "f",
            (false, _) => "m",
        }
    }
}
