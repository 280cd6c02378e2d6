use softdelete::{Pool, sd_query};
use ui_tests::{notes, users};

async fn all_at_once(db: &Pool) -> softdelete::Result<()> {
    // What is done with a faulty query adds no errors of its own.
    let rows = sd_query!(select id, emial from users).fetch_all(db).await?;
    for row in rows {
        println!("{} {}", row.id + 1, row.emial.len());
    }
    let one = sd_query!(select from users where agee = 1).fetch_one(db).await?;
    println!("{}", one.email);
    sd_query!(delete from notes).execute(db).await?;
    Ok(())
}

fn main() {}
