//! Making a sequence that fails smaller: without the steps and rows that it fails without as well.

use super::model::State;
use super::run::Place;
use super::statement::Step;

/// The smallest sequence found that still fails, and how it fails.
pub(super) async fn shrink(
    place: &mut Place<'_>,
    mut start: State,
    mut steps: Vec<Step>,
    mut difference: String,
) -> Result<(State, Vec<Step>, String), tokio_postgres::Error> {
    // Each round may make more superfluous.
    for _ in 0..3 {
        let before = (steps.len(), rows(&start));
        let mut at = steps.len();
        while at > 0 {
            at -= 1;
            let mut fewer = steps.clone();
            fewer.remove(at);
            if let Some((last, found)) = place.replay(&start, &fewer).await? {
                fewer.truncate(last + 1);
                (steps, difference) = (fewer, found);
                at = at.min(steps.len());
            }
        }
        for table in 0..start.rows.len() {
            let mut at = start.rows[table].len();
            while at > 0 {
                at -= 1;
                let mut fewer = start.clone();
                fewer.rows[table].remove(at);
                if let Some((last, found)) = place.replay(&fewer, &steps).await? {
                    steps.truncate(last + 1);
                    (start, difference) = (fewer, found);
                }
            }
        }
        if (steps.len(), rows(&start)) == before {
            break;
        }
    }
    Ok((start, steps, difference))
}

fn rows(state: &State) -> usize {
    state.rows.iter().map(Vec::len).sum()
}
