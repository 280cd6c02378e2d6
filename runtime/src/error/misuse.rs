//! What was asked for out of turn.

/// A call that this crate refuses by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Misuse {
    /// The macro's expansion and the statement disagree.
    ParameterCount,
    /// The transaction has been committed or rolled back.
    Ended,
    /// The transaction's handle outlived the work that it was given to.
    HandleKept,
    /// A stream of the same connection is being read.
    Streaming,
    /// An actor was to be announced on a connection that others may use at the same time.
    SharedClient,
    /// Rows were asked of a statement that returns none.
    NoResult,
    /// Effects were asked of a statement that has none.
    NoEffects,
    /// Effects were asked of a statement that returns something else.
    EffectsNotTold,
    /// A plan was asked of a statement that has none.
    NoPlan,
}

impl Misuse {
    pub(super) fn message(self) -> &'static str {
        match self {
            Misuse::ParameterCount => {
                "the statement was given another number of parameters than it has"
            }
            Misuse::Ended => "the transaction has ended",
            Misuse::HandleKept => {
                "the transaction was rolled back, because its handle was kept beyond the end of the work in it"
            }
            Misuse::Streaming => {
                "a stream of this connection is still being read, and the statement's answer would come behind its rows"
            }
            Misuse::SharedClient => {
                "the actor cannot be announced on a client that others may use at the same time, and whose transactions are not known; nothing was sent"
            }
            Misuse::NoResult => "the statement returns no rows to fetch, and was not run",
            Misuse::NoEffects => {
                "the statement neither deletes nor restores nor erases, so it has no effects to tell, and was not run"
            }
            Misuse::EffectsNotTold => {
                "the statement returns rows of its own in place of its effects, and was not run"
            }
            Misuse::NoPlan => {
                "there is no plan for the statement, as it neither deletes nor restores nor erases; nothing was sent"
            }
        }
    }

    pub(super) fn hint(self) -> Option<&'static str> {
        match self {
            Misuse::ParameterCount => None,
            Misuse::Ended => Some("begin another one"),
            Misuse::HandleKept => {
                Some("drop the handle, and whatever borrows it, before the closure returns")
            }
            Misuse::Streaming => {
                Some("read the stream to its end, drop it, use `fetch_all`, or another connection")
            }
            Misuse::SharedClient => Some(
                "begin a transaction and send the statement through that, or send it through the pool itself",
            ),
            Misuse::NoResult => Some("use `execute`, or add `returning …`"),
            Misuse::NoEffects => Some("use `execute` or one of the `fetch` methods"),
            Misuse::EffectsNotTold => Some(
                "leave `returning …` out, or use `fetch_all`; a deletion within `with` is told of only by the statement around it",
            ),
            Misuse::NoPlan => Some("use `explain` to see how PostgreSQL would run it"),
        }
    }
}
