//! The embedded file as sorted lines.

/// All facts, one a line, sorted by byte.
static CATALOG: &str = include_str!("catalog.txt");

/// The lines that begin with `prefix`, the prefix taken off, in order.
pub(super) fn with_prefix(prefix: &str) -> impl Iterator<Item = &'static str> + use<> {
    let start = lower_bound(prefix);
    let prefix = prefix.to_owned();
    CATALOG[start..]
        .split_terminator('\n')
        .map_while(move |line| line.strip_prefix(prefix.as_str()))
}

/// The first line that begins with `prefix`, the prefix taken off.
pub(super) fn find(prefix: &str) -> Option<&'static str> {
    let rest = CATALOG[lower_bound(prefix)..].strip_prefix(prefix)?;
    Some(rest.split_once('\n').map_or(rest, |(line, _)| line))
}

/// Where the first line stands that is not less than `key`.
fn lower_bound(key: &str) -> usize {
    let (mut low, mut high) = (0, CATALOG.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        // `find` and `rfind` end in the standard library's own compiled loops, which a loop of ours would not in an
        // unoptimised build.
        let start = CATALOG[low..middle]
            .rfind('\n')
            .map_or(low, |at| low + at + 1);
        let end = CATALOG[middle..high]
            .find('\n')
            .map_or(high, |at| middle + at + 1);
        if CATALOG[start..end] < *key {
            low = end;
        } else {
            high = start;
        }
    }
    low
}

/// Reads a number at the start of `text`, and says what follows it. Written out because the generic `parse` is slow in
/// the unoptimised build that macros are.
pub(super) fn number(text: &str) -> (u32, &str) {
    let mut value = 0;
    for (at, byte) in text.bytes().enumerate() {
        if !byte.is_ascii_digit() {
            return (value, &text[at..]);
        }
        value = value * 10 + u32::from(byte - b'0');
    }
    (value, "")
}
