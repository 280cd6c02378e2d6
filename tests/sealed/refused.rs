//! What cannot be sealed is refused before anything is sent; and what roles may do.

use std::time::SystemTime;

use softdelete::sealed::{Contents, Sealer, rotate};
use softdelete::{Manager, Pool, schema};

use crate::people::{Note, Person, keys, people, person, read, sealer};

#[tokio::test]
async fn a_table_without_history() {
    let (_database, pool) = people().await;
    let keys = keys();
    let sealer = Sealer::<Note, _>::new(&keys);
    let manager = Manager::<Note>::new(&pool).sealing(&sealer);
    let error = manager.delete_strict(&1).await.unwrap_err();
    assert!(error.is_not_allowed(), "{error}");
    assert_eq!(manager.is_deleted(&1).await.unwrap(), Some(false));
    let transaction = pool.begin().await.unwrap();
    let error = sealer.read(&transaction, &[1]).await.unwrap_err();
    assert!(error.is_not_allowed(), "{error}");
}

#[tokio::test]
async fn changes_that_name_no_keys() {
    let (_database, pool) = people().await;
    let keys = keys();
    let sealer = sealer(&keys);
    let manager = Manager::<Person>::new(&pool).sealing(&sealer);
    let before = manager.hard_delete_before(SystemTime::now()).await;
    let purge = manager.purge().await;
    for error in [before.unwrap_err(), purge.unwrap_err()] {
        assert!(error.to_string().contains("hard_delete_many"), "{error}");
        assert!(error.is_not_allowed(), "{error}");
    }
}

#[tokio::test]
async fn a_role_of_the_application_seals_and_shreds_and_no_more() {
    let (database, owner) = people().await;
    let role = format!("app {}", database.name());
    let name = role.clone();
    let connection = owner.get().await.unwrap();
    let run = async |sql: &str| connection.client().batch_execute(sql).await;
    let grants = r#"grant usage on schema "it's" to "ROLE"; grant select, insert, update, delete on "it's".people, letters to "ROLE""#;
    run(&format!("create role \"{role}\"")).await.unwrap();
    run(&grants.replace("ROLE", &role)).await.unwrap();
    for grant in schema::grants_to(&role) {
        run(&grant).await.unwrap();
    }
    let mut config = database.config();
    config.options(format!("-c role={}", name.replace(' ', "\\ ")));
    let pool: Pool = Pool::builder()
        .connect_with(config, softdelete::tokio_postgres::NoTls)
        .await
        .unwrap();
    let keys = keys();
    let sealer = sealer(&keys);
    let manager = Manager::<Person>::new(&pool).sealing(&sealer);
    manager.delete_many([1, 2]).await.unwrap();
    let record = manager.history_of(&1).collect().await.unwrap().remove(0);
    let contents = Contents::new(&pool, &keys);
    assert_eq!(read(&contents.open(&record).await.unwrap()), person(1));
    manager.erase_strict(&2).await.unwrap();
    let refused = async |sql: &str| {
        let connection = pool.get().await.unwrap();
        let error = connection.client().batch_execute(sql).await.unwrap_err();
        error.code().unwrap().code().to_owned()
    };
    for sql in [
        "update softdelete.history_content set content = ''",
        "delete from softdelete.history_content",
        "truncate softdelete.history_content",
        "update softdelete.subject_keys set subject = '1'",
        "truncate softdelete.subject_keys",
    ] {
        assert_eq!(refused(sql).await, "42501", "{sql}");
    }
    let error = rotate(&pool, &keys.clone().and("two", &[2; 32]), "one", "two").await;
    assert_eq!(error.unwrap_err().code().unwrap().code(), "42501");
    // The owner's trigger holds for everybody.
    let error = run("delete from softdelete.history_content").await;
    let code = error.unwrap_err().code().unwrap().code().to_owned();
    assert_eq!(code, schema::HISTORY_IS_APPEND_ONLY);
    drop(pool);
    run(&format!("drop owned by \"{role}\"; drop role \"{role}\""))
        .await
        .unwrap();
}
