//! One execution of a statement.

use std::borrow::Cow;
use std::fmt;

use bytes::BytesMut;
use postgres_types::{Format, IsNull, ToSql, Type};
use uuid::Uuid;

use crate::bind::{Encode, EncodeError, Param};
use crate::choice::Shape;
use crate::error::{Error, Kind, Misuse, Result};
use crate::executor::announce::Wish;
use crate::statement::{Slot, Statement, StatementKind};

/// The protocol counts parameters in 16 bits.
const MAX_PARAMETERS: usize = u16::MAX as usize;

/// Which text of a statement is sent.
#[derive(Clone, Copy, Debug)]
enum Text {
    /// Its own, prepared where the executor prepares.
    Prepared,
    /// Its own, parsed anew.
    Unnamed,
    /// Its own, under EXPLAIN.
    Explain,
    /// The one that counts what it would do.
    Plan,
}

/// A statement, the user's parameters, and what the runtime fills in.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    pub(crate) statement: &'static Statement,
    text: Text,
    /// Which optional parts of the text are sent.
    pub(crate) shape: Shape,
    params: &'a [Param<'a>],
    actor: Option<&'a str>,
    /// Whether the actor is announced to the server.
    announces: bool,
    deletion_id: Uuid,
}

impl<'a> Call<'a> {
    pub(crate) fn new(statement: &'static Statement, params: &'a [Param<'a>]) -> Call<'a> {
        // Making an identifier costs a little randomness, which only deletions need.
        let deletion_id = if statement.slots.contains(&Slot::DeletionId) {
            Uuid::now_v7()
        } else {
            Uuid::nil()
        };
        Call {
            statement,
            text: Text::Prepared,
            shape: Shape::default(),
            params,
            actor: None,
            announces: false,
            deletion_id,
        }
    }

    pub(crate) fn explain(statement: &'static Statement, params: &'a [Param<'a>]) -> Call<'a> {
        Call {
            text: Text::Explain,
            ..Call::new(statement, params)
        }
    }

    /// A call of the text that counts what the statement would do.
    pub(crate) fn plan(statement: &'static Statement, params: &'a [Param<'a>]) -> Result<Call<'a>> {
        if statement.plan.is_none() {
            return Err(Error::new(Kind::Misuse(Misuse::NoPlan)).during(statement));
        }
        Ok(Call {
            text: Text::Plan,
            ..Call::new(statement, params)
        })
    }

    /// The same call by `actor`, unless one was named nearer to the statement.
    pub(crate) fn by(self, actor: Option<&'a str>) -> Call<'a> {
        Call {
            actor: self.actor.or(actor),
            ..self
        }
    }

    /// The same call with its actor announced to the server, if `announces` says so or it was asked for before.
    pub(crate) fn announced(self, announces: bool) -> Call<'a> {
        Call {
            announces: self.announces || announces,
            ..self
        }
    }

    /// What is to be announced.
    pub(crate) fn wish(&self) -> Wish<'a> {
        Wish {
            announces: self.announces,
            actor: self.actor,
        }
    }

    /// The same call, to be parsed anew: a text that is not the statement's own is not prepared.
    pub(crate) fn unnamed(self) -> Call<'a> {
        Call {
            text: match self.text {
                Text::Prepared => Text::Unnamed,
                other @ (Text::Unnamed | Text::Explain | Text::Plan) => other,
            },
            ..self
        }
    }

    /// The same call with other optional parts.
    pub(crate) fn shaped(self, shape: Shape) -> Call<'a> {
        Call { shape, ..self }
    }

    /// The text to send.
    pub(crate) fn sql(&self) -> Cow<'static, str> {
        let statement = self.statement;
        let own = || self.shape.text(statement, statement.sql, statement.regions);
        match (self.text, statement.plan) {
            (Text::Plan, Some(plan)) => self.shape.text(statement, plan, statement.plan_regions),
            (Text::Prepared | Text::Unnamed | Text::Plan, _) => own(),
            (Text::Explain, _) => Cow::Owned(format!("EXPLAIN {}", own())),
        }
    }

    /// Whether the text is the statement's own, which is what statement caches know by the statement's address.
    pub(crate) fn is_cacheable(&self) -> bool {
        matches!(self.text, Text::Prepared)
    }

    /// The id of the operation, if the statement has a place for it.
    pub(crate) fn operation(&self) -> Option<Uuid> {
        (!self.deletion_id.is_nil()).then_some(self.deletion_id)
    }

    /// Refuses to ask a statement for effects that does not tell them, before it changes anything.
    pub(crate) fn for_effects(self) -> Result<Self> {
        let statement = self.statement;
        let counts_rows = statement.kind.is_of_life()
            && statement.columns.is_empty()
            && statement.effects.len() == 1;
        if statement.effects.is_empty() || !(statement.reports || counts_rows) {
            let misuse = if statement.effects.is_empty() {
                Misuse::NoEffects
            } else {
                Misuse::EffectsNotTold
            };
            return Err(Error::new(Kind::Misuse(misuse)).during(statement));
        }
        Ok(self)
    }

    /// Refuses to ask a statement for rows that returns none, before it changes anything.
    pub(crate) fn for_rows(self) -> Result<Self> {
        let selects = matches!(self.statement.kind, StatementKind::Select);
        if self.statement.columns.is_empty() && !selects {
            return Err(Error::new(Kind::Misuse(Misuse::NoResult)).during(self.statement));
        }
        Ok(self)
    }

    /// Refuses what the protocol cannot carry, before anything is sent.
    pub(crate) fn check(&self) -> Result<()> {
        let given = self.params.len() + self.statement.slots.len();
        if given > MAX_PARAMETERS {
            return Err(Error::new(Kind::TooManyParameters(given)).during(self.statement));
        }
        if given != self.statement.params.len() {
            return Err(Error::new(Kind::Misuse(Misuse::ParameterCount)).during(self.statement));
        }
        Ok(())
    }

    /// All parameters in order.
    pub(crate) fn values(&self) -> impl ExactSizeIterator<Item = Value<'_>> {
        let given = self.params.len();
        (0..given + self.statement.slots.len()).map(move |index| match self.params.get(index) {
            Some(param) => Value::Param(param),
            None => match self.statement.slots[index - given] {
                Slot::Actor => Value::Actor(self.actor),
                Slot::DeletionId => Value::DeletionId(self.deletion_id),
            },
        })
    }

    /// All parameters in order, each with its type.
    pub(crate) fn typed_values(&self) -> impl ExactSizeIterator<Item = (Value<'_>, Type)> {
        self.values().zip(self.statement.params.iter().cloned())
    }
}

/// The value of a parameter; its `Debug` form does not show it.
pub(crate) enum Value<'a> {
    Param(&'a Param<'a>),
    Actor(Option<&'a str>),
    DeletionId(Uuid),
}

impl ToSql for Value<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
        match self {
            Value::Param(param) => param.to_sql(ty, out),
            Value::Actor(actor) => actor.encode(ty, out),
            Value::DeletionId(id) => id.encode(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
        self.to_sql(ty, out)
    }

    fn encode_format(&self, ty: &Type) -> Format {
        match self {
            Value::Param(param) => param.encode_format(ty),
            Value::Actor(_) | Value::DeletionId(_) => Format::Binary,
        }
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Value")
    }
}
