//! Runs the leak oracle for as many statements as wanted.

use std::process::ExitCode;

use softdelete_leak_oracle::mutate::Mutation;
use softdelete_leak_oracle::{Settings, Tally, run};

const HELP: &str = "\
Runs random statements with and without deleted rows and compares.

  --cases N      how many statements (default 10000)
  --seed S       what decides them (default 1)
  --threads T    how many at a time (default 2)
  --per-world N  statements about one set of tables (default 40)
  --lose         take one condition off each compiled statement: the oracle must notice
  --misplace     move a condition from ON to WHERE: the oracle must notice
  --keep-going   report every difference, not only the first
  --show         show what is refused and what fails both ways";

fn main() -> ExitCode {
    let mut settings = Settings {
        seed: 1,
        cases: 10_000,
        per_world: 40,
        mutate: None,
        keep_going: false,
        show: false,
    };
    let mut threads: usize = 2;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut number = || args.next().and_then(|number| number.parse::<u64>().ok());
        let known = match arg.as_str() {
            "--cases" => {
                number().map(|n| settings.cases = usize::try_from(n).unwrap_or(usize::MAX))
            }
            "--seed" => number().map(|n| settings.seed = n),
            "--threads" => number().map(|n| threads = usize::try_from(n).unwrap_or(1).max(1)),
            "--per-world" => {
                number().map(|n| settings.per_world = usize::try_from(n).unwrap_or(1).max(1))
            }
            "--lose" => {
                settings.mutate = Some(Mutation::Lose);
                Some(())
            }
            "--misplace" => {
                settings.mutate = Some(Mutation::Misplace);
                Some(())
            }
            "--show" => {
                settings.show = true;
                Some(())
            }
            "--keep-going" => {
                settings.keep_going = true;
                Some(())
            }
            _ => None,
        };
        if known.is_none() {
            eprintln!("{HELP}");
            return ExitCode::from(2);
        }
    }
    report(&in_threads(settings, threads), settings)
}

fn in_threads(settings: Settings, threads: usize) -> Tally {
    let mut tally = Tally::default();
    let share = settings.cases.div_ceil(threads);
    let workers: Vec<_> = (0..threads)
        .map(|thread| {
            let thread = u64::try_from(thread).unwrap_or(0);
            let own = Settings {
                // Far enough from each other that no two threads meet the same world.
                seed: settings.seed + (thread << 32),
                cases: share,
                ..settings
            };
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build();
                runtime.map(|runtime| runtime.block_on(run(own)))
            })
        })
        .collect();
    for worker in workers {
        match worker.join() {
            Ok(Ok(Ok(found))) => tally.add(found),
            Ok(Ok(Err(error))) => tally.differences.push(format!("the server: {error:?}")),
            Ok(Err(error)) => tally.differences.push(format!("the runtime: {error}")),
            Err(_) => tally.differences.push("a thread panicked".to_owned()),
        }
    }
    tally
}

fn report(tally: &Tally, settings: Settings) -> ExitCode {
    println!(
        "{} equal ({} of them with rows or changes), {} refused, {} invalid, {} failed both ways, {} without a condition to lose, {} differ",
        tally.equal,
        tally.telling,
        tally.refusals(),
        tally.mistakes(),
        tally.failures(),
        tally.not_mutated,
        tally.differences.len()
    );
    for (title, messages) in [
        ("refused", &tally.refused),
        ("invalid", &tally.invalid),
        ("failed", &tally.failed),
    ] {
        let mut messages: Vec<_> = messages.iter().collect();
        messages.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        for (message, count) in messages.into_iter().take(25) {
            println!("{title} {count:6}  {message}");
        }
    }
    if settings.mutate.is_some() {
        return if tally.differences.is_empty() {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        };
    }
    for difference in tally.differences.iter().take(20) {
        println!("\n{difference}");
    }
    if tally.differences.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
