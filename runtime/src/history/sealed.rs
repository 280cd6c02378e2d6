//! The content of rows beside their history, sealed so that the database alone cannot read it, and lost for good when its key is destroyed.
//!
//! Each *subject*, which is a row unless the application says otherwise, has a data key of its own. A row's content is sealed with it
//! (AES-256-GCM, a fresh random nonce each time), bound to the record of history that it belongs to. The data key is wrapped by a master key that
//! a [`KeyProvider`] has: the database holds it in that form only, with the master key's id, in `softdelete.subject_keys`. To erase a subject is to
//! destroy its data key.
//!
//! | to | use |
//! |---|---|
//! | hold master keys | [`StaticKeys`], or a [`KeyProvider`] of your own |
//! | seal what methods delete | [`Manager::sealing`](crate::Manager::sealing) |
//! | seal what statements delete | [`Sealer::read`] before, [`Sealer::seal`] after |
//! | read content | [`Contents::open`] |
//! | change the master key | [`rotate`] |
//! | destroy keys | [`Manager::erase`](crate::Manager::erase) of a manager that seals, [`Sealer::shred`], [`shred_erased`] |
//!
//! # What is not protected
//! Who can read the process' memory, or the database together with a master key, reads everything. The names of tables, keys of rows, names of subjects,
//! times, actors, reasons and the length of content are not sealed. What was erased, and a wrapped data key, which a master key then still opens, may
//! live on in the write-ahead log, in replicas and backups, in the statistics of ANALYZE, and in the pages of tables and indexes: VACUUM lets
//! others write over them, and VACUUM FULL rewrites them.
//!
//! Source: the manual's chapter "History".

use std::sync::LazyLock;

use postgres_types::Type;

use crate::lifecycle::Config;
use crate::lifecycle::send::Sender;
use crate::statement::{Statement, StatementKind};

mod bound;
mod cipher;
mod contents;
mod fixed;
mod keys;
mod ring;
mod rotate;
mod sealer;
mod shred;
mod table;
mod transacts;
mod write;

pub use contents::{Content, Contents, Opened};
pub use fixed::StaticKeys;
pub use keys::{DataKey, KeyError, KeyProvider};
pub use rotate::{Rotated, rotate};
pub use sealer::{Before, Sealer};
pub(crate) use sealer::{Sealed, Seals};
pub use shred::{shred, shred_erased};
pub use transacts::Transacts;

/// A statement of plain SQL.
const fn statement(
    kind: StatementKind,
    sql: &'static str,
    params: &'static [Type],
    columns: &'static [&'static str],
) -> Statement {
    Statement {
        kind,
        tables: &["softdelete.history_content", "softdelete.subject_keys"],
        sql,
        params,
        columns,
        ..Statement::PLAIN
    }
}

/// A sender for what the application sends itself, with the settings that need no setting.
fn as_default<E: ?Sized>(db: &E) -> Sender<'_, E> {
    static DEFAULT: LazyLock<Config> = LazyLock::new(Config::default);
    Sender {
        db,
        actor: None,
        config: &DEFAULT,
    }
}
