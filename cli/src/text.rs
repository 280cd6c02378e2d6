//! Statements as text in, answers as text out; refusals go to standard error.

use std::io::{self, BufWriter, Write};

use crate::answer::{Answer, SlotKind};
use crate::arguments::InputArguments;
use crate::failure::Failure;
use crate::input;
use crate::job::Job;
use crate::{report, split};

/// Answers every statement of the input. Says whether all were accepted.
///
/// # Errors
/// A file cannot be read, there is no statement at all, or the output cannot be written.
pub(crate) fn answer_statements(job: &Job, arguments: InputArguments) -> Result<bool, Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    let (mut count, mut refused) = (0_usize, false);
    for text in input::texts(arguments) {
        let text = text?;
        for piece in split::statements(&text.text) {
            let answered = match job.answer(piece.sql) {
                Ok(answer) => print(&mut out, &answer, count == 0),
                Err(mistakes) => {
                    refused = true;
                    // The answers so far come first, also where both streams are one.
                    out.flush().and_then(|()| {
                        let reports = mistakes
                            .iter()
                            .map(|mistake| report::report(&text, piece.start, mistake));
                        io::stderr()
                            .lock()
                            .write_all(reports.collect::<String>().as_bytes())
                    })
                }
            };
            answered.map_err(|error| Failure::writing(&error))?;
            count += 1;
        }
    }
    out.flush().map_err(|error| Failure::writing(&error))?;
    if count == 0 {
        return Err(Failure::new("there is no statement in the input")
            .help("give one: `softdelete parse 'select 1'`"));
    }
    Ok(!refused)
}

fn print(out: &mut impl Write, answer: &Answer, first: bool) -> io::Result<()> {
    match answer {
        Answer::Sql { sql, slots } => {
            for slot in slots {
                let is = match slot.is {
                    SlotKind::Actor => "who deletes, text or NULL",
                    SlotKind::DeletionId => "a fresh uuid of this deletion",
                };
                writeln!(out, "-- ${}: {is}", slot.param)?;
            }
            writeln!(out, "{sql};")
        }
        Answer::Description { params, columns } => {
            if !first {
                writeln!(out)?;
            }
            writeln!(out, "parameters: {}", params.len())?;
            for (index, ty) in params.iter().enumerate() {
                writeln!(out, "  ${}  {ty}", index + 1)?;
            }
            writeln!(out, "columns: {}", columns.len())?;
            let width = |text: &str| text.chars().count();
            let names = columns
                .iter()
                .map(|column| width(&column.name))
                .max()
                .unwrap_or(0);
            let types = columns
                .iter()
                .map(|column| width(&column.ty))
                .max()
                .unwrap_or(0);
            for column in columns {
                let null = if column.nullable { "null" } else { "not null" };
                writeln!(
                    out,
                    "  {:names$}  {:types$}  {null}",
                    column.name, column.ty
                )?;
            }
            Ok(())
        }
    }
}
