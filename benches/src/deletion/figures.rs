//! Times of both sides, and their ratio.

use std::future::Future;
use std::time::{Duration, Instant};

/// Who ran a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// The library.
    Ours,
    /// Someone who knows SQL.
    ByHand,
}

impl Side {
    /// Both, each of them first every other time.
    pub(crate) fn in_turn(turn: usize) -> [Side; 2] {
        if turn.is_multiple_of(2) {
            [Side::Ours, Side::ByHand]
        } else {
            [Side::ByHand, Side::Ours]
        }
    }

    /// The large account that only this side deletes.
    pub(crate) fn root(self) -> i64 {
        match self {
            Side::Ours => 1,
            Side::ByHand => 2,
        }
    }
}

/// How long something takes.
pub(crate) async fn timed<T, E>(work: impl Future<Output = Result<T, E>>) -> Result<Duration, E> {
    let begun = Instant::now();
    work.await?;
    Ok(begun.elapsed())
}

/// What was measured of one kind of statement.
pub(crate) struct Figure {
    name: &'static str,
    ours: Duration,
    by_hand: Duration,
    rounds: Vec<(Duration, Duration)>,
}

impl Figure {
    pub(crate) fn new(name: &'static str) -> Figure {
        Figure {
            name,
            ours: Duration::ZERO,
            by_hand: Duration::ZERO,
            rounds: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, side: Side, took: Duration) {
        match side {
            Side::Ours => self.ours += took,
            Side::ByHand => self.by_hand += took,
        }
    }

    /// The first round warms up what there is to be warm, and does not count.
    pub(crate) fn end_round(&mut self, round: usize) {
        let times = (
            std::mem::take(&mut self.ours),
            std::mem::take(&mut self.by_hand),
        );
        if round > 0 {
            self.rounds.push(times);
        }
    }

    fn ratio(&self) -> f64 {
        let ratios = self
            .rounds
            .iter()
            .map(|(ours, by_hand)| ours.as_secs_f64() / by_hand.as_secs_f64());
        median(ratios.collect())
    }

    fn milliseconds(&self, side: impl Fn(&(Duration, Duration)) -> Duration) -> f64 {
        median(
            self.rounds
                .iter()
                .map(|times| side(times).as_secs_f64() * 1e3)
                .collect(),
        )
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// One line a figure: the ratio, and what a round took.
pub(crate) fn print(figures: &[Figure]) {
    for figure in figures {
        println!(
            "{:<50} {:>5.2}  ({:.2} ms beside {:.2} ms a round)",
            figure.name,
            figure.ratio(),
            figure.milliseconds(|(ours, _)| *ours),
            figure.milliseconds(|(_, by_hand)| *by_hand),
        );
    }
}
