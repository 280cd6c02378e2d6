//! Which texts of a statement with optional parts are looked at.

use softdelete_runtime::Statement;

/// As many as are all looked at. A statement of eight optional conditions has as many.
const ALL: usize = 256;

/// The outcomes of the choices for each text that is looked at.
pub(crate) struct Variants {
    /// One outcome for each choice, in each.
    pub(crate) taken: Vec<Vec<usize>>,
    /// Whether these are all there are.
    pub(crate) complete: bool,
}

impl Variants {
    /// All, as long as they are not too many; else those in which one choice differs from none being taken and from all being taken, so that
    /// every arm is seen, both with and without the others.
    pub(crate) fn of(statement: &Statement) -> Variants {
        let choices = statement.choices;
        let number = choices
            .iter()
            .try_fold(1_usize, |product, outcomes| product.checked_mul(*outcomes));
        match number {
            Some(number) if number <= ALL => Variants {
                taken: (0..number)
                    .map(|number| outcomes(choices, number))
                    .collect(),
                complete: true,
            },
            Some(_) | None => Variants {
                taken: each_arm(choices),
                complete: false,
            },
        }
    }
}

/// The number in the mixed radix of the choices.
fn outcomes(choices: &[usize], mut number: usize) -> Vec<usize> {
    let mut taken = vec![0; choices.len()];
    for (taken, outcomes) in taken.iter_mut().zip(choices).rev() {
        *taken = number % outcomes;
        number /= outcomes;
    }
    taken
}

fn each_arm(choices: &[usize]) -> Vec<Vec<usize>> {
    let first = vec![0; choices.len()];
    let last: Vec<usize> = choices.iter().map(|outcomes| outcomes - 1).collect();
    let mut taken = vec![first, last];
    for base in 0..2 {
        for (choice, outcomes) in choices.iter().enumerate() {
            for outcome in 0..*outcomes {
                let mut other = taken[base].clone();
                other[choice] = outcome;
                if !taken.contains(&other) {
                    taken.push(other);
                }
            }
        }
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_arm_is_among_too_many() {
        let choices = [2; 20];
        let taken = each_arm(&choices);
        assert_eq!(taken.len(), 42);
        for choice in 0..20 {
            for outcome in 0..2 {
                assert!(taken.iter().any(|taken| taken[choice] == outcome));
            }
        }
    }

    #[test]
    fn outcomes_count_through_all() {
        let choices = [2, 3];
        let all: Vec<_> = (0..6).map(|number| outcomes(&choices, number)).collect();
        assert_eq!(all[0], [0, 0]);
        assert_eq!(all[4], [1, 1]);
        assert_eq!(all[5], [1, 2]);
    }
}
