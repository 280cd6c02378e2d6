use softdelete::{Pool, sd_query};
use ui_tests::users;

async fn emails(db: &Pool) -> softdelete::Result<Vec<String>> {
    let rows = sd_query!(select id, name from users).fetch_all(db).await?;
    Ok(rows.into_iter().map(|row| row.email).collect())
}

fn main() {}
