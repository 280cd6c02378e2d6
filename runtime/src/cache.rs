//! The prepared statements of one connection.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::choice::Shape;
use crate::statement::Statement;

/// Prepared statements by the address of what they were prepared from and the optional parts that were sent, so that a look-up neither
/// reads nor hashes any text. The
/// one that was not used for the longest time makes room for a new one.
#[derive(Debug)]
pub(crate) struct Cache {
    capacity: usize,
    generation: Generation,
    /// The generation of what is in the cache.
    current: u64,
    clock: u64,
    prepared: HashMap<(usize, Shape), Entry>,
}

#[derive(Debug)]
struct Entry {
    statement: tokio_postgres::Statement,
    used: u64,
}

impl Cache {
    pub(crate) fn new(capacity: usize, generation: Generation) -> Cache {
        Cache {
            capacity,
            current: generation.get(),
            generation,
            clock: 0,
            prepared: HashMap::new(),
        }
    }

    pub(crate) fn get(
        &mut self,
        statement: &'static Statement,
        shape: Shape,
    ) -> Option<tokio_postgres::Statement> {
        let current = self.generation.get();
        if self.current != current {
            self.prepared.clear();
            self.current = current;
        }
        self.clock += 1;
        let entry = self.prepared.get_mut(&(address(statement), shape))?;
        entry.used = self.clock;
        Some(entry.statement.clone())
    }

    /// Forgets everything, here and on the other connections of the pool: what made one statement stale, a migration or a DISCARD ALL, is
    /// likely to have made others so, and a transaction that meets them one by one would have to be run again for each.
    pub(crate) fn forget(&mut self) {
        self.generation.next();
    }

    pub(crate) fn insert(
        &mut self,
        statement: &'static Statement,
        shape: Shape,
        prepared: tokio_postgres::Statement,
    ) {
        let key = (address(statement), shape);
        if self.prepared.len() >= self.capacity && !self.prepared.contains_key(&key) {
            self.evict();
        }
        self.clock += 1;
        // A statement that is dropped here, or evicted, is closed on the server without anybody waiting for it.
        self.prepared.insert(
            key,
            Entry {
                statement: prepared,
                used: self.clock,
            },
        );
    }

    /// A walk over all entries, which a program with more statements than the capacity pays once a new statement; keeping them
    /// in order would cost every use.
    fn evict(&mut self) {
        let oldest = self
            .prepared
            .iter()
            .min_by_key(|(_, entry)| entry.used)
            .map(|(key, _)| *key);
        if let Some(oldest) = oldest {
            self.prepared.remove(&oldest);
        }
    }
}

fn address(statement: &'static Statement) -> usize {
    std::ptr::from_ref(statement).addr()
}

/// Counts how often a pool's prepared statements were found stale.
#[derive(Clone, Debug, Default)]
pub(crate) struct Generation(Arc<AtomicU64>);

impl Generation {
    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn next(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}
