//! The snippets of the chapter "History" about sealed content.

use serde::Deserialize;
use softdelete::sealed::{
    Contents, DataKey, KeyError, KeyProvider, Opened, Sealer, StaticKeys, rotate, shred_erased,
};
use softdelete::{Manager, Pool, Table, sd_query};
use softdelete_testing::Database;

const SCHEMA: &str = "
create table users (
    id bigint primary key, email text,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
insert into users (id, email) select n, 'user' || n || '@example.org' from generate_series(1, 5) n;
";

// snippet: table
#[derive(Debug, Deserialize, Table)]
#[table(name = "users", soft_delete, audit)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(personal)]
    pub email: Option<String>,
}
// end

async fn database() -> softdelete::Result<(Database, Pool)> {
    let database = Database::create();
    database.run(softdelete::schema::SYSTEM_SQL);
    database.run(SCHEMA);
    let db = Pool::connect(&database.url()).await?;
    Ok((database, db))
}

#[tokio::test]
async fn methods() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    let master_key = [7; 32];
    // snippet: methods
    let keys = StaticKeys::new("2026", &master_key);
    let sealer = Sealer::<User, _>::new(&keys);
    let users = Manager::<User>::new(&db).sealing(&sealer);
    users.delete_strict(&1).await?;
    // end
    // snippet: open
    let records = users.history_of(&1).collect().await?;
    match Contents::new(&db, &keys).open(&records[0]).await? {
        Opened::Content(content) => {
            let user: User = content.parse()?;
            println!("{:?} was deleted", user.email);
        }
        Opened::Shredded => println!("erased since"),
        Opened::Absent => println!("not sealed"),
    }
    // end
    // snippet: erase
    users.erase_strict(&1).await?;
    let opened = Contents::new(&db, &keys).open(&records[0]).await?;
    assert_eq!(opened, Opened::Shredded);
    // end
    Ok(())
}

#[tokio::test]
async fn statements() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    let keys = StaticKeys::new("2026", &[7; 32]);
    // snippet: statement
    let sealer = Sealer::<User, _>::new(&keys);
    let ids = [1, 2];
    let transaction = db.begin().await?;
    let before = sealer.read(&transaction, &ids).await?;
    let effects = sd_query!(delete from users where id in $ids)
        .effects(&transaction)
        .await?;
    sealer.seal(&transaction, before, &effects).await?;
    transaction.commit().await?;
    // end
    // snippet: erase_statement
    let transaction = db.begin().await?;
    let effects = sd_query!(erase users where id in $ids)
        .effects(&transaction)
        .await?;
    if let Some(operation) = effects.operation() {
        shred_erased(&transaction, operation).await?;
    }
    transaction.commit().await?;
    // end
    Ok(())
}

#[tokio::test]
async fn rotation() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    let (old_key, new_key) = ([6; 32], [7; 32]);
    // snippet: rotate
    let keys = StaticKeys::new("2026", &new_key).and("2025", &old_key);
    let rotated = rotate(&db, &keys, "2025", "2026").await?;
    // Once nothing is left, the old key can be given up.
    println!("{} wrapped anew, {} left", rotated.wrapped, rotated.left);
    // end
    Ok(())
}

/// A service that keeps master keys, as it might be.
#[derive(Debug)]
pub struct Kms;

impl Kms {
    async fn encrypt(&self, _: &str, plain: &[u8], _: &[u8]) -> std::io::Result<Vec<u8>> {
        tokio::task::yield_now().await;
        Ok(plain.to_vec())
    }

    async fn decrypt(&self, _: &str, sealed: &[u8], _: &[u8]) -> std::io::Result<Vec<u8>> {
        tokio::task::yield_now().await;
        Ok(sealed.to_vec())
    }
}

// snippet: provider
impl KeyProvider for Kms {
    async fn current(&self) -> Result<String, KeyError> {
        Ok("alias/softdelete".to_owned())
    }

    async fn wrap(&self, master: &str, key: &DataKey, context: &[u8]) -> Result<Vec<u8>, KeyError> {
        let wrapped = self.encrypt(master, key.expose(), context).await;
        wrapped.map_err(|error| KeyError::Other(error.into()))
    }

    async fn unwrap(
        &self,
        master: &str,
        wrapped: &[u8],
        context: &[u8],
    ) -> Result<DataKey, KeyError> {
        let plain = self.decrypt(master, wrapped, context).await;
        let plain = plain.map_err(|error| KeyError::Other(error.into()))?;
        let key: &[u8; 32] = plain[..].try_into().map_err(|_| KeyError::Rejected)?;
        Ok(DataKey::new(key))
    }
}
// end

#[tokio::test]
async fn provider() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    let sealer = Sealer::<User, _>::new(&Kms).subject_of(|id| format!("user {id}"));
    let users = Manager::<User>::new(&db).sealing(&sealer);
    users.delete_strict(&1).await?;
    let records = users.history_of(&1).collect().await?;
    let opened = Contents::new(&db, &Kms).open(&records[0]).await?;
    assert!(opened.content().is_some());
    Ok(())
}
