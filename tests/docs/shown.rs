//! SQL as a page shows it, against SQL as it is sent.

/// Checks that a region of SQL, broken into lines for the page, is what a statement sends.
#[track_caller]
pub fn is_sent(shown: &str, sent: &str) {
    let lines = shown.lines().filter(|line| !line.starts_with("-- "));
    let shown: String = lines.collect::<Vec<_>>().join(" ");
    let squeeze = |text: &str| text.split_whitespace().collect::<String>();
    assert_eq!(squeeze(&shown), squeeze(sent), "sent: {sent}");
}
