//! Another master key: data keys are wrapped anew and content stays.

use softdelete::Manager;
use softdelete::sealed::{Opened, StaticKeys, rotate};

use crate::people::{Person, count, keys, opened, people, person, read, sealer};

#[tokio::test]
async fn content_opens_with_the_new_master_key_alone() {
    let (database, pool) = people().await;
    // More than a batch.
    database.run(
        r#"insert into "it's".people (id, name) select n, 'name ' || n from generate_series(51, 1100) n"#,
    );
    let old = keys();
    let sealer_of_old = sealer(&old);
    let manager = Manager::<Person>::new(&pool).sealing(&sealer_of_old);
    manager.delete_many(1..=1100).await.unwrap();
    manager.erase_strict(&3).await.unwrap();
    let fingerprint = "select (sum(hashtextextended(content::text, 0)) % 1000000007)::int8 from softdelete.history_content";
    let before = count(&pool, fingerprint).await;

    let both = StaticKeys::new("two", &[2; 32]).and("one", &[1; 32]);
    // An instance of the program that is not told yet goes on with the old key meanwhile.
    let rotated = rotate(&pool, &both, "one", "two").await.unwrap();
    assert_eq!((rotated.wrapped, rotated.left), (1099, 0));
    let rotated = rotate(&pool, &both, "one", "two").await.unwrap();
    assert_eq!((rotated.wrapped, rotated.left), (0, 0));
    let nothing = rotate(&pool, &both, "two", "two").await.unwrap();
    assert_eq!((nothing.wrapped, nothing.left), (0, 1099));

    assert_eq!(count(&pool, fingerprint).await, before);
    let new = StaticKeys::new("two", &[2; 32]);
    for id in [1, 2, 50] {
        assert_eq!(read(&opened(&pool, &new, id).await[0]), person(id));
    }
    assert_eq!(opened(&pool, &new, 3).await[0], Opened::Shredded);
    // What is sealed from now on is sealed with the data keys that are there.
    let sealer_of_new = sealer(&new);
    let manager = Manager::<Person>::new(&pool).sealing(&sealer_of_new);
    manager.restore_strict(&1).await.unwrap();
    assert_eq!(opened(&pool, &new, 1).await.len(), 2);
    assert_eq!(
        count(&pool, "select count(*) from softdelete.subject_keys").await,
        1099
    );
}
