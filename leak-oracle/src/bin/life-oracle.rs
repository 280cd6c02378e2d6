//! Runs the model oracle for as many sequences of statements as wanted.

use std::process::ExitCode;
use std::time::Instant;

use softdelete_leak_oracle::life::{Settings, Tally, run};

const HELP: &str = "\
Runs random sequences of statements on random schemas, and the same in a model.

  --sequences N  how many sequences (default 5000)
  --seed S       what decides them (default 1)
  --threads T    how many at a time (default 2)
  --per-world N  sequences on one set of tables (default 50)
  --lose         take one condition off one statement of each world: the oracle must notice
  --keep-going   report a difference of every world, not only the first";

fn main() -> ExitCode {
    let mut settings = Settings {
        seed: 1,
        sequences: 5_000,
        per_world: 50,
        lose: false,
        keep_going: false,
    };
    let mut threads: usize = 2;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut number = || args.next().and_then(|number| number.parse::<u64>().ok());
        let size = |number: u64| usize::try_from(number).unwrap_or(usize::MAX).max(1);
        let known = match arg.as_str() {
            "--sequences" => number().map(|n| settings.sequences = size(n)),
            "--seed" => number().map(|n| settings.seed = n),
            "--threads" => number().map(|n| threads = size(n)),
            "--per-world" => number().map(|n| settings.per_world = size(n)),
            "--lose" => {
                (settings.lose, settings.keep_going) = (true, true);
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
    let started = Instant::now();
    let tally = in_threads(settings, threads);
    report(&tally, settings, started.elapsed().as_secs_f64())
}

fn in_threads(settings: Settings, threads: usize) -> Tally {
    let mut tally = Tally::default();
    let share = settings.sequences.div_ceil(threads);
    let workers: Vec<_> = (0..threads)
        .map(|thread| {
            let thread = u64::try_from(thread).unwrap_or(0);
            let own = Settings {
                // Far enough from each other that no two threads meet the same world.
                seed: settings.seed + (thread << 32),
                sequences: share,
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

fn report(tally: &Tally, settings: Settings, seconds: f64) -> ExitCode {
    println!(
        "{} sequences in {seconds:.1} s: {} statements ({} of them changed something), {} queries, {} not compiled, {} worlds with a \
         broken statement, {} differ",
        tally.sequences,
        tally.statements(),
        tally.telling,
        tally.queries,
        tally.refused.values().sum::<usize>(),
        tally.broken,
        tally.differences.len()
    );
    for (title, counts) in [
        ("done", &tally.done),
        ("forbidden", &tally.forbidden),
        ("not compiled", &tally.refused),
    ] {
        let mut counts: Vec<_> = counts.iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        for (what, count) in counts.into_iter().take(30) {
            println!("{title} {count:6}  {what}");
        }
    }
    if settings.lose {
        return ExitCode::from(u8::from(tally.differences.is_empty()));
    }
    for difference in tally.differences.iter().take(20) {
        println!("\n{difference}");
    }
    ExitCode::from(u8::from(!tally.differences.is_empty()))
}
