//! The prepared statements of one connection.

use std::collections::HashMap;

use crate::statement::Statement;

/// Prepared statements by the address of what they were prepared from, so that a look-up neither reads nor hashes any text. The
/// one that was not used for the longest time makes room for a new one.
#[derive(Debug)]
pub(crate) struct Cache {
    capacity: usize,
    clock: u64,
    prepared: HashMap<usize, Entry>,
}

#[derive(Debug)]
struct Entry {
    statement: tokio_postgres::Statement,
    used: u64,
}

impl Cache {
    pub(crate) fn new(capacity: usize) -> Cache {
        Cache {
            capacity,
            clock: 0,
            prepared: HashMap::new(),
        }
    }

    pub(crate) fn get(
        &mut self,
        statement: &'static Statement,
    ) -> Option<tokio_postgres::Statement> {
        self.clock += 1;
        let entry = self.prepared.get_mut(&address(statement))?;
        entry.used = self.clock;
        Some(entry.statement.clone())
    }

    pub(crate) fn insert(
        &mut self,
        statement: &'static Statement,
        prepared: tokio_postgres::Statement,
    ) {
        if self.prepared.len() >= self.capacity && !self.prepared.contains_key(&address(statement))
        {
            self.evict();
        }
        self.clock += 1;
        // A statement that is dropped here, or evicted, is closed on the server without anybody waiting for it.
        self.prepared.insert(
            address(statement),
            Entry {
                statement: prepared,
                used: self.clock,
            },
        );
    }

    pub(crate) fn remove(&mut self, statement: &'static Statement) {
        self.prepared.remove(&address(statement));
    }

    /// A walk over all entries, which a program with more statements than the capacity pays once a new statement; keeping them
    /// in order would cost every use.
    fn evict(&mut self) {
        let oldest = self
            .prepared
            .iter()
            .min_by_key(|(_, entry)| entry.used)
            .map(|(address, _)| *address);
        if let Some(oldest) = oldest {
            self.prepared.remove(&oldest);
        }
    }
}

fn address(statement: &'static Statement) -> usize {
    std::ptr::from_ref(statement).addr()
}
