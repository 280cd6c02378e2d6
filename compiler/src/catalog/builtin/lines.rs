//! The embedded file as sorted lines.

/// All facts, one a line, sorted by byte.
static CATALOG: &str = include_str!("catalog.txt");

/// The lines that begin with `prefix`, the prefix taken off, in order.
pub(super) fn with_prefix(prefix: &str) -> impl Iterator<Item = &'static str> + use<> {
    let mut rest = &CATALOG[lower_bound(prefix)..];
    let prefix = prefix.to_owned();
    std::iter::from_fn(move || {
        let line = rest.strip_prefix(prefix.as_str())?;
        let end = line.find('\n').unwrap_or(line.len());
        rest = line.get(end + 1..).unwrap_or("");
        Some(&line[..end])
    })
}

/// The first line that begins with `prefix`, the prefix taken off.
pub(super) fn find(prefix: &str) -> Option<&'static str> {
    let rest = CATALOG[lower_bound(prefix)..].strip_prefix(prefix)?;
    Some(rest.split_once('\n').map_or(rest, |(line, _)| line))
}

/// Where the first line stands that is not less than `key`.
fn lower_bound(key: &str) -> usize {
    let (text, key) = (CATALOG.as_bytes(), key.as_bytes());
    // What follows a line decides nothing: an end of line is less than all that stands in a key.
    let is_less = |start: usize| text[start..] < *key;
    let (mut low, mut high) = (0, STARTS_LEN);
    while low + 1 < high {
        let middle = usize::midpoint(low, high);
        if is_less(STARTS[middle] as usize) {
            low = middle;
        } else {
            high = middle;
        }
    }
    let mut start = STARTS[low] as usize;
    while start < text.len() && is_less(start) {
        let end = CATALOG[start..].find('\n');
        start = end.map_or(text.len(), |end| start + end + 1);
    }
    start
}

/// A few lines stand between each and the next.
const STARTS_LEN: usize = 1_024;

/// Where some of the lines start, evenly spread. Found when the compiler is compiled: a macro, unoptimised, would take longer to look for
/// the starts of lines than for a line. All of them would take rustc a second to find.
static STARTS: [u32; STARTS_LEN] = index_lines();

const fn index_lines() -> [u32; STARTS_LEN] {
    let text = CATALOG.as_bytes();
    let mut starts = [0; STARTS_LEN];
    let mut index = 0;
    while index < STARTS_LEN {
        let mut start = text.len() * index / STARTS_LEN;
        while start > 0 && text[start - 1] != b'\n' {
            start -= 1;
        }
        #[allow(
            clippy::cast_possible_truncation,
            reason = "the catalogue is far smaller than 4 GB"
        )]
        let place = start as u32;
        starts[index] = place;
        index += 1;
    }
    starts
}

/// Reads a number at the start of `text`, and says what follows it. Written out because the generic `parse` is slow in
/// the unoptimised build that macros are.
pub(super) fn number(text: &str) -> (u32, &str) {
    let bytes = text.as_bytes();
    let (mut value, mut at) = (0, 0);
    while at < bytes.len() && bytes[at] >= b'0' && bytes[at] <= b'9' {
        value = value * 10 + u32::from(bytes[at] - b'0');
        at += 1;
    }
    (value, &text[at..])
}

/// The line of the type of this OID, after the OID.
pub(super) fn type_line(oid: u32) -> Option<&'static str> {
    let start = *TYPES.get(oid as usize)? as usize;
    if start == 0 {
        return None;
    }
    let rest = &CATALOG[start..];
    Some(rest.find('\n').map_or(rest, |end| &rest[..end]))
}

/// One more than the highest OID that a type of PostgreSQL 18 has.
const TYPES_END: usize = 6_500;

/// Where the line of each type goes on after its OID, 0 for none. Types are asked for so often that their place is found when
/// the compiler is compiled.
static TYPES: [u32; TYPES_END] = index_types();

const fn index_types() -> [u32; TYPES_END] {
    let text = CATALOG.as_bytes();
    #[allow(
        clippy::large_stack_arrays,
        reason = "it is only ever on the stack of the compiler's constant evaluator"
    )]
    let mut index = [0; TYPES_END];
    // The types come last, so that the way back from the end meets no other line.
    let mut end = text.len() - 1;
    loop {
        let mut start = end;
        while start > 0 && text[start - 1] != b'\n' {
            start -= 1;
        }
        if text[start] != b'T' {
            return index;
        }
        let (mut oid, mut at) = (0, start + 1);
        while text[at] != b' ' {
            oid = oid * 10 + (text[at] - b'0') as usize;
            at += 1;
        }
        #[allow(
            clippy::cast_possible_truncation,
            reason = "the catalogue is far smaller than 4 GB"
        )]
        let place = at as u32 + 1;
        index[oid] = place;
        end = start - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::{CATALOG, lower_bound};

    #[test]
    fn every_line_is_found_and_what_stands_between_two() {
        let mut start = 0;
        for line in CATALOG.lines() {
            assert_eq!(lower_bound(line), start, "{line}");
            assert_eq!(
                lower_bound(&format!("{line} ")),
                start + line.len() + 1,
                "{line}"
            );
            start += line.len() + 1;
        }
        assert_eq!(lower_bound(""), 0);
        assert_eq!(lower_bound("~"), CATALOG.len());
    }
}
