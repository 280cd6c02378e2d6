//! Settings from the environment.

use std::collections::HashMap;

use softdelete_runtime::{Audit, Cascade, Config, Error, Interval, StatementMode};

fn read(vars: &[(&str, &str)]) -> Result<Config, Error> {
    let vars: HashMap<&str, &str> = vars.iter().copied().collect();
    Config::from_vars(|name| vars.get(name).map(|value| (*value).to_owned()))
}

#[test]
fn nothing_needs_to_be_set() {
    assert_eq!(read(&[]).unwrap(), Config::default());
    assert_eq!(
        read(&[("SOFTDELETE_CHUNK_SIZE", ""), ("SOFTDELETE_AUDIT", "  ")]).unwrap(),
        Config::default()
    );
}

#[test]
fn everything_can_be_set() {
    let config = read(&[
        ("SOFTDELETE_CHUNK_SIZE", " 500 "),
        ("SOFTDELETE_RETRIES", "0"),
        ("SOFTDELETE_STATEMENTS", "Unnamed"),
        ("SOFTDELETE_AUDIT", "required"),
        ("SOFTDELETE_CASCADE", "refuse"),
        ("SOFTDELETE_RETENTION", "1 year 6 months 2 weeks 12 hours"),
    ]);
    let retention = Interval {
        months: 18,
        days: 14,
        microseconds: 12 * 3_600_000_000,
    };
    let expected = Config::default()
        .chunk_size(500)
        .unwrap()
        .retries(0)
        .statements(StatementMode::Unnamed)
        .audit(Audit::Required)
        .cascade(Cascade::Refuse)
        .retention(retention)
        .unwrap();
    assert_eq!(config.unwrap(), expected);
}

#[test]
fn a_bad_value_is_named_with_what_is_taken() {
    let wrong = [
        (
            "SOFTDELETE_CHUNK_SIZE",
            "0",
            "a whole number from 1 to 1000000",
        ),
        (
            "SOFTDELETE_CHUNK_SIZE",
            "many",
            "a whole number from 1 to 1000000",
        ),
        ("SOFTDELETE_RETRIES", "-1", "a whole number, 0 for none"),
        ("SOFTDELETE_STATEMENTS", "cached", "`prepared` or `unnamed`"),
        ("SOFTDELETE_AUDIT", "yes", "`optional` or `required`"),
        ("SOFTDELETE_CASCADE", "no", "`follow` or `refuse`"),
        ("SOFTDELETE_RETENTION", "90", "a span such as `90 days`"),
        (
            "SOFTDELETE_RETENTION",
            "-90 days",
            "a span such as `90 days`",
        ),
    ];
    for (name, value, takes) in wrong {
        let error = read(&[(name, value)]).unwrap_err();
        assert!(error.is_configuration());
        let text = error.to_string();
        assert!(
            text.contains(&format!("`{name}` is `{value}`, and takes {takes}")),
            "{text}"
        );
    }
}

#[test]
fn retention_is_never_negative() {
    let negative = Interval {
        days: -1,
        ..Interval::default()
    };
    assert!(
        Config::default()
            .retention(negative)
            .unwrap_err()
            .is_configuration()
    );
}
