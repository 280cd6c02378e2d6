//! Key providers that fail, and what is shown of keys.

use std::sync::atomic::{AtomicUsize, Ordering};

use softdelete::Manager;
use softdelete::sealed::{
    Contents, DataKey, KeyError, KeyProvider, Opened, Sealer, StaticKeys, rotate,
};

use crate::people::{Person, count, keys, opened, people, person, read};

/// A service that counts what it is asked, and is not there after some calls.
pub(crate) struct Service {
    pub(crate) keys: StaticKeys,
    pub(crate) calls: AtomicUsize,
    pub(crate) until: usize,
}

impl Service {
    fn call(&self) -> Result<(), KeyError> {
        if self.calls.fetch_add(1, Ordering::Relaxed) < self.until {
            return Ok(());
        }
        let away: Box<dyn std::error::Error + Send + Sync> = "the service is away".into();
        Err(KeyError::from(away))
    }
}

impl KeyProvider for Service {
    async fn current(&self) -> Result<String, KeyError> {
        self.keys.current().await
    }

    async fn wrap(&self, master: &str, key: &DataKey, context: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.call()?;
        self.keys.wrap(master, key, context).await
    }

    async fn unwrap(
        &self,
        master: &str,
        wrapped: &[u8],
        context: &[u8],
    ) -> Result<DataKey, KeyError> {
        self.call()?;
        self.keys.unwrap(master, wrapped, context).await
    }
}

#[tokio::test]
async fn without_the_provider_nothing_is_changed() {
    let (_database, pool) = people().await;
    let service = Service {
        keys: keys(),
        calls: AtomicUsize::new(0),
        until: 2,
    };
    let sealer = Sealer::<Person, _>::new(&service);
    let manager = Manager::<Person>::new(&pool).sealing(&sealer).in_one();
    let error = manager.delete_many(1..=3).await.unwrap_err();
    assert!(error.error().is_key_unavailable(), "{error}");
    assert!(error.to_string().contains("the service is away"), "{error}");
    for table in ["history", "history_content", "subject_keys"] {
        assert_eq!(
            count(&pool, &format!("select count(*) from softdelete.{table}")).await,
            0
        );
    }
    assert_eq!(manager.is_deleted(&1).await.unwrap(), Some(false));
}

#[tokio::test]
async fn a_data_key_is_unwrapped_once_for_all_of_its_records() {
    let (_database, pool) = people().await;
    let service = Service {
        keys: keys(),
        calls: AtomicUsize::new(0),
        until: usize::MAX,
    };
    let sealer = Sealer::<Person, _>::new(&service);
    let manager = Manager::<Person>::new(&pool).sealing(&sealer);
    for _ in 0..3 {
        manager.delete_strict(&1).await.unwrap();
        manager.restore_strict(&1).await.unwrap();
    }
    let before = service.calls.load(Ordering::Relaxed);
    assert_eq!(before, 6);
    let records = manager.history_of(&1).collect().await.unwrap();
    let opened = Contents::new(&pool, &service).open_all(&records).await;
    assert!(opened.unwrap().iter().all(|opened| read(opened).id == 1));
    assert_eq!(service.calls.load(Ordering::Relaxed) - before, 1);
}

#[tokio::test]
async fn another_key_of_the_same_id_and_no_key_are_told_apart() {
    let (_database, pool) = people().await;
    let keys = keys();
    let sealer = Sealer::<Person, _>::new(&keys);
    let manager = Manager::<Person>::new(&pool).sealing(&sealer);
    manager.delete_strict(&1).await.unwrap();
    let record = manager.history_of(&1).collect().await.unwrap().remove(0);
    let wrong = StaticKeys::new("one", &[2; 32]);
    let error = Contents::new(&pool, &wrong)
        .open(&record)
        .await
        .unwrap_err();
    assert!(
        error.is_tampered() && !error.is_key_unavailable(),
        "{error}"
    );
    let none = StaticKeys::new("two", &[1; 32]);
    let error = Contents::new(&pool, &none).open(&record).await.unwrap_err();
    assert!(
        error.is_key_unavailable() && !error.is_tampered(),
        "{error}"
    );
    assert!(error.to_string().contains("`one`"), "{error}");
    // Nothing is sealed with a key that cannot be unwrapped, and nothing changed.
    let with_wrong = Sealer::<Person, _>::new(&wrong);
    let manager = Manager::<Person>::new(&pool).sealing(&with_wrong);
    assert!(manager.restore_strict(&1).await.unwrap_err().is_tampered());
    assert_eq!(manager.is_deleted(&1).await.unwrap(), Some(true));
    // What was shredded needs no key.
    sealer.shred(&pool, &[1]).await.unwrap();
    let opened = Contents::new(&pool, &none).open(&record).await.unwrap();
    assert_eq!(opened, Opened::Shredded);
}

#[tokio::test]
async fn a_rotation_that_breaks_off_goes_on_later() {
    let (_database, pool) = people().await;
    let old = keys();
    let sealer = Sealer::<Person, _>::new(&old);
    Manager::<Person>::new(&pool)
        .sealing(&sealer)
        .in_one()
        .delete_many(1..=10)
        .await
        .unwrap();
    let service = Service {
        keys: StaticKeys::new("two", &[2; 32]).and("one", &[1; 32]),
        calls: AtomicUsize::new(0),
        // Each data key takes two calls.
        until: 7,
    };
    let error = rotate(&pool, &service, "one", "two").await.unwrap_err();
    assert!(error.is_key_unavailable(), "{error}");
    let of_two = "select count(*) from softdelete.subject_keys where master = 'two'";
    assert_eq!(count(&pool, of_two).await, 3);
    let rotated = rotate(&pool, &service.keys, "one", "two").await.unwrap();
    assert_eq!((rotated.wrapped, rotated.left), (7, 0));
    let new = StaticKeys::new("two", &[2; 32]);
    for id in [1, 10] {
        assert_eq!(read(&opened(&pool, &new, id).await[0]), person(id));
    }
}

#[test]
fn nothing_is_shown_of_keys() {
    let keys = StaticKeys::new("one", &[77; 32]);
    let key = DataKey::new(&[77; 32]);
    assert!(!format!("{keys:?} {key:?}").contains("77"));
    assert_eq!(key.expose(), &[77; 32]);
}
