//! What `sd_query!` costs `cargo check`: a crate of many three-table queries beside the same program with hand-written
//! structs and SQL strings, both checked again after their source was touched, in turn, in one run.
//!
//! What counts is the time of the processor, of all processes that the check starts: unlike the time of the clock it does
//! not grow when something else runs on the machine.
//!
//! `cargo run --release -p benches --bin compile-cost [QUERIES] [ROUNDS]`

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

#[path = "compile_cost/program.rs"]
mod program;

use program::Program;

fn main() -> ExitCode {
    let mut numbers = std::env::args()
        .skip(1)
        .map(|argument| argument.parse::<usize>());
    let (Ok(queries), Ok(rounds)) = (
        numbers.next().unwrap_or(Ok(1000)),
        numbers.next().unwrap_or(Ok(7)),
    ) else {
        eprintln!("usage: compile-cost [QUERIES] [ROUNDS]");
        return ExitCode::FAILURE;
    };
    match measure(queries, rounds.max(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("compile-cost: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Checks each program again and again, in turn so that noise of the machine falls on both, and prints the medians and the least.
fn measure(queries: usize, rounds: usize) -> Result<(), String> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .ok_or("no parent folder")?;
    let folder = repository.join("target/compile-cost");
    let crates: Vec<(Program, PathBuf)> = [Program::Macros, Program::ByHand]
        .into_iter()
        .map(|program| Ok((program, program.write(&folder, repository, queries)?)))
        .collect::<Result<_, String>>()?;
    for incremental in [true, false] {
        let mut times = vec![Vec::new(); crates.len()];
        for round in 0..=rounds {
            for ((_, manifest), times) in crates.iter().zip(&mut times) {
                let time = check_after_touch(manifest, &folder, incremental)?;
                // The first round builds the dependencies.
                if round > 0 {
                    times.push(time);
                }
            }
        }
        println!(
            "{queries} queries, incremental {incremental}, processor time, median and least of {rounds}:"
        );
        let sorted = times.into_iter().map(|mut times| {
            times.sort();
            times
        });
        let figures: Vec<[Duration; 2]> = sorted
            .map(|times| [times[times.len() / 2], times[0]])
            .collect();
        for ((program, _), [median, least]) in crates.iter().zip(&figures) {
            println!(
                "  {:<12} {:>8.0} ms {:>8.0} ms",
                program.name(),
                median.as_secs_f64() * 1e3,
                least.as_secs_f64() * 1e3
            );
        }
        // Noise only ever adds, so the least says more on a machine that others use as well.
        let [median, least] = [0, 1].map(|figure| {
            let [macros, by_hand] = [&figures[0], &figures[1]].map(|of| of[figure].as_secs_f64());
            #[expect(
                clippy::cast_precision_loss,
                reason = "a count of queries is far below 2^52"
            )]
            let each = (macros - by_hand) * 1e3 / queries as f64;
            each
        });
        println!("  difference   {median:>8.3} ms {least:>8.3} ms a query");
    }
    Ok(())
}

/// Runs `cargo check` on a crate whose source is newer than its last check.
fn check_after_touch(
    manifest: &Path,
    folder: &Path,
    incremental: bool,
) -> Result<Duration, String> {
    let source = manifest.with_file_name("src").join("lib.rs");
    let file = std::fs::File::options()
        .append(true)
        .open(&source)
        .map_err(|error| error.to_string())?;
    file.set_modified(std::time::SystemTime::now())
        .map_err(|error| error.to_string())?;
    let before = processor_time_of_children()?;
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet", "--manifest-path"])
        .arg(manifest)
        .arg("--target-dir")
        .arg(folder.join(if incremental {
            "target"
        } else {
            "target-whole"
        }))
        .env("CARGO_INCREMENTAL", if incremental { "1" } else { "0" })
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cargo: {error}"))?;
    let time = processor_time_of_children()?.saturating_sub(before);
    if output.status.success() {
        Ok(time)
    } else {
        Err(format!(
            "{} does not compile:\n{}",
            manifest.display(),
            String::from_utf8_lossy(&output.stderr)
        ))
    }
}

/// What the processes that were started and waited for have used of the processor.
fn processor_time_of_children() -> Result<Duration, String> {
    /// Linux counts in hundredths of a second for programs, whatever the kernel's own clock.
    const TICK: Duration = Duration::from_millis(10);
    let stat = std::fs::read_to_string("/proc/self/stat")
        .map_err(|error| format!("/proc/self/stat: {error} (the benchmark needs Linux)"))?;
    // The second field is the program's name in parentheses, which may hold anything; `cutime` and `cstime` are the
    // sixteenth and seventeenth.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks: Vec<u32> = fields
        .split_ascii_whitespace()
        .skip(13)
        .take(2)
        .filter_map(|field| field.parse().ok())
        .collect();
    match ticks[..] {
        [user, system] => Ok(TICK * (user + system)),
        _ => Err("/proc/self/stat has another form than expected".to_owned()),
    }
}
