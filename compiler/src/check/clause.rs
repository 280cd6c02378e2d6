//! The clauses of a statement, and what each allows in its expressions.

/// The clause that an expression stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clause {
    /// The target list.
    Target,
    /// FROM: functions and table samples.
    From,
    /// ON of a join.
    On,
    /// WHERE
    Where,
    /// GROUP BY
    GroupBy,
    /// HAVING
    Having,
    /// ORDER BY
    OrderBy,
    /// DISTINCT ON
    DistinctOn,
    /// FILTER
    Filter,
    /// PARTITION BY or ORDER BY of a window.
    Window,
    /// Start or end of a window's frame.
    Frame,
    /// VALUES of several rows.
    Values,
    /// VALUES of an INSERT of one row.
    InsertValues,
    /// LIMIT
    Limit,
    /// OFFSET
    Offset,
    /// SET
    Set,
    /// RETURNING
    Returning,
    /// The target or the WHERE of ON CONFLICT's target.
    Conflict,
    /// WHEN of MERGE
    When,
    /// BY and BECAUSE
    Attribution,
    /// The time of a scope: `as of t`.
    Scope,
}

impl Clause {
    /// Whether the members of its conjunction may be optional.
    pub(super) fn may_drop_conditions(self) -> bool {
        matches!(self, Self::Where | Self::Having | Self::On)
    }

    /// How messages name it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Target => "the target list",
            Self::From => "FROM",
            Self::On => "a JOIN condition",
            Self::Where => "WHERE",
            Self::GroupBy => "GROUP BY",
            Self::Having => "HAVING",
            Self::OrderBy => "ORDER BY",
            Self::DistinctOn => "DISTINCT ON",
            Self::Filter => "FILTER",
            Self::Window => "a window definition",
            Self::Frame => "a window frame",
            Self::Values | Self::InsertValues => "VALUES",
            Self::Limit => "LIMIT",
            Self::Offset => "OFFSET",
            Self::Set => "SET",
            Self::Returning => "RETURNING",
            Self::Conflict => "ON CONFLICT",
            Self::When => "WHEN",
            Self::Attribution => "BY and BECAUSE",
            Self::Scope => "a scope",
        }
    }

    /// Whether aggregates of its own level may stand in it.
    pub(super) fn allows_aggregates(self) -> bool {
        matches!(
            self,
            Self::Target | Self::Having | Self::OrderBy | Self::DistinctOn | Self::Window
        )
    }

    /// Whether window functions may stand in it.
    pub(super) fn allows_windows(self) -> bool {
        matches!(self, Self::Target | Self::OrderBy | Self::DistinctOn)
    }

    /// Whether functions that return sets may stand in it.
    pub(super) fn allows_sets(self) -> bool {
        matches!(
            self,
            Self::Target
                | Self::From
                | Self::GroupBy
                | Self::OrderBy
                | Self::DistinctOn
                | Self::Window
                | Self::InsertValues
        )
    }

    /// Whether an ungrouped column may not stand in it.
    pub(super) fn is_grouped(self) -> bool {
        matches!(
            self,
            Self::Target
                | Self::Having
                | Self::OrderBy
                | Self::DistinctOn
                | Self::Window
                | Self::Frame
        )
    }
}
